"""What an article says about itself: people, source, dateline, place in the site, rights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Matching:
    """Says of a string type which regular expression (ECMA-262) its values match."""

    pattern: str


Day: TypeAlias = Annotated[str, Matching(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]


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
class Pagination:
    """How many pages the article was split into (schema.org ``pagination``)."""

    pages: int
    """How many pages there are, as far as any captured page tells."""
    complete: bool
    """True when every one of them was captured and is part of this record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordCount:
    """The length of ``articleBody``."""

    chars: int
    """Characters that are not white space."""
    cjk: int
    """Han characters among them."""


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
class Dedupe:
    """Keys by which copies of the text are found."""

    textSha256: str
    """SHA-256 in hexadecimal over the canonical key of ``articleBody`` without page furniture:
    equal for equal texts, whatever their white space, width of punctuation or layout."""
    simhash64: str | None
    """Reserved for the dataset; null in article lines."""
    clusterId: str | None
    """Cluster of near copies; null in article lines, it depends on other articles."""
    relation: Literal["original", "reprint", "excerpt"] | None
    """Relation to the cluster's first article; null in article lines."""
    of: str | None
    """``id`` of the article it repeats; null in article lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSource:
    """Which rule read a field."""

    rule: str
    """Name of the rule, for instance ``id:source_baidu``."""
    confidence: float
    """How sure the rule is, from 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """How many strings in ``articleBody`` look like personal data. They are left in place."""

    phone: int
    """Mobile numbers of mainland China: eleven digits, 13 to 19 first."""
    idCard: int
    """Identity card numbers whose checksum holds (GB 11643)."""
    email: int
    """E-mail addresses."""
