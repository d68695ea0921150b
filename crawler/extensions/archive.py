"""The archive of a crawl: opens the collection, keeps exchanges, and ends the run honestly."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Awaitable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary, WeakSet

from scrapy import signals
from scrapy.exceptions import NotConfigured

from crawler import sites
from crawler.archive.collection import Collection, Surroundings
from crawler.archive.collection.jobs import Origin
from crawler.archive.collection.layout import Layout
from crawler.archive.collection.run import Ending
from crawler.archive.collection.space import Space
from crawler.crawl.admission import recalled
from crawler.crawl.crawl import Crawl, failed
from crawler.crawl.ending import Tally, verdict
from crawler.errors import ArchiveError, NotArchived, PageError
from crawler.extensions.run_facts import (
    check_target,
    collection_name,
    free_instant,
    open_for,
    run_of,
    straighten_after,
)
from crawler.extensions.run_log import log_to, say_once
from crawler.fetch.abort import Abort
from crawler.fetch.capture.gate import LeftInPeace
from crawler.fetch.capture.reasons import reason_code
from crawler.fetch.capture.recorder import CAPTURE_KEY, register
from crawler.fetch.configuration import configuration
from crawler.fetch.pacing import (
    ADDRESS_KEY,
    PREREQUISITE,
    Asked,
    Pacing,
    RobotsRefusal,
)
from crawler.fetch.recall import Recall
from crawler.models import Hop
from crawler.reextract.restore import opened

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.archive.source import Recalled
    from crawler.crawl.items import Judged, PageRead
    from crawler.ledger import Address
    from crawler.models import Capture, Exchange

T = TypeVar("T")
logger = logging.getLogger(__name__)


class ArchiveExtension:
    """Holds the open collection of one crawl; the other components ask ``archive_of`` for it.

    Opening happens when the crawler is built, so a locked or damaged collection stops the crawl
    before a request is made: an exception in a signal handler would only be logged.
    """

    def __init__(
        self, crawler: Crawler, collection: Collection, *, recall: Recall | None = None
    ) -> None:
        self._crawler = crawler
        self._recall = recall
        self._collection = collection
        self._log: logging.Handler | None = None
        self._messages: dict[int, bytes] = {}
        self._responses = self._pages = self._refused = self._errors = 0
        source, as_of = (recall.source, recall.as_of) if recall else (None, None)
        plan = crawler.spider.plan  # type: ignore[union-attr]
        self.crawl = Crawl(collection, plan, source=source, as_of=as_of)
        self.pacing = Pacing.from_crawler(crawler)
        self.abort = Abort(crawler)
        """Ends the crawl, because the archive cannot be written or trusted."""
        self.ending: Ending | None = None
        """How the run ended; None until its report is on disk."""
        self.reason = ""
        """One line for people: why it ended so."""
        self._reading_back = True
        self._back: asyncio.Future[int] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's factory.

        :raises ConfigurationError: a setting is wrong.
        :raises ArchiveError: the collection is locked, damaged or cannot be written.
        """
        spider = crawler.spider
        if spider is None or getattr(spider, "plan", None) is None:
            raise NotConfigured("an archive belongs to a crawl with a plan")
        settings = configuration(crawler.settings)
        name = collection_name(settings, spider.name)
        folder = settings.root / name
        check_target(settings, folder)
        source = open_for(settings)
        around = cls.surroundings(crawler)
        try:
            short = Space(path=folder, least=settings.min_free_bytes).short()
            began = free_instant(Layout(folder).runs, around.now())
        except OSError as error:
            raise ArchiveError(f"{folder} cannot be opened: {error}") from error
        if short:
            raise ArchiveError(f"nothing was started: {short}")
        opening = partial(
            Collection,
            folder,
            run=run_of(crawler, settings, name, began=began),
            max_bytes=settings.warc_bytes,
            surroundings=around,
        )
        collection = opened(folder, opening)
        recall = None
        if source is not None:
            assert crawler.stats is not None
            recall = Recall(source, until=settings.until, stats=crawler.stats)
        archive = cls(crawler, collection, recall=recall)
        archive._keep_log()
        register(crawler, archive, gate=archive.pacing.gate)
        _ARCHIVES[crawler] = archive
        crawler.signals.connect(say_once, signal=signals.spider_opened, weak=False)
        crawler.signals.connect(archive.spider_closed, signal=signals.spider_closed)
        crawler.signals.connect(archive.engine_stopped, signal=signals.engine_stopped)
        crawler.signals.connect(archive.spider_error, signal=signals.spider_error)
        crawler.signals.connect(archive.item_error, signal=signals.item_error)
        return archive

    @classmethod
    def surroundings(cls, crawler: Crawler) -> Surroundings:
        """Clock, chance, and who watches: a subclass may put others in their place."""
        return Surroundings(now=_now, new_id=uuid.uuid4, recall=recalled)

    def _keep_log(self) -> None:
        run = self._collection.run
        try:
            self._log = log_to(
                self._collection.layout.runs / f"{run.id}.log", self._crawler.settings, self.abort
            )
        except OSError as error:
            self._collection.abandon()
            raise ArchiveError(f"the log of the run cannot be written: {error}") from error

    # -- capture ----------------------------------------------------------------------------

    async def record(self, exchange: Exchange, request: Request) -> Capture | None:
        """Keep an exchange; returns when it is durable (see crawler.fetch.capture.recorder).

        :raises ArchiveError: it could not be kept; the crawl is being closed.
        """
        address: Address | None = request.meta.get(ADDRESS_KEY)
        if address is None:
            origin = Origin(
                key=sites.key(exchange.url), url=exchange.url, kind="robots", hop=Hop(path="P")
            )
        else:
            origin = Origin(
                key=address.key,
                url=address.url,
                kind=address.kind,
                address=address.id,
                hop=Hop(via=address.via, path=address.hops),
            )
            self._messages[address.id] = exchange.response
        asked: Asked | None = request.meta.get(PREREQUISITE)
        if asked is not None:
            asked.exchange = exchange
        capture = await self._guarded(asyncio.wrap_future(self._collection.store(exchange, origin)))
        self._responses += capture is not None
        self.pacing.exchanged(exchange, capture.status if capture else None)
        return capture

    def recall(self, request: Request) -> Recalled:
        """What the archive that is crawled answers (see crawler.fetch.archive_handler).

        :raises NotInArchive: it holds no such capture.
        :raises ArchiveError: it is damaged; the crawl is being closed.
        """
        assert self._recall is not None
        try:
            found = self._recall.answer(request)
        except ArchiveError as error:
            self.abort(error)
            raise
        self._responses += 1
        return found

    # -- what the spider and the pipelines ask ------------------------------------------------

    async def begin(self) -> None:
        """Enter the seeds into the ledger."""
        await self._guarded(self.crawl.begin())

    async def read_back(self) -> None:
        """Read what an earlier run captured and had no time to read; nothing is fetched before."""
        self._back = asyncio.ensure_future(self._guarded(self.crawl.read_back()))
        self._errors += await self._back
        self._reading_back = False

    def read(self, response: Response) -> PageRead:
        """A response whose capture is durable → what it says."""
        address: Address = response.meta[ADDRESS_KEY]
        self._pages += response.status < 300 or response.status == 304
        found = self._recall.taken(address.id) if self._recall else None
        if found is not None:
            told = self.crawl.recall(address, found)
        else:
            message = self._messages.pop(address.id)
            told = self.crawl.read(address, message, response.meta[CAPTURE_KEY])
        self.pacing.ended(address, told.reading.reason)
        return told

    def unreachable(self, failure: Failure) -> PageRead | None:
        """A download that failed for good → its reason code, for the ledger.

        :returns: None for an address that is left pending, as its host is left in peace.
        :raises ArchiveError: when that is why it failed; the address stays as it is.
        """
        address: Address = failure.request.meta[ADDRESS_KEY]  # type: ignore[attr-defined]
        self._messages.pop(address.id, None)
        if self._recall is not None:
            self._recall.taken(address.id)
        self.pacing.traffic.give_back(address.id)
        if isinstance(failure.value, ArchiveError):
            raise failure.value
        if isinstance(failure.value, PageError):
            return failed(address, failure.value.code)
        if isinstance(failure.value, NotArchived):
            return failed(address, "not-archived")
        if isinstance(failure.value, LeftInPeace):
            return None
        if isinstance(failure.value, RobotsRefusal):
            return self._forbidden(address, failure.value.code)
        assert failure.value is not None
        reason = reason_code(failure.value)
        self.pacing.ended(address, reason)
        return failed(address, reason)

    def _forbidden(self, address: Address, code: str) -> PageRead:
        if code != "robots":
            return failed(address, code)
        self._refused += 1
        return failed(address, code, state="excluded")

    async def commit(self, item: Judged) -> None:
        """Make durable what a page told."""
        await self._guarded(self.crawl.commit(item))

    async def _guarded(self, work: Awaitable[T]) -> T:
        """Whatever cannot be written ends the crawl: nothing may be claimed after it."""
        try:
            return await work
        except ArchiveError as error:
            self.abort(error)
            raise

    def lease(self, limit: int, *, but: frozenset[str]) -> tuple[list[Address], bool]:
        """The next addresses to fetch (see ``Leases.take``); none when the ledger fails."""
        if self._reading_back:
            return [], False
        try:
            return self.crawl.lease(limit, but=but)
        except ArchiveError as error:
            self.abort(error)
            return [], True

    @property
    def folder(self) -> Path:
        """Where the collection lies."""
        return self._collection.layout.root

    def progress(self) -> tuple[int, int]:
        """Addresses that are settled, and all that are known."""
        total, to_do = self._collection.reader.to_do()
        return total - to_do, total

    @property
    def responses(self) -> int:
        """Responses of any status that were kept in this run."""
        return self._responses

    @property
    def versions(self) -> int:
        """Article versions that were new in this run."""
        return self._collection.writing.versions

    # -- ending ------------------------------------------------------------------------------

    def spider_error(self) -> None:
        """Count an exception in a callback."""
        self._errors += 1

    def item_error(self) -> None:
        """Count an exception in a pipeline."""
        self._errors += 1

    async def spider_closed(self, reason: str) -> None:
        """Leave the collection in order and write the report of the run."""
        if self._back is not None:
            self._back.cancel()  # a budget may be used up by then: the next run goes on
            await asyncio.wait([self._back])
        how: Ending = "archive"
        why = self.abort.why
        if not why:
            try:
                await self.crawl.finish()
                how, why = verdict(self._tally(reason))
            except ArchiveError as error:
                why = str(error)
        facts = {"finishReason": reason, "responses": self._responses, "pages": self._pages}
        facts |= self.pacing.facts()
        ending = await asyncio.to_thread(self._collection.finish, how, reason=why, facts=facts)
        if self._log is not None:
            logging.root.removeHandler(self._log)
            self._log.close()
        self.reason = self._collection.reason
        if self.abort.why and ending != "archive":  # the end of the log was refused
            ending, self.reason = "archive", self.abort.why
        self.ending = ending

    def engine_stopped(self) -> None:
        """The last that happens in a crawl, unless a command has something to do after it."""
        if self._crawler not in _LEFT_LATER:
            self.leave()
            self.let_go()

    def leave(self) -> None:
        """Tell the ledger that the run has ended; ``let_go`` comes after it, or the exit."""
        if self.ending is None:
            return
        left = self._collection.leave(self.ending)
        if left != self.ending:
            self.ending, self.reason = left, self._collection.reason
        if self._recall is not None and left == "complete":
            self.let_go()
            try:
                straighten_after(self._collection, _now)
            except ArchiveError as error:
                self.ending, self.reason = "archive", str(error)

    def let_go(self) -> None:
        """Give the collection back: its files, its lock."""
        self._collection.abandon()

    def close_unused(self) -> None:
        """End a run that was stopped before it had captured anything; no reactor runs any more."""
        self.ending = self._collection.close(
            "interrupted", reason="stopped before it began", facts={"finishReason": "shutdown"}
        )
        self.reason = self._collection.reason

    def _tally(self, reason: str) -> Tally:
        # A run that goes on with others ends as they would have ended together.
        captures, pages = self._collection.reader.answers(self._collection.cycle)
        return Tally(
            finish_reason=reason,
            responses=max(captures, self._responses),
            pages=max(pages, self._pages),
            refused_by_robots=self._refused,
            errors=self._errors,
            states=self._collection.reader.states(),
            left_in_peace=self.pacing.left_in_peace,
        )


_ARCHIVES: WeakKeyDictionary[Crawler, ArchiveExtension] = WeakKeyDictionary()
# Scrapy's own get_extension does not answer while the other extensions are being made.
_LEFT_LATER: WeakSet[Crawler] = WeakSet()


def leave_later(crawler: Crawler) -> None:
    """The caller will call ``leave`` of this crawler's archive, as the last thing it does: then
    it exits, or calls ``let_go``."""
    _LEFT_LATER.add(crawler)


def archive_of(crawler: Crawler) -> ArchiveExtension:
    """The archive of a crawl.

    :raises NotConfigured: it has none.
    """
    archive = _ARCHIVES.get(crawler)
    if archive is None:
        raise NotConfigured("crawler.extensions.archive.ArchiveExtension is not enabled")
    return archive


def _now() -> datetime:
    return datetime.now(UTC)
