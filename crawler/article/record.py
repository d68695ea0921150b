"""The Article: one version of one news article, as it stands on a line of ``articles/*.jsonl``.

Attribute names are the keys of the JSON, hence camelCase. They come from zyte-common-items and
schema.org, from ninjs 3.1 where those have no word. Every key is always present; what a page does
not say is null, or an empty list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

from crawler.article.parts import Dedupe, Extractor, Pagination, PersonalData, Provenance, WordCount
from crawler.reading.blocks import Block
from crawler.reading.parts import (
    Breadcrumb,
    Dateline,
    Editor,
    FieldSource,
    Matching,
    Person,
    Precision,
    Publisher,
    Rights,
    Section,
    Source,
)

SCHEMA_VERSION = "1.0"
"""Of the record: the first number grows when a reader must change."""

ID_PATTERN = (
    r"^(?:zjol:(?:e:[0-9]{9}|t:[0-9]{4,10}|p:[a-z0-9-]+:[0-9]+|a:[0-9]+)|web:[0-9a-f]{32})$"
)
VERSION_ID_PATTERN = r"^sha256:[0-9a-f]{64}$"
ZONED_PATTERN = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:Z|[+-][0-9]{2}:[0-9]{2})$"
)

ArticleId: TypeAlias = Annotated[str, Matching(ID_PATTERN)]
VersionId: TypeAlias = Annotated[str, Matching(VERSION_ID_PATTERN)]
Zoned: TypeAlias = Annotated[str, Matching(ZONED_PATTERN)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One version of one news article, with where it came from.

    The line is a pure function of the captures in ``provenance``, of the versions before it, and
    of the extractor: it holds no time but capture times and times the pages print.
    """

    schemaVersion: Literal["1.0"] = "1.0"
    """Version of this record's definition."""
    id: ArticleId
    """The article, whatever host, scheme, folder or page it is met under: ``zjol:`` with the CMS
    (``e`` Enorth, ``t`` TRS, ``p:<paper>`` e-paper, ``a`` app) and its document id, or ``web:``
    with a hash of the SURT for any other page."""
    versionId: VersionId
    """SHA-256 over the canonical content: headlines, publication time, source name, people, text,
    tables, pictures. Equal content has an equal id; white space, hosts, counters, related links,
    banners and the split into pages do not count."""
    version: int
    """1 for the first version captured, one more for each change of content."""
    previousVersion: VersionId | None
    """``versionId`` of the version before this one."""
    versionCreated: str
    """When this version had first been captured in full: the latest ``dateDownloaded`` of its
    pages (ninjs ``versionCreated``). When the site changed the page is not known."""
    pubStatus: Literal["usable", "withheld", "canceled"]
    """``usable`` in article lines; exports set ``withheld`` and ``canceled`` (ninjs
    ``pubStatus``)."""
    url: str
    """``WARC-Target-URI`` of the first page."""
    canonicalUrl: str | None
    """The address the page itself calls canonical, absolute."""
    alternateUrls: tuple[str, ...]
    """Other addresses the article was captured under: further pages, twins; sorted."""
    headline: str | None
    """The title as printed over the article, without the site's name."""
    alternativeHeadline: str | None
    """The line under the title, 副题 (schema.org ``alternativeHeadline``)."""
    kicker: str | None
    """The line over the title, 引题."""
    datePublished: Zoned | None
    """When it was published, ISO 8601 with offset; at midnight when only the day is known."""
    datePublishedRaw: str | None
    """The words of the page ``datePublished`` was read from."""
    datePublishedPrecision: Precision | None
    """How much of ``datePublished`` the page tells."""
    dateModified: Zoned | None
    """When the page says it was last changed, ISO 8601 with offset."""
    dateModifiedRaw: str | None
    """The words of the page ``dateModified`` was read from."""
    source: Source | None
    """Who the text comes from, 来源."""
    publisher: Publisher
    """The site that published the page."""
    authors: tuple[Person, ...]
    """Who made the report, in the order of the page."""
    editors: tuple[Editor, ...]
    """Who prepared it, in the order of the page."""
    dateline: Dateline | None
    """The opening words 某社某地某日电, taken apart."""
    breadcrumbs: tuple[Breadcrumb, ...]
    """The path from the home page, outermost first."""
    articleSection: str | None
    """The innermost column (schema.org ``articleSection``)."""
    keywords: tuple[str, ...]
    """Tags a reader sees on the page."""
    keywordsMeta: tuple[str, ...]
    """Keywords of the page's head, kept apart: they are often the site's, not the article's."""
    inLanguage: str | None
    """BCP 47 tag, for instance ``zh-Hans-CN``."""
    description: str | None
    """The summary in the page's head."""
    articleBody: str
    """The ``text`` of all blocks that have any, one a line."""
    articleBodyHtml: str
    """The blocks as plain HTML: h2 to h4, p, figure, table, ul or ol, blockquote; everything
    else is gone, everything is escaped."""
    wordCount: WordCount
    """The length of the body."""
    blocks: tuple[Block, ...]
    """The body, block by block, pages joined."""
    sections: tuple[Section, ...]
    """The parts under the headings, in reading order."""
    pagination: Pagination
    """How many pages, and whether all are here."""
    mainImage: str | None
    """Absolute URL of the picture that stands for the article (zyte ``mainImage``)."""
    images: tuple[str, ...]
    """Absolute URLs of the pictures in ``blocks``, in order, without repeats."""
    rights: Rights
    """What the page says about rights."""
    provenance: tuple[Provenance, ...]
    """The captures it was read from, one a page, in page order."""
    extractor: Extractor
    """What read the pages."""
    spider: str | None
    """Name of the Scrapy spider of the collection."""
    dedupe: Dedupe
    """Keys by which copies are found."""
    fieldSources: Mapping[str, FieldSource]
    """For each field that was read from the page: by which rule. Sorted by name."""
    warnings: tuple[str, ...]
    """Codes of what looked odd while reading, sorted."""
    pii: PersonalData
    """How many strings look like personal data."""
