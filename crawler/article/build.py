"""From the readings of an article's pages to the Article."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from crawler import __version__
from crawler.article.body import html_of, personal_data, word_count
from crawler.article.lines import content_text, version_id
from crawler.article.pages import ArticlePage, PageReading, in_order, join, pagination
from crawler.article.parts import Dedupe, Extractor, Provenance
from crawler.article.record import Article
from crawler.reading.blocks import Block
from crawler.reading.parts import (
    Editor,
    Extraction,
    FieldSource,
    Person,
    Rights,
    images_of,
    sections_of,
    text_of,
)

EXTRACTOR = "zjol-archive"
"""``extractor.name``; its version is the package's."""

T = TypeVar("T")


def assemble(pages: Sequence[PageReading], *, spider: str | None = None) -> Article:
    """The article that one or more archived pages hold, as its first version.

    Pure: the same readings give the same article in whatever order they come. Pages are joined
    (see ``join``). What stands for the whole is taken from the first page that has it; people and
    keywords of all pages are united, in page order. ``successor`` makes a later version of it.

    :param pages: readings of the same article, at least one.
    :param spider: name of the collection's spider.
    :raises ValueError: when there is no page.
    """
    ordered = in_order(pages)
    if not ordered:
        raise ValueError("an article has at least one page")
    read = [page.reading.extraction for page in ordered]
    blocks, warnings = _body(ordered)
    body = text_of(blocks)
    text_key = hashlib.sha256(content_text(blocks).encode()).hexdigest()
    images = images_of(blocks)
    split = pagination(ordered)
    if not split.complete:
        warnings.add("pages.missing")
    headline = _first(page.headline for page in read)
    kicker = _first(page.kicker for page in read)
    alternative = _first(page.alternativeHeadline for page in read)
    published = next((page for page in read if page.datePublished), read[0])
    modified = next((page for page in read if page.dateModified), read[0])
    source = _first(page.source for page in read)
    authors = _united(person for page in read for person in page.authors)
    editors = _united(person for page in read for person in page.editors)
    first = ordered[0]
    return Article(
        id=first.identity.id,
        versionId=version_id(
            (headline, alternative, kicker),
            published.datePublished,
            source=source,
            people=(*authors, *editors),
            blocks=blocks,
            text=text_key,
        ),
        version=1,
        previousVersion=None,
        versionCreated=max(page.reading.capture.date for page in ordered),
        pubStatus="usable",
        url=first.url,
        canonicalUrl=read[0].canonicalUrl,
        alternateUrls=_alternates(ordered),
        headline=headline,
        alternativeHeadline=alternative,
        kicker=kicker,
        datePublished=published.datePublished,
        datePublishedRaw=published.datePublishedRaw,
        datePublishedPrecision=published.datePublishedPrecision,
        dateModified=modified.dateModified,
        dateModifiedRaw=modified.dateModifiedRaw,
        source=source,
        publisher=read[0].publisher,
        authors=authors,
        editors=editors,
        dateline=_first(page.dateline for page in read),
        breadcrumbs=_first(page.breadcrumbs for page in read) or (),
        articleSection=_first(page.articleSection for page in read),
        keywords=_united(word for page in read for word in page.keywords),
        keywordsMeta=_united(word for page in read for word in page.keywordsMeta),
        inLanguage=_first(page.inLanguage for page in read),
        description=_first(page.description for page in read),
        articleBody=body,
        articleBodyHtml=html_of(blocks),
        wordCount=word_count(body),
        blocks=blocks,
        sections=sections_of(blocks, first.url),
        pagination=split,
        mainImage=_first(page.mainImage for page in read) or next(iter(images), None),
        images=images,
        rights=_rights(read),
        provenance=tuple(_provenance(page) for page in ordered),
        extractor=Extractor(name=EXTRACTOR, version=__version__, template=read[0].template),
        spider=spider,
        dedupe=Dedupe(textSha256=text_key, simhash64=None, clusterId=None, relation=None, of=None),
        fieldSources=_sources(read),
        warnings=tuple(sorted(warnings)),
        pii=personal_data(body),
    )


def _body(pages: Sequence[ArticlePage]) -> tuple[tuple[Block, ...], set[str]]:
    """The joined and renumbered blocks, and the warnings of reading and joining."""
    read = [page.reading.extraction for page in pages]
    warnings = {code for page in read for code in page.warnings}
    dateline = _first(page.dateline for page in read)
    joined = join(
        [page.blocks for page in read],
        headline=read[0].headline,
        dateline=dateline.text if dateline else None,
    )
    blocks: list[Block] = []
    for page, kept in zip(pages, joined, strict=True):
        if page.reading.extraction.blocks and not kept:
            warnings.add("pages.repeated")
        if page.reading.capture.truncated:
            warnings.add("capture.truncated")
        for block in kept:
            placed = (block.i, block.page) == (len(blocks), page.number)
            blocks.append(block if placed else replace(block, i=len(blocks), page=page.number))
    return tuple(blocks), warnings


def _first(values: Iterable[T | None]) -> T | None:
    """The value of the first page that has one."""
    return next((value for value in values if value), None)


def _united(values: Iterable[T]) -> tuple[T, ...]:
    """Each once, by name and role for people, in the order of the pages."""
    seen: dict[object, T] = {}
    for value in values:
        key = (value.name, value.role) if isinstance(value, (Person, Editor)) else value
        seen.setdefault(key, value)
    return tuple(seen.values())


def _alternates(pages: Sequence[ArticlePage]) -> tuple[str, ...]:
    urls = {page.url for page in pages[1:]}.union(*(page.twins for page in pages))
    return tuple(sorted(urls - {pages[0].url}))


def _rights(read: Sequence[Extraction]) -> Rights:
    """The rights of the first page that prints a notice, else of the first page."""
    return next((page.rights for page in read if page.rights.copyrightNotice), read[0].rights)


def _sources(read: Sequence[Extraction]) -> dict[str, FieldSource]:
    found: dict[str, FieldSource] = {}
    for page in read:
        found = {**page.fieldSources, **found}
    return dict(sorted(found.items()))


def _provenance(page: ArticlePage) -> Provenance:
    capture = page.reading.capture
    return Provenance(
        page=page.number,
        url=capture.url,
        warcFile=capture.filename,
        warcOffset=capture.offset,
        warcLength=capture.length,
        warcRecordId=capture.record_id,
        payloadDigest=capture.payload_digest,
        dateDownloaded=capture.date,
        httpStatus=capture.status,
        charset=page.reading.extraction.charset,
        crawlId=page.reading.crawl_id,
    )
