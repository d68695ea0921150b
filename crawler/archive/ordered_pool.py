"""Tasks done in several processes, their results in order, only so many of them in memory."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

_AHEAD = 3
"""Tasks in work, or done and waiting for their turn, for each process: bounds memory."""


@contextmanager
def ordered_pool(
    function: Callable[[Task], Result],
    jobs: int,
    *,
    begin: Callable[..., None] | None = None,
    arguments: tuple[Any, ...] = (),
) -> Iterator[Callable[[Iterable[Task]], Iterator[Result]]]:
    """A function that does tasks and yields their results in the order of the tasks.

    :param function: does a task; a process imports it by its name.
    :param jobs: how many processes; with one, tasks are done in this process.
    :param begin: called with ``arguments`` in each process that begins.
    """
    if jobs <= 1:
        yield partial(map, function)
        return
    # Not forked from this process, which may have threads: a progress bar has one.
    context = multiprocessing.get_context("forkserver")
    with ProcessPoolExecutor(
        jobs, mp_context=context, initializer=begin, initargs=arguments
    ) as executor:
        try:
            yield partial(_in_order, executor, function, _AHEAD * jobs)
        finally:
            executor.shutdown(wait=True, cancel_futures=True)


def _in_order(
    executor: ProcessPoolExecutor,
    function: Callable[[Task], Result],
    most: int,
    tasks: Iterable[Task],
) -> Iterator[Result]:
    waiting: deque[Future[Result]] = deque()
    for task in tasks:
        waiting.append(executor.submit(function, task))
        if len(waiting) >= most:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()
