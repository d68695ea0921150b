"""The archive of a crawl: opens the collection before the crawl, closes it after."""

from __future__ import annotations

import asyncio
import logging
import uuid
from functools import partial
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from scrapy import signals

from crawler.archive.collection import Collection, Surroundings
from crawler.archive.collection.layout import Layout
from crawler.archive.collection.run import Ending
from crawler.crawl.admission import address_of_capture
from crawler.crawl.crawl import Crawl
from crawler.crawl.ending import Tally, verdict
from crawler.errors import ArchiveError, ConfigurationError
from crawler.extensions.disk_space import Space
from crawler.extensions.run_facts import (
    check_target,
    collection_name,
    free_instant,
    open_for,
    renumber_after,
    run_of,
)
from crawler.extensions.run_log import log_once, log_to
from crawler.fetch.abort import Abort
from crawler.fetch.capture.attempt import SYSTEM_CLOCK
from crawler.fetch.configuration import configuration
from crawler.fetch.pacing import Pacing
from crawler.fetch.session import Session, attach
from crawler.reextract.restore import opened

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from crawler.fetch.configuration import Configuration


_CLOSED_BY_CALLER: WeakSet[Crawler] = WeakSet()


def close_by_caller(crawler: Crawler) -> None:
    """The caller of a crawl calls ``leave`` of its archive itself, then ``release`` or exits.

    It says so before the crawl: a signal may end a crawl before its engine has started.
    """
    _CLOSED_BY_CALLER.add(crawler)


class ArchiveExtension:
    """Opens the collection of a crawl and its session; ends the run with an honest report.

    The collection is opened when the crawler is built, so a locked or damaged collection stops
    the crawl before a request is made: an exception in a signal handler would only be logged.
    """

    def __init__(self, crawler: Crawler, session: Session) -> None:
        self._crawler = crawler
        self._session = session
        self._collection = session.collection
        self._log: logging.Handler | None = None
        self.ending: Ending | None = None
        """How the run ended; None until its report is on disk."""
        self.reason = ""
        """One line for people: why it ended so."""
        self._closing = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's factory.

        :raises ConfigurationError: a setting is wrong.
        :raises ArchiveError: the collection is locked, damaged or cannot be written.
        """
        if getattr(crawler.spider, "plan", None) is None:
            raise ConfigurationError(
                "so far only news spiders are archived, and this one has no plan; "
                "-s ARCHIVE_ENABLED=0 crawls without an archive"
            )
        archive = cls(crawler, cls._open(crawler, configuration(crawler.settings)))
        archive._keep_log()
        attach(crawler, archive._session)
        for handler, signal in (
            (archive.spider_closed, signals.spider_closed),
            (archive.engine_stopped, signals.engine_stopped),
            (archive.count_error, signals.spider_error),
            (archive.count_error, signals.item_error),
        ):
            crawler.signals.connect(handler, signal=signal)
        crawler.signals.connect(log_once, signal=signals.spider_opened, weak=False)
        return archive

    @classmethod
    def surroundings(cls, crawler: Crawler) -> Surroundings:
        """Clock, ids, and observer of the commits; a subclass may return others."""
        return Surroundings(now=SYSTEM_CLOCK.now, new_id=uuid.uuid4, locate=address_of_capture)

    @classmethod
    def _open(cls, crawler: Crawler, settings: Configuration) -> Session:
        plan = crawler.spider.plan  # type: ignore[union-attr]
        name = collection_name(settings, crawler.spider.name)  # type: ignore[union-attr]
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
        return Session(
            collection=collection,
            crawl=Crawl(collection, plan, source=source, as_of=settings.as_of_instant),
            pacing=Pacing.from_crawler(crawler),
            abort=Abort(crawler),
            source=source,
            until=settings.until,
        )

    def _keep_log(self) -> None:
        path = self._collection.layout.runs / f"{self._collection.run.id}.log"
        try:
            self._log = log_to(path, self._crawler.settings, self._session.abort)
        except OSError as error:
            self._collection.abandon()
            raise ArchiveError(f"the log of the run cannot be written: {error}") from error

    @property
    def unused(self) -> bool:
        """Was the run stopped before it captured anything, and before it began to close?

        A second signal ends the reactor while ``spider_closed`` still writes in its thread.
        """
        return not (self.ending or self._closing or self._session.counts.responses)

    def count_error(self) -> None:
        """Count an exception in a callback or a pipeline."""
        self._session.counts.errors += 1

    # -- ending ------------------------------------------------------------------------------

    async def spider_closed(self, reason: str) -> None:
        """Leave the collection in order and write the report of the run."""
        self._closing = True
        session = self._session
        await session.stop_reading_back()  # a budget may be used up by then
        ending: Ending = "archive"
        why = session.abort.why
        if not why:
            try:
                await session.crawl.finish()
                ending, why = verdict(self._tally(reason))
            except ArchiveError as error:
                why = str(error)
        ending = await asyncio.to_thread(
            self._collection.finish, ending, reason=why, facts=self._facts(reason)
        )
        if self._log is not None:
            logging.root.removeHandler(self._log)
            self._log.close()
        self.reason = self._collection.reason
        if session.abort.why and ending != "archive":  # the end of the log was refused
            ending, self.reason = "archive", session.abort.why
        self.ending = ending

    def engine_stopped(self) -> None:
        """Close the collection, unless the caller of the crawl does."""
        if self._crawler not in _CLOSED_BY_CALLER:
            self.leave()
            self.release()

    def leave(self) -> None:
        """Record in the ledger that the run has ended; ``release`` follows, or the exit."""
        if self.ending is None:
            return
        left = self._collection.leave(self.ending)
        if left != self.ending:
            self.ending, self.reason = left, self._collection.reason
        if self._session.source is not None and left == "complete":
            self.release()
            try:
                renumber_after(self._collection, SYSTEM_CLOCK.now)
            except ArchiveError as error:
                self.ending, self.reason = "archive", str(error)

    def release(self) -> None:
        """Release the collection: its files, its lock."""
        self._collection.abandon()

    def close_unused(self) -> None:
        """End a run that was stopped before it had captured anything; no reactor runs any more."""
        self.ending = self._collection.close(
            "interrupted", reason="stopped before it began", facts={"finishReason": "shutdown"}
        )
        self.reason = self._collection.reason

    def _facts(self, reason: str) -> dict[str, Any]:
        counts = self._session.counts
        facts = {"finishReason": reason, "responses": counts.responses, "pages": counts.pages}
        return facts | self._session.pacing.facts()

    def _tally(self, reason: str) -> Tally:
        # A run that continues others ends as they would have ended together.
        counts, reader = self._session.counts, self._collection.reader
        captures, pages = reader.answers(self._collection.cycle)
        return Tally(
            finish_reason=reason,
            responses=max(captures, counts.responses),
            pages=max(pages, counts.pages),
            refused_by_robots=counts.refused,
            errors=counts.errors,
            states=reader.states(),
            abandoned_hosts=self._session.pacing.abandoned_hosts,
        )
