"""The pages an article was read from: which page is which, and whether all are here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crawler.article.parts import Pagination
from crawler.models import Capture
from crawler.sites.identity import Identity, identity


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReading:
    """What one archived page told."""

    fields: Mapping[str, Any]
    """What ``crawler.reading.extract.extract`` returned for it."""
    capture: Capture
    """The capture it was read from; its status and date are the article's."""
    crawl_id: str | None = None
    """The run that made the capture, as the ``warcinfo`` of its WARC file says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of an article, at its place."""

    number: int
    """Its place among the pages, from 1."""
    reading: PageReading
    identity: Identity
    twins: tuple[str, ...] = ()
    """Other addresses that showed the same page."""

    @property
    def url(self) -> str:
        """``WARC-Target-URI``."""
        return self.reading.capture.url


def in_order(readings: Iterable[PageReading]) -> tuple[Page, ...]:
    """The readings as pages in page order, each page once, in whatever order they came.

    Where an address form tells the page, it decides; else what the page says of itself; else the
    order of capture. Of two captures of one page the later one counts, of two addresses captured
    at the same instant the shorter one.
    """
    chosen: dict[tuple[int, str], list[tuple[PageReading, Identity]]] = {}
    for reading in readings:
        who = identity(reading.capture.url)
        number = who.page if who.page > 1 else _own_number(reading, who)
        same = "" if who.docid is not None else reading.capture.urlkey
        chosen.setdefault((number, same), []).append((reading, who))
    groups = []
    for (number, _), group in chosen.items():
        group.sort(key=_newest_last)
        reading, who = group[-1]
        twins = {other.capture.url for other, _ in group} - {reading.capture.url}
        groups.append((number, reading, who, tuple(sorted(twins))))
    groups.sort(key=lambda group: (group[0], group[1].capture.date, group[1].capture.url))
    pages: list[Page] = []
    for number, reading, who, twin_urls in groups:
        place = max(number, pages[-1].number + 1) if pages else number
        pages.append(Page(number=place, reading=reading, identity=who, twins=twin_urls))
    return tuple(pages)


def pagination(pages: Sequence[Page]) -> Pagination:
    """How many pages there are by the most that any page claims, and whether all are here."""
    known = max(page.number for page in pages)
    for page in pages:
        known = max(known, page.reading.fields["pagination"]["pages"])
    return Pagination(pages=known, complete=len(pages) == known)


def _own_number(reading: PageReading, who: Identity) -> int:
    if who.docid is not None:
        return 1
    number: int = reading.fields["pagination"]["page"]
    return max(number, 1)


def _newest_last(entry: tuple[PageReading, Identity]) -> tuple[str, int, str, str]:
    capture = entry[0].capture
    return capture.date, -len(capture.url), capture.url, capture.record_id
