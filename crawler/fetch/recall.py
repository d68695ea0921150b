"""Another archive in the place of the network: what it answers to the requests of one crawl."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest

from crawler.archive.source import (
    Recalled,
    Source,
    instant,
)
from crawler.archive.source.instant import END_OF_TIME
from crawler.errors import NotArchived
from crawler.fetch.pacing import ADDRESS_KEY, PREREQUISITE, Asked
from crawler.models import Exchange

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.statscollectors import StatsCollector

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
