"""``scrapy reextract``: read every article again from the archive, compare, and replace."""

from __future__ import annotations

import argparse
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler import __version__, console
from crawler.archive.collection.layout import Layout
from crawler.archive.collection.run import Run, run_id
from crawler.console import CollectionCommand, Grid
from crawler.errors import ConfigurationError
from crawler.reextract import (
    CHANGES,
    Again,
    Differences,
    read_again,
    rewrite,
    spider_of,
)

if TYPE_CHECKING:
    from crawler.reextract import Progress


class Command(CollectionCommand):
    """Prints a report, field by field; ``--write`` replaces the article lines."""

    def syntax(self) -> str:
        return "NAME [--jobs N] [--write] [--json]"

    def short_desc(self) -> str:
        return "Read every article again from the WARC files, and compare"

    def long_desc(self) -> str:
        return (
            f"{self.short_desc()} with the lines that are stored, field by field. No connection "
            "is opened. Without --write nothing is changed; with it, all lines are replaced or "
            "none. Exits 0, 2 for a wrong argument, 3 when the archive is damaged or cannot be "
            "written, 6 when a run is writing it. Example: scrapy reextract zjol --jobs 8 --write"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--jobs", metavar="N", type=int, default=console.cores(),
            help="processes that read (default: all cores)",
        )  # fmt: skip
        parser.add_argument("--write", action="store_true", help="replace the stored lines")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def report(self, args: list[str], opts: argparse.Namespace) -> None:
        if opts.jobs < 1:
            raise ConfigurationError("--jobs: at least 1")
        root = self.collection(args)
        with (
            console.progress(f"reading {root.name} again") as progress,
            _again(root, opts, progress) as again,
        ):
            facts = _facts(again, root, written=bool(opts.write and again.differences.any))
        (console.show_json if opts.json else _show)(facts)


def _again(root: Path, opts: argparse.Namespace, progress: Progress) -> Again:
    if not opts.write:
        return read_again(root, jobs=opts.jobs, progress=progress)
    run = _run(root)
    return rewrite(root, run=run, jobs=opts.jobs, progress=progress, now=_now)


def _now() -> datetime:
    return datetime.now(UTC)


def _run(root: Path) -> Run:
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


def _facts(again: Again, root: Path, *, written: bool) -> dict[str, Any]:
    found = again.differences
    return {
        "collection": root.resolve().name,
        "extractor": __version__,
        "captures": again.captures,
        "versions": again.shelf.versions,
        "quarantined": again.shelf.refused,
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
    lines = facts["lines"]
    differ = sum(lines[change] for change in CHANGES)
    console.show_lines(
        [
            f"{facts['collection']}: {facts['captures']:,} captures of articles read by "
            f"version {facts['extractor']}, {facts['versions']:,} article versions, "
            f"{facts['quarantined']:,} refused"
        ]
    )
    if facts["fields"]:
        console.show(
            Grid(
                columns=("field", "template", "change", "count", "examples"),
                rows=[
                    (*(one[key] for key in ("field", "template", "change", "count")),
                     ", ".join(one["examples"]))
                    for one in facts["fields"]
                ],
                numbers=frozenset({3}),
            )
        )  # fmt: skip
    refused = sum(facts["quarantine"].values())
    if refused:
        console.show_lines([f"{refused:,} lines of the quarantine are different"])
    if not differ and not refused:
        console.show_lines([f"nothing has changed: {lines['same']:,} lines are the same bytes"])
        return
    counted = ", ".join(f"{lines[change]:,} {change}" for change in CHANGES)
    console.show_lines([f"{lines['same']:,} lines are the same bytes, {counted}"])
    done = "replaced" if facts["written"] else "nothing was written; --write replaces them"
    console.show_lines([done])
