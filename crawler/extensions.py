"""The archive of a crawl: opens the collection, keeps exchanges, and ends the run honestly."""

from __future__ import annotations

import asyncio
import logging
import socket
import uuid
from collections.abc import Awaitable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

import scrapy
from scrapy import signals
from scrapy.exceptions import IgnoreRequest, NotConfigured

from crawler import __version__, scope
from crawler.capture.reasons import reason_code
from crawler.capture.recorder import CAPTURE_KEY, register
from crawler.collection import Collection, Surroundings
from crawler.collection.jobs import Origin
from crawler.collection.run import Ending, Run, run_id
from crawler.configuration import Configuration, configuration
from crawler.crawl import Crawl, failed
from crawler.ending import Tally, verdict
from crawler.errors import ArchiveError, PageError
from crawler.models import Hop
from crawler.run_log import log_to

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.items import Judged, PageRead
    from crawler.ledger import Address
    from crawler.models import Capture, Exchange

T = TypeVar("T")
logger = logging.getLogger(__name__)

ADDRESS_KEY = "address"
"""Key of ``request.meta`` that holds the ledger's Address the request was made from."""
_ARCHIVE_ERROR = "archive_error"


class ArchiveExtension:
    """Holds the open collection of one crawl; the other components ask ``archive_of`` for it.

    Opening happens when the crawler is built, so a locked or damaged collection stops the crawl
    before a request is made: an exception in a signal handler would only be logged.
    """

    def __init__(self, crawler: Crawler, collection: Collection) -> None:
        self._crawler = crawler
        self._collection = collection
        self._log: logging.Handler | None = None
        self._messages: dict[int, bytes] = {}
        self._responses = self._pages = self._refused = self._errors = 0
        self.crawl = Crawl(collection, crawler.spider.plan)  # type: ignore[union-attr]
        self.ending: Ending | None = None
        """How the run ended; None until its report is on disk."""
        self.reason = ""
        """One line for people: why it ended so."""

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
        name = crawler.settings.get("ARCHIVE_COLLECTION") or spider.name
        run = _run(crawler, settings, name)
        collection = Collection(
            settings.root / name,
            run=run,
            max_bytes=settings.warc_bytes,
            surroundings=Surroundings(now=_now, new_id=uuid.uuid4, key_of=scope.key),
        )
        archive = cls(crawler, collection)
        archive._log = log_to(collection.layout.runs / f"{run.id}.log", crawler.settings)
        register(crawler, archive)
        crawler.signals.connect(archive.spider_closed, signal=signals.spider_closed)
        crawler.signals.connect(archive.spider_error, signal=signals.spider_error)
        crawler.signals.connect(archive.item_error, signal=signals.item_error)
        return archive

    # -- capture ----------------------------------------------------------------------------

    async def record(self, exchange: Exchange, request: Request) -> Capture | None:
        """Keep an exchange; returns when it is durable (see crawler.capture.recorder).

        :raises ArchiveError: it could not be kept; the crawl is being closed.
        """
        address: Address | None = request.meta.get(ADDRESS_KEY)
        if address is None:
            origin = Origin(
                key=scope.key(exchange.url), url=exchange.url, kind="robots", hop=Hop(path="P")
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
        capture = await self._guarded(asyncio.wrap_future(self._collection.store(exchange, origin)))
        self._responses += capture is not None
        return capture

    # -- what the spider and the pipelines ask ------------------------------------------------

    async def begin(self) -> None:
        """Enter the seeds into the ledger."""
        await self._guarded(self.crawl.begin())

    def read(self, response: Response) -> PageRead:
        """A response whose capture is durable → what it says."""
        address: Address = response.meta[ADDRESS_KEY]
        message = self._messages.pop(address.id)
        self._pages += response.status < 300 or response.status == 304
        return self.crawl.read(address, message, response.meta[CAPTURE_KEY])

    def unreachable(self, failure: Failure) -> PageRead:
        """A download that failed for good → its reason code, for the ledger.

        :raises ArchiveError: when that is why it failed; the address stays as it is.
        """
        address: Address = failure.request.meta[ADDRESS_KEY]  # type: ignore[attr-defined]
        self._messages.pop(address.id, None)
        if isinstance(failure.value, ArchiveError):
            raise failure.value
        if isinstance(failure.value, PageError):
            return failed(address, failure.value.code)
        if isinstance(failure.value, IgnoreRequest):  # Scrapy's word for "robots.txt forbids it"
            self._refused += 1
            return failed(address, "robots", state="excluded")
        assert failure.value is not None
        return failed(address, reason_code(failure.value))

    async def commit(self, item: Judged) -> None:
        """Make durable what a page told."""
        await self._guarded(self.crawl.commit(item))

    async def _guarded(self, work: Awaitable[T]) -> T:
        """Whatever cannot be written ends the crawl: nothing may be claimed after it."""
        try:
            return await work
        except ArchiveError as error:
            engine = self._crawler.engine
            if engine is not None and engine.spider is not None and not self.reason:
                self.reason = str(error)
                logger.critical("the archive cannot be written, closing the crawl: %s", error)
                self._closing = asyncio.ensure_future(
                    engine.close_spider_async(reason=_ARCHIVE_ERROR)
                )
            raise

    def progress(self) -> tuple[int, int]:
        """Addresses that are settled, and all that are known."""
        states = self._collection.reader.states()
        total = sum(states.values())
        return total - states.get("pending", 0) - states.get("captured", 0), total

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
        if self._collection.failure is None:
            await self.crawl.finish()
        states = self._collection.reader.states()
        how, why = verdict(
            Tally(
                finish_reason=reason,
                responses=self._responses,
                pages=self._pages,
                refused_by_robots=self._refused,
                errors=self._errors,
                states=states,
            )
        )
        facts = {"finishReason": reason, "responses": self._responses, "pages": self._pages}
        ending = await asyncio.to_thread(self._collection.close, how, reason=why, facts=facts)
        failure = self._collection.failure
        self.reason = self.reason or (str(failure) if failure else why)
        self.ending = ending
        if self._log is not None:
            logging.root.removeHandler(self._log)
            self._log.close()


def archive_of(crawler: Crawler) -> ArchiveExtension:
    """The archive of a crawl.

    :raises NotConfigured: it has none.
    """
    archive = crawler.get_extension(ArchiveExtension)
    if archive is None:
        raise NotConfigured("crawler.extensions.ArchiveExtension is not enabled")
    return archive


def _now() -> datetime:
    return datetime.now(UTC)


def _run(crawler: Crawler, settings: Configuration, name: str) -> Run:
    began = _now()
    notes = {}
    if not crawler.settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES"):
        notes["tls-verification"] = "off"
    if crawler.settings.get("ARCHIVE_CONNECT_TO"):
        notes["connect-to"] = crawler.settings.get("ARCHIVE_CONNECT_TO")
    who = settings.operator
    return Run(
        id=run_id(began),
        began=began,
        spider=crawler.spider.name,  # type: ignore[union-attr]
        software=f"zjol-archive/{__version__} Scrapy/{scrapy.__version__}",
        user_agent=crawler.settings["USER_AGENT"],
        operator=who.text if who else None,
        sender=who.email if who else None,
        robots="obey" if crawler.settings.getbool("ROBOTSTXT_OBEY") else "ignore",
        hostname=socket.gethostname(),
        is_part_of=name,
        notes=notes,
    )
