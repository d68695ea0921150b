"""From the readings of an article's pages to the Article."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from crawler import __version__
from crawler.article.blocks import Block
from crawler.article.body import (
    html_of,
    images_of,
    personal_data,
    sections_of,
    text_of,
    word_count,
)
from crawler.article.lines import reader
from crawler.article.pages import (
    Page,
    PageReading,
    in_order,
    join,
    pagination,
)
from crawler.article.parts import (
    Breadcrumb,
    Dateline,
    Dedupe,
    Editor,
    FieldSource,
    Person,
    Publisher,
    Rights,
    Source,
)
from crawler.article.provenance import Charset, Extractor, Provenance
from crawler.article.record import Article
from crawler.article.versions import content_text, version_id
from crawler.sites.zjol import in_zhejiang, nowhere

EXTRACTOR = "zjol-archive"
"""``extractor.name``; its version is the package's."""

T = TypeVar("T")

_text = reader(str | None)
_texts = reader(tuple[str, ...])
_blocks = reader(tuple[Block, ...])
_people = reader(tuple[Person, ...])
_editors = reader(tuple[Editor, ...])
_breadcrumbs = reader(tuple[Breadcrumb, ...])
_source = reader(Source | None)
_publisher = reader(Publisher)
_dateline = reader(Dateline | None)
_rights = reader(Rights)
_charset = reader(Charset)
_rules = reader(Mapping[str, FieldSource])


def assemble(pages: Sequence[PageReading], *, spider: str | None = None) -> Article:
    """The article that one or more archived pages tell, as its first version.

    Pure: the same readings give the same article in whatever order they come. Pages are joined
    (see ``join``). What stands for the whole is taken from the first page that has it; people and
    keywords of all pages are united, in page order. ``successor`` makes a later version of it.

    :param pages: readings of the same article, at least one.
    :param spider: name of the collection's spider.
    :raises ValueError: when there is no page, or a reading does not have the agreed keys.
    """
    ordered = in_order(pages)
    if not ordered:
        raise ValueError("an article has at least one page")
    told = [page.reading.fields for page in ordered]
    blocks, warnings = _body(ordered)
    body = text_of(blocks)
    text_key = hashlib.sha256(content_text(blocks).encode()).hexdigest()
    images = images_of(blocks)
    split = pagination(ordered)
    if not split.complete:
        warnings.add("pages.missing")
    headline = _first(told, "headline", _text)
    kicker = _first(told, "kicker", _text)
    alternative = _first(told, "alternativeHeadline", _text)
    published = _timed(told, "datePublished", ("Raw", "Precision"))
    modified = _timed(told, "dateModified", ("Raw",))
    source = _first(told, "source", _source)
    authors = _united(person for page in told for person in _people(page["authors"]))
    editors = _united(person for page in told for person in _editors(page["editors"]))
    first = ordered[0]
    return Article(
        id=first.identity.id,
        versionId=version_id(
            (headline, alternative, kicker),
            published["datePublished"],
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
        canonicalUrl=_text(told[0]["canonicalUrl"]),
        alternateUrls=_alternates(ordered),
        headline=headline,
        alternativeHeadline=alternative,
        kicker=kicker,
        **published,
        **modified,
        source=source,
        publisher=_publisher(told[0]["publisher"]),
        authors=authors,
        editors=editors,
        dateline=_first(told, "dateline", _dateline),
        breadcrumbs=_first(told, "breadcrumbs", _breadcrumbs) or (),
        articleSection=_first(told, "articleSection", _text),
        keywords=_united(word for page in told for word in _texts(page["keywords"])),
        keywordsMeta=_united(word for page in told for word in _texts(page["keywordsMeta"])),
        inLanguage=_first(told, "inLanguage", _text),
        description=_first(told, "description", _text),
        articleBody=body,
        articleBodyHtml=html_of(blocks),
        wordCount=word_count(body),
        blocks=blocks,
        sections=sections_of(blocks, nowhere if first.identity.cms == "web" else in_zhejiang),
        pagination=split,
        mainImage=_first(told, "mainImage", _text) or next(iter(images), None),
        images=images,
        rights=_all_rights(told),
        provenance=tuple(_provenance(page) for page in ordered),
        extractor=Extractor(name=EXTRACTOR, version=__version__, template=told[0]["template"]),
        spider=spider,
        dedupe=Dedupe(
            textSha256=text_key,
            simhash64=None,
            clusterId=None,
            relation=None,
            of=None,
        ),
        fieldSources=_sources(told),
        warnings=tuple(sorted(warnings)),
        pii=personal_data(body),
    )


def _body(pages: Sequence[Page]) -> tuple[tuple[Block, ...], set[str]]:
    """The joined and renumbered blocks, and the warnings of reading and joining."""
    told = [page.reading.fields for page in pages]
    warnings = {code for fields in told for code in _texts(fields["warnings"])}
    dateline = _first(told, "dateline", _dateline)
    joined = join(
        [fields["blocks"] for fields in told],
        headline=told[0]["headline"],
        dateline=dateline.text if dateline else None,
    )
    plain: list[dict[str, Any]] = []
    for page, blocks in zip(pages, joined, strict=True):
        if page.reading.fields["blocks"] and not blocks:
            warnings.add("pages.repeated")
        if page.reading.capture.truncated:
            warnings.add("capture.truncated")
        for block in blocks:
            plain.append({**block, "i": len(plain), "page": page.number})
    return _blocks(plain), warnings


def _first(told: Sequence[Mapping[str, Any]], name: str, read: Any) -> Any:
    """The value of the first page that has one."""
    for fields in told:
        if fields[name]:
            return read(fields[name])
    return None


def _timed(told: Sequence[Mapping[str, Any]], name: str, others: tuple[str, ...]) -> dict[str, Any]:
    """A time with the fields that explain it, all from the same page."""
    page = next((fields for fields in told if fields[name]), told[0])
    return {key: _text(page[key]) for key in (name, *(name + other for other in others))}


def _united(values: Iterable[T]) -> tuple[T, ...]:
    """Each once, by name and role for people, in the order of the pages."""
    seen: dict[object, T] = {}
    for value in values:
        key = (value.name, value.role) if isinstance(value, (Person, Editor)) else value
        seen.setdefault(key, value)
    return tuple(seen.values())


def _alternates(pages: Sequence[Page]) -> tuple[str, ...]:
    urls = {page.url for page in pages[1:]}.union(*(page.twins for page in pages))
    return tuple(sorted(urls - {pages[0].url}))


def _all_rights(told: Sequence[Mapping[str, Any]]) -> Rights:
    """The rights of the first page that prints a notice, else of the first page."""
    page = next((fields for fields in told if fields["rights"]["copyrightNotice"]), told[0])
    rights: Rights = _rights(page["rights"])
    return rights


def _sources(told: Sequence[Mapping[str, Any]]) -> dict[str, FieldSource]:
    found: dict[str, FieldSource] = {}
    for fields in told:
        found = {**_rules(fields["fieldSources"]), **found}
    return dict(sorted(found.items()))


def _provenance(page: Page) -> Provenance:
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
        charset=_charset(page.reading.fields["charset"]),
        crawlId=page.reading.crawl_id,
    )
