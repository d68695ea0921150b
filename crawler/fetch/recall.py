"""Another archive in the place of the network: what it answers to the requests of one crawl."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest

from crawler.archive.collection.layout import Layout
from crawler.archive.collection.run import run_id
from crawler.archive.source import (
    Recalled,
    Source,
    instant,
    open_source,
)
from crawler.archive.source.instant import END_OF_TIME
from crawler.archive.source.origin import NOTE, origin_of
from crawler.errors import ConfigurationError, NotArchived
from crawler.fetch.pacing import ADDRESS_KEY, PREREQUISITE, Asked
from crawler.models import Exchange
from crawler.reextract import straighten

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.statscollectors import StatsCollector

    from crawler.archive.collection import Collection
    from crawler.fetch.configuration import Configuration
    from crawler.ledger import Address

MISS = "archive/miss"
"""Statistic: requests for what the archive does not hold."""

_CONDITIONS = (b"If-None-Match", b"If-Modified-Since")


class NotInArchive(IgnoreRequest, NotArchived):
    """Raised when an archive that is crawled holds no capture of an address. Then count it."""


class Recall:
    """Answers requests from an archive.

    :param until: 14 digits; later captures do not count.
    """

    def __init__(self, source: Source, *, until: str, stats: StatsCollector) -> None:
        self.source = source
        self._until = until
        self._stats = stats
        self._given: dict[int, Recalled] = {}

    @property
    def as_of(self) -> datetime | None:
        """The instant after which captures do not count, None when all of them do."""
        return None if self._until == END_OF_TIME else instant.read(self._until)

    def answer(self, request: Request) -> Recalled:
        """The newest capture; of a 304 that nobody asked for, what it confirmed.

        It is kept for whoever reads it: ``taken`` of an address, or the Asked of robots.txt.

        :raises NotInArchive: there is none.
        :raises ArchiveError: a record is damaged.
        """
        try:
            recalled = self.source.recall(request.url, until=self._until)
            if recalled.capture.status == 304 and not _is_conditional(request):
                recalled = self.source.confirmed(recalled)
        except NotArchived as error:
            self._stats.inc_value(MISS)
            raise NotInArchive(str(error)) from error
        address: Address | None = request.meta.get(ADDRESS_KEY)
        if address is not None:
            self._given[address.id] = recalled
        asked: Asked | None = request.meta.get(PREREQUISITE)
        if asked is not None:
            asked.exchange = exchange(recalled)
        return recalled

    def taken(self, address: int) -> Recalled | None:
        """What was answered for an address, once."""
        return self._given.pop(address, None)


def _is_conditional(request: Request) -> bool:
    return any(name in request.headers for name in _CONDITIONS)


def exchange(recalled: Recalled) -> Exchange:
    """A capture as the exchange it was, for those who read robots.txt; framing is gone."""
    head, capture = recalled.answer.head, recalled.capture
    framing = (b"transfer-encoding", b"content-length")
    kept = [b"%s: %s\r\n" % pair for pair in head.headers if pair[0].lower() not in framing]
    message = b"".join((head.start_line, b"\r\n", *kept, b"\r\n", recalled.answer.entity))
    return Exchange(
        method="GET",
        url=capture.url,
        began_at=datetime.fromisoformat(capture.date).astimezone(UTC),
        fetch_time_ms=0,
        request=b"",
        response=message,
    )


def check_target(settings: Configuration, folder: Path) -> None:
    """Keep collections that are crawled from the network and from an archive apart.

    :param folder: the collection that is to be written.
    :raises ConfigurationError: naming what would be mixed.
    """
    layout = Layout(folder)
    if settings.source is None:
        origin = origin_of(layout) if folder.is_dir() else None
        if origin is not None:
            raise ConfigurationError(
                f"ARCHIVE_COLLECTION={folder.name}: was crawled from the archive {origin.name}; "
                "a crawl from the network needs a collection of its own"
            )
        return
    if folder.resolve() == settings.source.resolve():
        raise ConfigurationError(
            f"ARCHIVE_COLLECTION={folder.name}: an archive is not crawled into itself"
        )
    if any(layout.archive.glob("*.warc*")):
        raise ConfigurationError(
            f"ARCHIVE_COLLECTION={folder.name}: holds captures of its own; a crawl from an "
            "archive needs another collection"
        )


def open_for(settings: Configuration) -> Source | None:
    """The archive that is to be crawled, None for the network.

    :raises ConfigurationError: when it is none.
    :raises ArchiveError: when it is damaged.
    """
    return None if settings.source is None else open_source(settings.source)


def notes(settings: Configuration, folder: Path) -> dict[str, str]:
    """What the report of the run says of the archive it crawls."""
    if settings.source is None:
        return {}
    told = {NOTE: os.path.relpath(settings.source.resolve(), folder.resolve())}
    return told | ({"as-of": settings.as_of} if settings.as_of else {})


def straighten_after(collection: Collection, now: Callable[[], datetime]) -> None:
    """Give the article versions of a collection that was just closed the order of the archive.

    :raises ArchiveError: the archive is damaged, or the collection cannot be written.
    """
    began = free_instant(collection.layout.runs, now())
    run = replace(collection.run, id=run_id(began), began=began)
    straighten(collection.layout.root, run=run, now=now)


def free_instant(runs: Path, now: datetime) -> datetime:
    """The present, or the next millisecond that no run began in: clocks are set back."""
    while any(runs.glob(f"{run_id(now)}.*")):
        now += timedelta(milliseconds=1)
    return now
