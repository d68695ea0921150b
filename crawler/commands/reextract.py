"""``scrapy reextract``: read every article again from the archive, compare, and replace."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from crawler import __version__, console
from crawler.console import CollectionCommand

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from crawler.archive.collection.run import Run
    from crawler.reextract import Differences, Reextraction


class Command(CollectionCommand):
    """Prints a report, field by field; ``--write`` replaces the article lines."""

    usage = "NAME [--jobs N] [--write] [--json]"
    summary = "Read every article again from the WARC files, and compare"
    details = (
        "It compares new and stored lines field by field and opens no connection. Without --write "
        "nothing is changed; with it, all lines are replaced or none. Exits 0, 2 for a wrong "
        "argument, 3 when the archive is damaged or cannot be written, 6 when a run is writing it."
    )
    example = "scrapy reextract zjol --jobs 8 --write"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        console.add_jobs(parser)
        parser.add_argument("--write", action="store_true", help="replace the stored lines")
        console.add_json(parser)

    def report(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler.reextract import reextract, rewrite

        jobs = console.jobs(opts)
        root = self.collection(args)
        with console.progress(f"reading {root.name} again") as progress:
            if opts.write:
                run = _run(root)
                made = rewrite(root, run=run, jobs=jobs, progress=progress, now=_now)
            else:
                made = reextract(root, jobs=jobs, progress=progress)
            with made:
                facts = _facts(made, root, written=bool(opts.write and made.differences.any))
        (console.show_json if opts.json else _show)(facts)


def _now() -> datetime:
    return datetime.now(UTC)


def _run(root: Path) -> Run:
    from crawler.archive.collection.layout import Layout
    from crawler.archive.collection.run import Run, run_id
    from crawler.reextract import spider_of

    began = _now()
    return Run(
        id=run_id(began),
        began=began,
        spider=spider_of(Layout(root)) or "",
        software=f"zjol-archive/{__version__}",
        user_agent="",
        operator=None,
        sender=None,
        robots="",
        hostname=socket.gethostname(),
        is_part_of=root.resolve().name,
    )


def _facts(made: Reextraction, root: Path, *, written: bool) -> dict[str, Any]:
    from crawler.reextract import CHANGES

    found = made.differences
    return {
        "collection": root.resolve().name,
        "extractor": __version__,
        "captures": made.captures,
        "versions": made.version_log.versions,
        "quarantined": made.version_log.refused,
        "lines": {"same": found.same} | {change: found.lines[change] for change in CHANGES},
        "quarantine": {change: found.quarantined[change] for change in ("added", "lost")},
        "fields": _fields(found),
        "written": written,
    }


def _fields(found: Differences) -> list[dict[str, Any]]:
    return [
        {
            "field": field,
            "template": template,
            "change": change,
            "count": count,
            "examples": found.examples[field, template, change],
        }
        for (field, template, change), count in sorted(found.fields.items())
    ]


def _show(facts: dict[str, Any]) -> None:
    console.show_lines(
        [
            f"{facts['collection']}: {facts['captures']:,} captures of articles read by "
            f"version {facts['extractor']}, {facts['versions']:,} article versions, "
            f"{facts['quarantined']:,} refused"
        ]
    )
    if facts["fields"]:
        console.show_table(
            tuple(facts["fields"][0]),
            [
                (*(", ".join(cell) if isinstance(cell, list) else cell for cell in field.values()),)
                for field in facts["fields"]
            ],
        )
    refused = sum(facts["quarantine"].values())
    if refused:
        console.show_lines([f"{refused:,} lines of the quarantine are different"])
    changes = {change: count for change, count in facts["lines"].items() if change != "same"}
    same = f"{facts['lines']['same']:,} lines are the same bytes"
    if not sum(changes.values()) and not refused:
        console.show_lines([f"nothing has changed: {same}"])
        return
    counts = ", ".join(f"{count:,} {change}" for change, count in changes.items())
    done = "replaced" if facts["written"] else "nothing was written; --write replaces them"
    console.show_lines([f"{same}, {counts}", done])
