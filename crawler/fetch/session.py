"""The session of a crawl with its archive: what Scrapy's components call.

The archive extension opens a session and closes it. Between the two, download handlers,
scheduler, middlewares, spider and pipelines find it with ``archive_of``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary

from scrapy.exceptions import NotConfigured

from crawler import sites
from crawler.archive.collection.page_commit import Origin
from crawler.archive.source.instant import END_OF_TIME
from crawler.crawl.crawl import Crawl, failed
from crawler.errors import ArchiveError, NotArchived, PageError
from crawler.fetch.capture.attempt import SYSTEM_CLOCK, Clock
from crawler.fetch.capture.reasons import reason_code
from crawler.fetch.meta import ADDRESS, PAGE
from crawler.fetch.pacing import HostAbandoned, Pacing, RobotsRefusal
from crawler.ledger import Lease
from crawler.models import Hop

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.archive.collection import Collection
    from crawler.archive.source import Source
    from crawler.crawl.assembling import Judged, PageRead
    from crawler.fetch.abort import Abort
    from crawler.ledger import Address
    from crawler.models import Capture, Exchange

T = TypeVar("T")


@dataclass(slots=True)
class Counts:
    """What happened in this run, counted."""

    responses: int = 0
    """Responses of any status that were kept, or answered by the archive that is crawled."""
    pages: int = 0
    """Of those, how many answered with what was asked for (2xx, 304)."""
    refused: int = 0
    """Addresses that robots.txt refused."""
    errors: int = 0
    """Exceptions in callbacks and pipelines."""


@dataclass(slots=True, kw_only=True, eq=False)
class Session:
    """One crawl and the collection that is open for it."""

    collection: Collection
    crawl: Crawl
    pacing: Pacing
    abort: Abort
    """Ends the crawl, because the archive cannot be written or trusted."""
    clock: Clock = SYSTEM_CLOCK
    source: Source | None = None
    """The archive that is crawled, None for the network."""
    until: str = END_OF_TIME
    """14 digits; later captures of ``source`` do not count."""
    counts: Counts = field(default_factory=Counts)
    _reading_back: asyncio.Future[int] | None = None
    _may_lease: bool = False

    @property
    def run(self) -> str:
        """Id of the run at work."""
        return self.collection.run.id

    # -- capture -------------------------------------------------------------------------------

    async def record(self, exchange: Exchange, request: Request) -> Capture | None:
        """Keep an exchange, and return once no crash can lose it.

        :param exchange: what crossed the wire; secrets of ours are still in it.
        :param request: the Scrapy request it was made for, read only.
        :returns: the capture of its response, None when no response came.
        :raises ArchiveError: it could not be kept; the crawl is being closed.
        """
        stored = self.collection.store(exchange, _origin(exchange, request.meta.get(ADDRESS)))
        capture = await self.guard(asyncio.wrap_future(stored))
        self.counts.responses += capture is not None
        self.pacing.exchanged(exchange, capture.status if capture else None)
        return capture

    # -- spider and pipelines ------------------------------------------------------------------

    async def begin(self) -> None:
        """Enter the seeds into the ledger; read what an earlier run captured and did not read.

        Nothing is fetched before that is done.
        """
        await self.guard(self.crawl.begin())
        self._reading_back = asyncio.ensure_future(self.guard(self.crawl.read_back()))
        self.counts.errors += await self._reading_back
        self._may_lease = True

    async def stop_reading_back(self) -> None:
        """End ``begin`` where it stands: what it did not read, the next run reads."""
        if self._reading_back is not None:
            self._reading_back.cancel()
            await asyncio.wait([self._reading_back])

    def read(self, response: Response) -> PageRead:
        """A response whose capture is durable → what it says."""
        meta = response.meta
        address: Address = meta[ADDRESS]
        self.counts.pages += response.status < 300 or response.status == 304
        read = self.crawl.read(address, meta.pop(PAGE))
        self.pacing.ended(address, read.reading.reason)
        return read

    def failed(self, failure: Failure) -> PageRead | None:
        """A download that failed for good → its reason code, for the ledger.

        :returns: None for an address that stays pending, because its host is abandoned.
        :raises ArchiveError: when that is why it failed; the address stays as it is.
        """
        address: Address = failure.request.meta[ADDRESS]  # type: ignore[attr-defined]
        self.pacing.traffic.give_back(address.key)
        error = failure.value
        assert error is not None
        if isinstance(error, ArchiveError):
            raise error
        if isinstance(error, HostAbandoned):
            return None
        if isinstance(error, PageError):
            return failed(address, error.code)
        if isinstance(error, NotArchived):
            return failed(address, "not-archived")
        if isinstance(error, RobotsRefusal):
            if error.code != "robots":
                return failed(address, error.code)
            self.counts.refused += 1
            return failed(address, error.code, state="excluded")
        reason = reason_code(error)
        self.pacing.ended(address, reason)
        return failed(address, reason)

    async def commit(self, item: Judged) -> None:
        """Make durable what a page changes.

        :raises ArchiveError: it could not be written; the crawl is being closed.
        """
        await self.guard(self.crawl.commit(item))

    # -- scheduler -----------------------------------------------------------------------------

    def lease(self, limit: int, *, exclude: frozenset[str]) -> Lease:
        """The next addresses to fetch (see ``Frontier.lease``); none when the ledger fails."""
        if not self._may_lease:
            return Lease([], whole=False)
        try:
            return self.crawl.lease(limit, exclude=exclude)
        except ArchiveError as error:
            self.abort(error)
            return Lease([], whole=True)

    async def guard(self, work: Awaitable[T]) -> T:
        """Await work on the archive; when it fails the crawl ends, for nothing later may count."""
        try:
            return await work
        except ArchiveError as error:
            self.abort(error)
            raise


def _origin(exchange: Exchange, address: Address | None) -> Origin:
    if address is None:
        key = sites.key(exchange.url)
        hop = Hop(path="P")
        return Origin(key=key, url=exchange.url, kind="robots", prerequisite=True, hop=hop)
    hop = Hop(via=address.via, path=address.hops)
    return Origin(key=address.key, url=address.url, kind=address.kind, hop=hop)


_SESSIONS: WeakKeyDictionary[Crawler, Session] = WeakKeyDictionary()
# Scrapy's own get_extension does not answer while the other extensions are being made.


def attach(crawler: Crawler, session: Session) -> None:
    """Give a crawler its session, before its engine makes the download handlers."""
    _SESSIONS[crawler] = session


def archive_of(crawler: Crawler) -> Session:
    """The session of a crawl with its archive.

    :raises NotConfigured: it has none: nothing is fetched that cannot be kept.
    """
    session = _SESSIONS.get(crawler)
    if session is None:
        raise NotConfigured("crawler.extensions.archive.ArchiveExtension is not enabled")
    return session
