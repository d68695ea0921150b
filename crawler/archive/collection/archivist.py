"""The writer thread: everything that is written to a collection during a run passes here.

Jobs that arrive while a batch is being made durable form the next batch, and the first job of a
batch waits a moment for others, so that one fsync covers many exchanges when the crawl is fast
(decision 64). A job's future is done only when its bytes are durable and its ledger rows are
committed.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from crawler.archive.collection.page_commit import Committed, Origin, PageCommit
from crawler.errors import ArchiveError, CaptureNotWritten
from crawler.models import Capture, Exchange

logger = logging.getLogger(__name__)

_BATCH_JOBS = 256
"""Jobs of one batch at most: bounds what a power cut can undo and how long one commit takes."""
LINGER = 0.01
"""Seconds that the first job of a batch waits for others."""


@dataclass(frozen=True, slots=True)
class Store:
    """Job: keep an exchange. Its future is done when the capture is durable."""

    exchange: Exchange
    origin: Origin
    done: Future[Capture | None] = field(default_factory=Future)


@dataclass(frozen=True, slots=True)
class Commit:
    """Job: commit what a page changes. Its future says what was new."""

    page: PageCommit
    done: Future[Committed] = field(default_factory=Future)


class Batch:
    """Jobs in the order they came. Results are handed out only after the commit."""

    def __init__(self, jobs: list[Store | Commit]) -> None:
        self.jobs = jobs
        self.stores = [job for job in jobs if isinstance(job, Store)]
        self.commits = [job for job in jobs if isinstance(job, Commit)]
        self.captures: list[Capture | None] = []
        self.committed: list[Committed] = []

    def succeed(self) -> None:
        """The batch is durable: give every job its result."""
        for store, capture in zip(self.stores, self.captures, strict=True):
            if store.done.set_running_or_notify_cancel():
                store.done.set_result(capture)
        for commit, committed in zip(self.commits, self.committed, strict=True):
            if commit.done.set_running_or_notify_cancel():
                commit.done.set_result(committed)

    def fail(self, error: ArchiveError) -> None:
        """Nothing of the batch counts: give every job the error."""
        for job in self.jobs:
            if job.done.set_running_or_notify_cancel():
                job.done.set_exception(error)


class Archivist:
    """Owns the writer thread of an open collection.

    :param write: makes one batch of jobs durable; runs in the thread, may raise ArchiveError.
    :param linger: seconds that the first job of a batch waits for others.
    """

    def __init__(self, write: Callable[[Batch], None], *, linger: float = LINGER) -> None:
        self._write = write
        self._linger = linger
        self._jobs: queue.SimpleQueue[Store | Commit | None] = queue.SimpleQueue()
        self.failure: ArchiveError | None = None
        """What ended writing; every job after it fails with it."""
        self._thread = threading.Thread(target=self._run, name="archivist", daemon=True)
        self._thread.start()

    def store(self, exchange: Exchange, origin: Origin) -> Future[Capture | None]:
        """Keep an exchange; the future raises ArchiveError when that failed."""
        job = Store(exchange, origin)
        self._jobs.put(job)
        return job.done

    def commit(self, page: PageCommit) -> Future[Committed]:
        """Commit what a page changes; the future raises ArchiveError when that failed."""
        job = Commit(page)
        self._jobs.put(job)
        return job.done

    def close(self) -> None:
        """Finish all jobs given so far, then end the thread."""
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        last = False
        while not last:
            jobs = self._take()
            last = None in jobs
            batch = Batch([job for job in jobs if job is not None])
            if self.failure is None and batch.jobs:
                self._attempt(batch)
            elif self.failure is not None:
                batch.fail(self.failure)

    def _take(self) -> list[Store | Commit | None]:
        """The jobs of the next batch; with None among them, the last."""
        jobs = [self._jobs.get()]
        until = time.monotonic() + self._linger
        while len(jobs) < _BATCH_JOBS and jobs[-1] is not None:
            try:
                jobs.append(self._jobs.get(timeout=max(0.0, until - time.monotonic())))
            except queue.Empty:
                break
        return jobs

    def _attempt(self, batch: Batch) -> None:
        try:
            self._write(batch)
        except ArchiveError as error:
            self._give_up(batch, error)
        except OSError as error:
            self._give_up(batch, CaptureNotWritten(f"writing the collection failed: {error}"))
        except Exception as error:
            logger.exception("the writer thread failed")
            self._give_up(batch, CaptureNotWritten(f"writing failed: {error!r}"))
        else:
            batch.succeed()

    def _give_up(self, batch: Batch, error: ArchiveError) -> None:
        self.failure = error
        batch.fail(error)
