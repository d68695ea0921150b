"""Reading in several processes, each its own ranges of the WARC files; results come in order."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from pathlib import Path

from crawler.archive.source import open_collection
from crawler.reextract.capture_reader import CaptureReader, ReadEntry
from crawler.reextract.catalogue import Entry

_ENTRIES = 48
"""Captures handed over at a time: neighbours in a file."""
_AHEAD = 3
"""Batches in work or waiting to be taken, for each process: bounds memory."""

_readers: list[CaptureReader] = []
"""The reader of this worker process, once it has begun."""


def read_batches(
    root: Path, entries: Iterable[Entry], *, jobs: int, reader: CaptureReader
) -> Iterator[tuple[int, list[ReadEntry]]]:
    """Read entries.

    :param root: their collection or WACZ, opened again by each process.
    :param jobs: how many processes; with one, all is read in this process.
    :param reader: reads in this process.
    :returns: the size of each batch, and what its reading gave, in the order of the entries.
    :raises ArchiveError: a record is damaged.
    """
    batches = _batches(entries)
    if jobs == 1:
        for batch in batches:
            yield len(batch), reader.read_all(batch)
        return
    context = multiprocessing.get_context("forkserver")
    with ProcessPoolExecutor(
        jobs, mp_context=context, initializer=_begin, initargs=(root, reader.fallback)
    ) as pool:
        ahead: deque[tuple[int, Future[list[ReadEntry]]]] = deque()
        try:
            for batch in batches:
                ahead.append((len(batch), pool.submit(_read, batch)))
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
    _readers.append(CaptureReader(open_collection(root), fallback=fallback))


def _read(entries: list[Entry]) -> list[ReadEntry]:
    return _readers[0].read_all(entries)
