"""Tasks over all cores, their results in order, only so many of them in memory."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager

from crawler.audit.scan import Found, Task

SMALL = 100 << 20
"""Bytes below which starting processes would take longer than the work."""

Run = Callable[[Iterator[Task]], Iterator[Found]]


@contextmanager
def pool(jobs: int) -> Iterator[Run]:
    """A function that runs tasks in ``jobs`` processes and yields their results in order.

    With one job the work is done in this process.
    """
    if jobs <= 1:
        yield _here
        return
    # Spawned, not forked: the caller may have threads (a progress bar has one).
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as executor:
        try:
            yield lambda tasks: _there(executor, tasks, 2 * jobs)
        finally:
            executor.shutdown(wait=True, cancel_futures=True)


def run(task: Task) -> Found:
    """Do one task."""
    return task.run()


def _here(tasks: Iterator[Task]) -> Iterator[Found]:
    for task in tasks:
        yield task.run()


def _there(executor: ProcessPoolExecutor, tasks: Iterator[Task], most: int) -> Iterator[Found]:
    waiting: deque[Future[Found]] = deque()
    for task in tasks:
        waiting.append(executor.submit(run, task))
        if len(waiting) >= most:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()
