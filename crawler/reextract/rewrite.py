"""Puts new lines in the place of the stored lines, as a run of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from crawler import __version__
from crawler.archive.collection import replacement
from crawler.archive.collection.closing import leave_in_order
from crawler.archive.collection.layout import Layout, write_atomically
from crawler.archive.collection.lock import Lock
from crawler.archive.collection.run import Run, report
from crawler.article.build import EXTRACTOR
from crawler.errors import ArchiveError, ConfigurationError
from crawler.ledger import Ledger, LedgerReader
from crawler.reextract.compare import CHANGES
from crawler.reextract.reread import Progress, Reextraction, reextract
from crawler.reextract.version_log import VersionLog

PLAN = "reextract"
"""Plan of the run: no crawl continues it."""


def rewrite(
    root: Path, *, run: Run, jobs: int, progress: Progress, now: Callable[[], datetime]
) -> Reextraction:
    """Read a collection again and replace its article lines.

    When no line is different, nothing is changed. After a kill half-way, the next opening of the
    collection leaves all of the old lines or all of the new lines.

    :param run: the run that replaces them.
    :param now: the clock, for the end of the run.
    :raises ConfigurationError: when it is no collection with a ledger.
    :raises CollectionLocked: another process writes it.
    :raises ArchiveError: it is damaged, or cannot be written.
    """
    layout = Layout(root)
    if not layout.ledger.is_file():
        raise ConfigurationError(f"{root} has no ledger, so its articles cannot be replaced")
    try:
        with ExitStack() as undo:
            lock = Lock(layout.lock)
            undo.callback(lock.release)
            ledger = Ledger(layout.ledger)
            undo.callback(ledger.close)
            reader = LedgerReader(layout.ledger)
            undo.callback(reader.close)
            replacement.finish(layout, ledger)
            if reader.unended_runs(""):
                raise ArchiveError(
                    f"{root}: the last run did not end in order; the next crawl puts it right"
                )
            made = reextract(root, jobs=jobs, progress=progress)
            if made.differences.any:
                replacement.stage(layout, staged(made.version_log), made.version_log.rows())
                replacement.finish(layout, ledger)
                _end(layout, ledger, reader, run=replace(run, plan=PLAN), made=made, now=now)
    except OSError as error:
        raise ArchiveError(f"{root} cannot be written: {error}") from error
    return made


def staged(log: VersionLog) -> Iterator[tuple[str, Iterator[bytes]]]:
    """The files of articles and quarantine by their paths in the collection, with their lines."""
    for day in log.days():
        yield f"articles/{day}.jsonl", log.lines(day)
    for day, refused in groupby(log.quarantined(), key=itemgetter(0)):
        yield f"quarantine/{day}.jsonl", (line for _, line in refused)


def _end(
    layout: Layout,
    ledger: Ledger,
    reader: LedgerReader,
    *,
    run: Run,
    made: Reextraction,
    now: Callable[[], datetime],
) -> None:
    """Page list, manifest and report, as after a crawl."""
    with ledger.transaction():
        ledger.begin_run(run.id, run.began.isoformat(), plan=run.plan)
    leave_in_order(layout, ledger, reader, run=run, step=lambda _: None)
    ended = now()
    with ledger.transaction():
        ledger.end_run(run.id, ended.isoformat(), "complete")
    found = made.differences
    facts: dict[str, Any] = {
        "command": "reextract",
        "extractor": {"name": EXTRACTOR, "version": __version__},
        "captures": made.captures,
        "articleVersions": made.version_log.versions,
        "quarantined": made.version_log.refused,
        "lines": {"same": found.same} | {change: found.lines[change] for change in CHANGES},
    }
    reason = f"read again: {sum(found.lines.values())} lines are different"
    body = report(run, ended=ended, ending="complete", reason=reason, facts=facts)
    write_atomically(layout.runs / f"{run.id}.json", [body])
