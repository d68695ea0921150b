"""What one page says of its article, in the parts of the Article record; and what follows from
its blocks: text, sections, pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

from crawler.reading.blocks import Block, Heading, Image
from crawler.sites.identity import identity
from crawler.sites.zjol import in_zhejiang, nowhere


@dataclass(frozen=True, slots=True)
class Matching:
    """Says of a string type which regular expression (ECMA-262) its values match."""

    pattern: str


Day: TypeAlias = Annotated[str, Matching(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Precision: TypeAlias = Literal["second", "minute", "hour", "day"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone who made the report (schema.org ``author``, ninjs ``people``)."""

    name: str
    """The name alone, without role, place of work or codes."""
    nameRaw: str
    """The words of the page it was read from."""
    role: str
    """What the page calls them: ``reporter``, ``correspondent``, ``author``, ``photographer`` …
    (ninjs ``people[].rel``)."""
    organization: str | None
    """Whom the page says they work for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """Someone who prepared it for publication (schema.org ``editor``); never an author."""

    name: str
    """The name alone, without role and codes."""
    nameRaw: str
    """The words of the page it was read from, for instance ``责任编辑: 张三``."""
    role: str
    """What the page calls them: ``responsibleEditor``, ``editor``, ``reviewer`` …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who the page says the text comes from, 来源 (schema.org ``sourceOrganization``, ninjs
    ``infoSources``)."""

    name: str
    """The name alone, as printed; aliases are not merged."""
    nameRaw: str
    """The words of the page it was read from, label included."""
    url: str | None
    """Where the name links to, absolute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """The site that published this page (schema.org ``publisher``)."""

    name: str | None
    """Name of the site."""
    domain: str
    """Host name of the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """The opening words that say which agency reported from where and when, 电头 (schema.org
    ``dateline``); it remains part of the body."""

    text: str
    """The words as printed, for instance ``浙江在线05月18日讯``."""
    agency: str
    """Who reports."""
    place: str | None
    """Where from, as printed."""
    date: Day | None
    """The day it names, ``YYYY-MM-DD``, with the year taken from the publication date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breadcrumb:
    """One step of the path from the site's home page to the article's column."""

    name: str
    """Text of the link."""
    url: str | None
    """Where it leads, absolute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The part of the body under one heading. The list is in reading order; ``level`` nests."""

    heading: str
    """Text of the heading."""
    level: int
    """Level of the heading: 1 is the highest. A section holds the deeper ones that follow it."""
    start: int
    """``i`` of the heading's own block."""
    end: int
    """``i`` of the first block after the section, or the number of blocks."""
    place: Annotated[str, Matching(r"^[0-9]{6}$")] | None
    """GB/T 2260 code of the city or county of Zhejiang the heading names; zjol pages only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What the page says about rights, and what follows from it; never a guess."""

    copyrightNotice: str | None
    """The notice as printed (schema.org ``copyrightNotice``)."""
    copyrightHolder: str | None
    """Who holds the copyright by the notice (schema.org ``copyrightHolder``)."""
    holderBasis: str | None
    """What names the holder: ``dateline``, ``source`` or ``notice``."""
    license: str | None
    """URL of a licence that the page grants; null means that none is stated."""
    usageTerms: str | None
    """``permission-required`` when the notice demands permission (ninjs ``usageTerms``)."""
    creditText: str | None
    """The credit that reprints must carry (schema.org ``creditText``)."""
    permissionRef: str | None
    """Reference of a permission obtained by the operator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSource:
    """Which rule read a field."""

    rule: str
    """Name of the rule, for instance ``id:source_baidu``."""
    confidence: float
    """How sure the rule is, from 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Charset:
    """How the bytes of a page became text."""

    http: str | None
    """Charset named by the HTTP header, as written."""
    meta: str | None
    """Charset named by the page, as written."""
    used: str
    """Charset that was used, for instance ``gb18030``."""
    by: str
    """What decided: ``bom``, ``validity``, ``http``, ``meta``, ``plausibility``, ``fallback``."""
    replacements: int
    """How many U+FFFD decoding put in."""
    pua: int
    """How many private-use characters are left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePlace:
    """Where one page stands among the pages of its article, by its own pager."""

    pages: int
    """How many pages there are, as far as this page says."""
    complete: bool
    """True when this page is the only one."""
    page: int
    """Number of this page, from 1."""
    next: tuple[str, ...]
    """Absolute URLs of the pages behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What one page says of its article: names, types and meaning are those of the Article record,
    of this page alone. ``None`` or empty where the page does not say it."""

    headline: str | None
    alternativeHeadline: str | None
    kicker: str | None
    datePublished: str | None
    datePublishedRaw: str | None
    datePublishedPrecision: Precision | None
    dateModified: str | None
    dateModifiedRaw: str | None
    source: Source | None
    publisher: Publisher
    authors: tuple[Person, ...]
    editors: tuple[Editor, ...]
    dateline: Dateline | None
    breadcrumbs: tuple[Breadcrumb, ...]
    articleSection: str | None
    keywords: tuple[str, ...]
    keywordsMeta: tuple[str, ...]
    inLanguage: str | None
    description: str | None
    blocks: tuple[Block, ...]
    """The body; ``page`` of each block is 1."""
    pagination: PagePlace
    mainImage: str | None
    """The first picture of the body, else the one the head names."""
    rights: Rights
    canonicalUrl: str | None
    charset: Charset
    template: str
    """Name of the layout that was recognised, or ``general``."""
    fieldSources: Mapping[str, FieldSource]
    warnings: tuple[str, ...]


def text_of(blocks: Iterable[Block]) -> str:
    """The ``articleBody``: the text of all blocks that have any, one a line."""
    return "\n".join([block.text for block in blocks if block.text])


def images_of(blocks: Iterable[Block]) -> tuple[str, ...]:
    """Addresses of the pictures, in order, without repeats."""
    return tuple(dict.fromkeys(block.url for block in blocks if isinstance(block, Image)))


def sections_of(blocks: Sequence[Block], url: str) -> tuple[Section, ...]:
    """The parts under the headings: each ends where a heading of the same or a higher level
    stands, or with the body.

    :param url: address of the page: headings of the site's own pages may name places.
    """
    found: list[Section] = []
    opened: list[Heading] = []

    def close(level: int, end: int) -> None:
        while opened and opened[-1].level >= level:
            head = opened.pop()
            place = place_of(head.text)
            found.append(
                Section(heading=head.text, level=head.level, start=head.i, end=end, place=place)
            )

    headings = [block for block in blocks if isinstance(block, Heading)]
    if not headings:
        return ()
    place_of = nowhere if identity(url).cms == "web" else in_zhejiang
    for heading in headings:
        close(heading.level, heading.i)
        opened.append(heading)
    close(min(heading.level for heading in opened), len(blocks))
    return tuple(sorted(found, key=lambda section: section.start))
