"""Reading in several processes, each its own ranges of the WARC files; results come in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from crawler.archive.ordered_pool import ordered_pool
from crawler.archive.source import open_collection
from crawler.reextract.capture_reader import CaptureReader, ReadEntry
from crawler.reextract.catalogue import Entry

_ENTRIES = 48
"""Captures handed over at a time: neighbours in a file."""

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
        yield from ((len(batch), reader.read_all(batch)) for batch in batches)
        return
    with ordered_pool(_read, jobs, begin=_begin, arguments=(root, reader.fallback)) as run:
        yield from run(batches)


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    entries = iter(entries)
    while batch := list(islice(entries, _ENTRIES)):
        yield batch


def _begin(root: Path, fallback: str | None) -> None:
    _readers.append(CaptureReader(open_collection(root), fallback=fallback))


def _read(entries: list[Entry]) -> tuple[int, list[ReadEntry]]:
    return len(entries), _readers[0].read_all(entries)
