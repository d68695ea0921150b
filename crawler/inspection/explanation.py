"""One article explained: each field with its rule, and the archived markup it was read from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import product
from typing import Any

from crawler.archive.source import Source
from crawler.article import Article
from crawler.errors import NotArchived, PageError
from crawler.inspection.evidence import Evidence, Snippet
from crawler.inspection.stored import capture
from crawler.page.decode import decode
from crawler.reading.read import page_of

_OPENING = 60
"""Characters by which the opening of a paragraph is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One value of one field."""

    field: str
    value: str
    rule: str | None
    """None for what follows from other fields."""
    confidence: float | None
    page: int | None = None
    """Page on which the words stand."""
    markup: Snippet | None = None
    """None when the words stand nowhere as such."""


def explain(article: Article, source: Source) -> list[Explained]:
    """The fields of an article that hold something, in the order of the record.

    :raises ArchiveError: a record is damaged.
    """
    pages = list(_pages(article, source))
    return [_explained(article, pages, shown) for shown in _values(article)]


@dataclass(frozen=True, slots=True)
class _Value:
    """A value as shown, and the words of the page it was read from, likeliest first."""

    field: str
    value: str
    words: tuple[str, ...] = ()
    page: int = 1


def _explained(article: Article, pages: Sequence[tuple[int, Evidence]], shown: _Value) -> Explained:
    read = article.fieldSources.get(shown.field)
    rule = read.rule if read else ""
    page, markup = None, None
    ordered = sorted(pages, key=lambda page: page[0] != shown.page)
    for words, (number, evidence) in product(filter(None, shown.words), ordered):
        markup = evidence.find(words, rule)
        if markup is not None:
            page = number
            break
    return Explained(
        field=shown.field,
        value=shown.value,
        rule=rule or None,
        confidence=read.confidence if read else None,
        page=page,
        markup=markup,
    )


def _pages(article: Article, source: Source) -> Iterator[tuple[int, Evidence]]:
    """Number and markup of the pages that are archived and can be read."""
    for read in article.provenance:
        with suppress(NotArchived, PageError):
            if found := source.at(capture(read)):
                taken = page_of(read.url, found.answer.head, found.answer.entity)
                yield read.page, Evidence(decode(taken.body, taken.content_type).text)


def _values(article: Article) -> Iterator[_Value]:
    yield from _texts(article, "headline", "alternativeHeadline", "kicker")
    if article.datePublished:
        yield _Value("datePublished", _time(article), (article.datePublishedRaw or "",))
    if article.dateModified:
        yield _Value("dateModified", article.dateModified, (article.dateModifiedRaw or "",))
    if article.source:
        yield _Value("source", article.source.name, (article.source.nameRaw, article.source.name))
    for field, people in (("authors", article.authors), ("editors", article.editors)):
        for person in people:
            yield _Value(field, f"{person.name} ({person.role})", (person.nameRaw, person.name))
    yield from _surroundings(article)
    for block in article.blocks:
        shown = block.text or getattr(block, "url", "") or ""
        words = shown.split("\n", 1)[0].split("\t", 1)[0]
        sought = (words[:_OPENING],) if block.text else (words, words.rpartition("/")[2])
        yield _Value("blocks", f"{block.i} {block.type}: {shown}", sought, block.page)
    if article.pagination.pages > 1:
        whole = "complete" if article.pagination.complete else "some are missing"
        yield _Value("pagination", f"{article.pagination.pages} pages, {whole}")


def _texts(article: Article, *names: str) -> Iterator[_Value]:
    for name in names:
        if text := getattr(article, name):
            yield _Value(name, text, (text,))


def _surroundings(article: Article) -> Iterator[_Value]:
    if article.dateline:
        yield _Value("dateline", article.dateline.text, (article.dateline.text,))
    if article.breadcrumbs:
        path = " > ".join(step.name for step in article.breadcrumbs)
        yield _Value("breadcrumbs", path, (article.breadcrumbs[-1].name,))
    yield from _texts(article, "articleSection", "description")
    for name in ("keywords", "keywordsMeta"):
        if several := getattr(article, name):
            yield _Value(name, "、".join(several), (several[0],))
    if article.publisher.name:
        yield _Value("publisher", article.publisher.name)
    notice, holder = article.rights.copyrightNotice, article.rights.copyrightHolder
    if notice:
        yield _Value("rights", notice, (notice,))
    if holder:
        yield _Value("rights", f"{holder} (holder, by {article.rights.holderBasis})")


def _time(article: Article) -> str:
    return f"{article.datePublished} (to the {article.datePublishedPrecision})"


def as_facts(article: Article, explained: Sequence[Explained]) -> Mapping[str, Any]:
    """The explanation as one JSON object."""
    return {
        "id": article.id,
        "version": article.version,
        "versionId": article.versionId,
        "url": article.url,
        "extractor": asdict(article.extractor),
        "fields": [asdict(value) for value in explained],
        "warnings": list(article.warnings),
        "provenance": [asdict(page) for page in article.provenance],
    }
