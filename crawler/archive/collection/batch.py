"""Jobs that become durable together, and their results until they are."""

from __future__ import annotations

from crawler.archive.collection.jobs import Settle, Settled, Store
from crawler.errors import ArchiveError
from crawler.models import Capture


class Batch:
    """Jobs in the order they came. Results are handed out only after the commit."""

    def __init__(self, jobs: list[Store | Settle]) -> None:
        self.jobs = jobs
        self.stores = [job for job in jobs if isinstance(job, Store)]
        self.settles = [job for job in jobs if isinstance(job, Settle)]
        self.captures: list[Capture | None] = []
        self.settled: list[Settled] = []

    def succeed(self) -> None:
        """The batch is durable: tell everybody who waits."""
        for store, capture in zip(self.stores, self.captures, strict=True):
            if store.done.set_running_or_notify_cancel():
                store.done.set_result(capture)
        for settle, settled in zip(self.settles, self.settled, strict=True):
            if settle.done.set_running_or_notify_cancel():
                settle.done.set_result(settled)

    def fail(self, error: ArchiveError) -> None:
        """Nothing of the batch counts: tell everybody who waits."""
        for job in self.jobs:
            if job.done.set_running_or_notify_cancel():
                job.done.set_exception(error)
