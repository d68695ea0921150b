"""One pass over a collection: all captures of articles read, their lines compared."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path

from crawler.archive.collection.layout import Layout
from crawler.archive.source import open_collection
from crawler.errors import ArchiveError, NotArchived
from crawler.ledger import LedgerReader
from crawler.ledger.ledger import UNFINISHED
from crawler.reextract.capture_reader import CaptureReader
from crawler.reextract.catalogue import Catalogue
from crawler.reextract.chronicle import Chronicle, Unread
from crawler.reextract.compare import Differences, compare_day, compare_quarantine
from crawler.reextract.version_log import VersionLog
from crawler.reextract.workers import read_batches

Progress = Callable[[int, int], None]
"""Takes how many captures have been read, and how many there are."""


class Reextraction(AbstractContextManager["Reextraction"]):
    """The new lines of a collection and how they differ; leaving the context removes the lines."""

    def __init__(self, *, captures: int, version_log: VersionLog, differences: Differences) -> None:
        self.captures = captures
        """How many captures were read."""
        self.version_log = version_log
        """The lines."""
        self.differences = differences

    def __exit__(self, *_: object) -> None:
        self.version_log.close()


def reextract(
    root: Path, *, jobs: int, progress: Progress, only: frozenset[str] | None = None
) -> Reextraction:
    """Read the articles of a collection again. Nothing is written.

    :param root: folder of the collection.
    :param jobs: how many processes read.
    :param only: ids of articles; None for all. Stored lines are compared only for None.
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
            reader = CaptureReader(source, fallback=spider_of(layout))
            chronicle = Chronicle(
                catalogue,
                reader,
                finished=lambda run: _finished(layout, run),
                unread=_unread(layout, undo),
            )
            done = 0
            progress(done, catalogue.total)
            for size, batch in read_batches(root, catalogue.entries(), jobs=jobs, reader=reader):
                chronicle.add(batch)
                done += size
                progress(done, catalogue.total)
            chronicle.finish()
        except NotArchived as error:
            raise ArchiveError(f"{error}; run scrapy audit") from error
        log = chronicle.version_log
        differences = _differences(layout, log) if only is None else Differences()
        return Reextraction(captures=catalogue.total, version_log=log, differences=differences)


def _differences(layout: Layout, log: VersionLog) -> Differences:
    found = Differences()
    stored = {path.stem for path in layout.articles.glob("*.jsonl")}
    for day in sorted(stored.union(log.days())):
        compare_day(layout.articles / f"{day}.jsonl", log.lines(day), found)
    refused = (
        line
        for path in layout.quarantine.glob("*.jsonl")
        for line in path.read_bytes().splitlines(keepends=True)
    )
    compare_quarantine(refused, (line for _, line in log.quarantined()), found)
    return found


def _report(layout: Layout, run: str) -> dict[str, object]:
    try:
        report = json.loads((layout.runs / f"{run}.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return report if isinstance(report, dict) else {}


def _finished(layout: Layout, run: str | None) -> bool:
    """Did a run come to its end? A run without a report did not; a run without an id counts as
    finished."""
    if run is None:
        return True
    outcome = _report(layout, run).get("outcome")
    return outcome is not None and outcome not in UNFINISHED


def _unread(layout: Layout, undo: ExitStack) -> Unread:
    """Asks the ledger whether pages of an article are pending or unread; False without a ledger."""
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
