"""One pass over a collection: all captures of articles read, their lines compared."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from crawler.archive.collection.layout import Layout
from crawler.archive.source import open_collection
from crawler.errors import ArchiveError, NotArchived
from crawler.ledger import LedgerReader
from crawler.reextract.capture_reader import Teller
from crawler.reextract.catalogue import Catalogue
from crawler.reextract.chronicle import Chronicle, Unread
from crawler.reextract.compare import Differences, compare_day, compare_quarantine
from crawler.reextract.version_log import Shelf
from crawler.reextract.workers import told

_UNFINISHED = frozenset({"interrupted", "archive", "died"})
"""Outcomes of runs that the next one goes on with."""

Progress = Callable[[int, int], None]
"""Told how many captures have been read, and of how many."""


class Again:
    """What reading a collection again came to; a context manager that forgets the lines."""

    def __init__(self, *, captures: int, shelf: Shelf, differences: Differences) -> None:
        self.captures = captures
        """How many captures were read."""
        self.shelf = shelf
        """The lines."""
        self.differences = differences

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.shelf.close()


def read_again(
    root: Path, *, jobs: int, progress: Progress, only: frozenset[str] | None = None
) -> Again:
    """Read the articles of a collection again. Nothing is written.

    :param root: folder of the collection.
    :param jobs: how many processes read.
    :param only: ids of articles; None for all. What is stored of others is not looked at.
    :raises ConfigurationError: when it is no collection.
    :raises ArchiveError: a WARC file is damaged, or one is missing.
    """
    layout = Layout(root)
    with ExitStack() as undo:
        source = open_collection(root)
        undo.callback(source.close)
        try:
            catalogue = Catalogue(source, only=only)
            undo.callback(catalogue.close)
            teller = Teller(source, fallback=spider_of(layout))
            chronicle = Chronicle(
                catalogue,
                teller,
                finished=lambda run: _finished(layout, run),
                unread=_unread(layout, undo),
            )
            done = 0
            progress(done, catalogue.total)
            for size, some in told(root, catalogue.entries(), jobs=jobs, teller=teller):
                chronicle.add(some)
                done += size
                progress(done, catalogue.total)
            chronicle.finish()
        except NotArchived as error:
            raise ArchiveError(f"{error}; run scrapy audit") from error
        return Again(
            captures=catalogue.total,
            shelf=chronicle.shelf,
            differences=_differences(layout, chronicle.shelf) if only is None else Differences(),
        )


def _differences(layout: Layout, shelf: Shelf) -> Differences:
    found = Differences()
    stored = {path.stem for path in layout.articles.glob("*.jsonl")}
    for day in sorted(stored.union(shelf.days())):
        compare_day(layout.articles / f"{day}.jsonl", shelf.lines(day), found)
    refused = (
        line
        for path in layout.quarantine.glob("*.jsonl")
        for line in path.read_bytes().splitlines(keepends=True)
    )
    compare_quarantine(refused, (line for _, line in shelf.quarantined()), found)
    return found


def _report(layout: Layout, run: str) -> dict[str, object]:
    try:
        report = json.loads((layout.runs / f"{run}.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return report if isinstance(report, dict) else {}


def _finished(layout: Layout, run: str | None) -> bool:
    """Did a run come to its end? One that left no report did not; of others nothing is known."""
    if run is None:
        return True
    outcome = _report(layout, run).get("outcome")
    return outcome is not None and outcome not in _UNFINISHED


def _unread(layout: Layout, undo: ExitStack) -> Unread:
    """What the ledger says is still to be fetched or read; nothing where there is no ledger."""
    if not layout.ledger.is_file():
        return lambda _: False
    reader = LedgerReader(layout.ledger)
    undo.callback(reader.close)
    return partial(reader.pages_to_come, exclude=())


def spider_of(layout: Layout) -> str | None:
    """The spider of the last run."""
    for path in sorted(layout.runs.glob("*.json"), reverse=True):
        spider = _report(layout, path.stem).get("spider")
        if isinstance(spider, str):
            return spider
    return None
