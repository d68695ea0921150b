"""Reads one page: where the article lies, then field by field, each with its rule. Pure: without
network, clock or Scrapy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar, overload

from crawler.page.document import Document, parse
from crawler.reading.blocks import Block, Image, Paragraph, Video
from crawler.reading.extract import body, filing, headline, layout, metadata, origin, people, times
from crawler.reading.extract.density import Prose
from crawler.reading.extract.outline import Found, hidden, outline, texts_of
from crawler.reading.extract.view import PageView
from crawler.reading.normalise.sources import dateline_of
from crawler.reading.normalise.text import damage
from crawler.reading.parts import (
    Charset,
    Dateline,
    Extraction,
    FieldSource,
    images_of,
    sections_of,
    text_of,
)
from crawler.sites.templates import recognise
from crawler.urls.address import absolute

T = TypeVar("T")

_MIN_CHARACTERS = 50
"""Body text from which a page with a headline is an article; less needs a picture."""
_AGREEMENT = 0.5
"""Overlap of template and density below which one of them is wrong."""
_URL_DAYS = 2
_LITTLE = 100
"""Characters of prose below which a page may keep its text hidden until a script shows it."""


def extract_page(body: bytes, url: str, content_type: str | None = None) -> dict[str, Any]:
    """The keys of the Article record that one page can give, as plain JSON values.

    Beside them ``charset`` and ``template``, which the record keeps under ``provenance`` and
    ``extractor``; ``pagination`` is of this page alone, with its number and the addresses of the
    pages behind it. Every key is always present. A page without an article has no headline or
    hardly any blocks. Pure, and never raises on content.

    :param body: entity body without transfer- and content-coding.
    :param url: absolute address of the page.
    :param content_type: value of the Content-Type header, None when there was none.
    """
    extraction = extract(parse(body, url, content_type))
    blocks = extraction.blocks
    return {
        **_plain(extraction),
        "articleBody": text_of(blocks),
        "sections": _plain(sections_of(blocks, url)),
        "images": list(images_of(blocks)),
    }


def _plain(value: Any) -> Any:
    """The parts of the record as objects, tuples as lists."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}


def is_article(extraction: Extraction) -> bool:
    """Whether what was read is an article.

    It has a headline, and either text with a sentence in it, or a date and something to look at
    with few lines beside. A list of headlines has neither.
    """
    if not extraction.headline:
        return False
    text = text_of(extraction.blocks)
    if len(text) >= _MIN_CHARACTERS and any(mark in text for mark in "。！？"):
        return True
    if extraction.inLanguage == "en" and len(text) >= 4 * _MIN_CHARACTERS:
        return True
    media = sum(isinstance(block, (Image, Video)) for block in extraction.blocks)
    lines = len(extraction.blocks) - media
    return media > 0 and extraction.datePublished is not None and lines <= 3 * media + 3


def extract(document: Document) -> Extraction:
    """What a parsed page says of its article; never raises on content, ask :func:`is_article`."""
    page = _view(document)
    template, selection = recognise(document)
    region, body_rule, agreement = layout.body_region(
        page, selection.body, selection.rule, headline.anchor(page)
    )
    title = headline.headline_of(page, region)
    if selection.headline is not None:
        title = headline.by_template(page, selection.headline, title)
    place = layout.settle(page, region, title)
    rules = _Rules()
    words = rules.take("headline", title.found)
    blocks, heading_kinds = body.body_of(page, place, words)
    rules.take("blocks", Found(blocks, *body_rule) if body_rule else None)
    pictures = images_of(blocks)
    language = metadata.language_of(f"{words or ''}{text_of(blocks)}", page.metadata.language)
    among_pages = metadata.place_among_pages(document)
    if among_pages.rule:
        rules.take("pagination", among_pages)
    moments = times.times_of(page, place)
    published = rules.take("datePublished", moments.published)
    modified = rules.take("dateModified", moments.modified)
    day = published.value.date() if published else None
    source = rules.take("source", origin.source(page, place))
    editors = rules.take("editors", people.editors_of(page, place), ())
    authors = rules.take("authors", people.authors_of(page, place, editors), ())
    dateline = rules.take("dateline", _dateline(blocks, day))
    rights, notice = origin.rights(page, place, dateline, source.name if source else None)
    rules.take("rights", notice)
    blocks = body.without_byline(
        blocks, {author.name for author in authors}, source.nameRaw if source else None
    )
    crumbs = rules.take("breadcrumbs", filing.breadcrumbs(page, words), ())
    publisher = origin.publisher(page, crumbs)
    rules.take("publisher", publisher)
    site = publisher.value.name
    description = page.metadata.first("description", "og:description")
    canonical = page.metadata.canonical
    social = page.metadata.first("og:image")
    return Extraction(
        headline=words,
        alternativeHeadline=rules.take("alternativeHeadline", title.subtitle),
        kicker=rules.take("kicker", title.kicker),
        datePublished=published.iso() if published else None,
        datePublishedRaw=published.raw if published else None,
        datePublishedPrecision=published.precision if published else None,
        dateModified=modified.iso() if modified else None,
        dateModifiedRaw=modified.raw if modified else None,
        source=source,
        publisher=publisher.value,
        authors=authors,
        editors=editors,
        dateline=dateline,
        breadcrumbs=crumbs,
        articleSection=rules.take("articleSection", filing.section(page, crumbs, site)),
        keywords=rules.take("keywords", filing.keywords(page, place), ()),
        keywordsMeta=rules.take("keywordsMeta", filing.keywords_meta(page, site), ()),
        inLanguage=language,
        description=rules.take("description", _declared(description, "meta:description", 0.8)),
        blocks=blocks,
        pagination=among_pages.value,
        mainImage=pictures[0] if pictures else absolute(document.base_url, social),
        rights=rights,
        canonicalUrl=rules.take("canonicalUrl", _declared(canonical, "link:canonical", 0.95)),
        charset=_charset(document),
        template=template,
        fieldSources=rules.taken,
        warnings=_warnings(
            document,
            {
                **dict.fromkeys(damage(text_of(blocks)), True),
                "heading.bare": "bare" in heading_kinds,
                "body.density-differs": agreement < _AGREEMENT,
                "date.url-differs": _differ(day, place.reference),
                "pages.more": not among_pages.value.complete,
            },
        ),
    )


def _charset(document: Document) -> Charset:
    made = document.charset
    return Charset(
        http=made.http,
        meta=made.meta,
        used=made.used,
        by=made.by,
        replacements=made.replacements,
        pua=made.pua,
    )


class _Rules:
    """By which rule each field was read."""

    def __init__(self) -> None:
        self.taken: dict[str, FieldSource] = {}

    @overload
    def take(self, name: str, found: Found[T] | None) -> T | None: ...
    @overload
    def take(self, name: str, found: Found[T] | None, otherwise: T) -> T: ...
    def take(self, name: str, found: Found[T] | None, otherwise: T | None = None) -> T | None:
        """The value found for a field; its rule is kept only when there is a value."""
        if found is None:
            return otherwise
        if found.value not in (None, (), ""):
            self.taken[name] = FieldSource(rule=found.rule, confidence=found.confidence)
        return found.value


def _view(document: Document) -> PageView:
    unseen = hidden(document)
    flat = outline(document, unseen)
    prose = Prose(flat)
    if unseen and prose.between(0, len(flat.items)) < _LITTLE:
        flat = outline(document, frozenset())
        prose = Prose(flat)
    return PageView(
        document=document,
        metadata=metadata.declarations(document),
        outline=flat,
        prose=prose,
        texts=texts_of(flat.items),
    )


def _dateline(blocks: tuple[Block, ...], published: date | None) -> Found[Dateline] | None:
    paragraphs = [block for block in blocks if isinstance(block, Paragraph)]
    for block in paragraphs[:3]:
        dateline = dateline_of(block.text, published=published)
        if dateline is not None:
            return Found(dateline, "text:dateline", 0.95)
    return None


def _declared(value: str | None, rule: str, confidence: float) -> Found[str] | None:
    return Found(value, rule, confidence) if value else None


def _differ(published: date | None, reference: date | None) -> bool:
    """Whether the day of publication is far from the day in the address."""
    if published is None or reference is None:
        return False
    return abs((published - reference).days) > _URL_DAYS


def _warnings(document: Document, signs: Mapping[str, bool]) -> tuple[str, ...]:
    """What a reader of the record should know, sorted."""
    signs = {
        **signs,
        "charset.replacements": document.charset.replacements > 0,
        "charset.pua": document.charset.pua > 0,
        "document.cut": document.cut,
    }
    return tuple(sorted(code for code, there in signs.items() if there))
