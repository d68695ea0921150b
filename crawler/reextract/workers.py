"""Reading in several processes, each its own ranges of the WARC files; results come in order."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from pathlib import Path

from crawler.archive.source import open_collection
from crawler.reextract.capture_reader import Teller, Told
from crawler.reextract.catalogue import Entry

_ENTRIES = 48
"""Captures handed over at a time: neighbours in a file."""
_AHEAD = 3
"""Batches in work or waiting to be taken, for each process: bounds memory."""

_tellers: list[Teller] = []
"""The one of this worker process, once it has begun."""


def told(
    root: Path, entries: Iterable[Entry], *, jobs: int, teller: Teller
) -> Iterator[tuple[int, list[Told]]]:
    """Read entries.

    :param root: the collection or WACZ they are of, opened again by each process.
    :param jobs: how many processes; with one, all is read in this process.
    :param teller: reads in this process.
    :returns: how many entries a batch had, and what they told, in the order of the entries.
    :raises ArchiveError: a record is damaged.
    """
    batches = _batches(entries)
    if jobs == 1:
        for batch in batches:
            yield len(batch), teller.tell(batch)
        return
    context = multiprocessing.get_context("forkserver")
    with ProcessPoolExecutor(
        jobs, mp_context=context, initializer=_begin, initargs=(root, teller.fallback)
    ) as pool:
        ahead: deque[tuple[int, Future[list[Told]]]] = deque()
        try:
            for batch in batches:
                ahead.append((len(batch), pool.submit(_tell, batch)))
                if len(ahead) >= jobs * _AHEAD:
                    size, first = ahead.popleft()
                    yield size, first.result()
            while ahead:
                size, first = ahead.popleft()
                yield size, first.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    entries = iter(entries)
    while batch := list(islice(entries, _ENTRIES)):
        yield batch


def _begin(root: Path, fallback: str | None) -> None:
    _tellers.append(Teller(open_collection(root), fallback=fallback))


def _tell(entries: list[Entry]) -> list[Told]:
    return _tellers[0].tell(entries)
