"""The writer thread: everything that is written to a collection during a run passes here.

Jobs that arrive while a batch is being made durable form the next batch, so that one fsync
covers many exchanges when the crawl is fast and none waits when it is slow. A job's future is
done only when its bytes are durable and its ledger rows are committed.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future

from crawler.archive.collection.batch import Batch
from crawler.archive.collection.jobs import (
    Origin,
    Outcome,
    Settle,
    Settled,
    Store,
)
from crawler.errors import ArchiveError, CaptureNotWritten
from crawler.models import Capture, Exchange

logger = logging.getLogger(__name__)

_BATCH_JOBS = 256
"""Jobs of one batch at most: bounds what a power cut can undo and how long one commit takes."""


class Archivist:
    """Owns the writer thread of an open collection.

    :param commit: makes one batch of jobs durable; runs in the thread, may raise ArchiveError.
    """

    def __init__(self, commit: Callable[[Batch], None]) -> None:
        self._commit = commit
        self._jobs: queue.SimpleQueue[Store | Settle | None] = queue.SimpleQueue()
        self.failure: ArchiveError | None = None
        """What ended writing; every job after it fails with it."""
        self._thread = threading.Thread(target=self._run, name="archivist", daemon=True)
        self._thread.start()

    def store(self, exchange: Exchange, origin: Origin) -> Future[Capture | None]:
        """Keep an exchange; the future raises ArchiveError when that failed."""
        job = Store(exchange, origin)
        self._jobs.put(job)
        return job.done

    def settle(self, outcome: Outcome) -> Future[Settled]:
        """Commit what was read; the future says what was new."""
        job = Settle(outcome)
        self._jobs.put(job)
        return job.done

    def close(self) -> None:
        """Finish all jobs given so far, then end the thread."""
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        last = False
        while not last:
            jobs = [self._jobs.get()]
            while len(jobs) < _BATCH_JOBS and not self._jobs.empty():
                jobs.append(self._jobs.get())
            last = None in jobs
            batch = Batch([job for job in jobs if job is not None])
            if self.failure is None and batch.jobs:
                self._attempt(batch)
            elif self.failure is not None:
                batch.fail(self.failure)

    def _attempt(self, batch: Batch) -> None:
        try:
            self._commit(batch)
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
