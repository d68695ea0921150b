"""``scrapy status``: what the ledger of a collection holds, and what is missing."""

from __future__ import annotations

import heapq
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from crawler import console
from crawler.console import CollectionCommand
from crawler.errors import ConfigurationError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from pathlib import Path

    from crawler.inspection.lacking import Lacking
    from crawler.inspection.standing import Standing

READ_AT_ONCE = 2_000
"""Captures that are read again without ``--lacking``, a few seconds' work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lacks:
    """The pages that lack files, in short."""

    to_read: int
    """Captures that have to be read again to know them."""
    count: int | None = None
    """Pages; None when that was too much to read."""
    first: tuple[tuple[str, int], ...] = ()
    """Those that lack most: page, files."""


class Command(CollectionCommand):
    """Prints tables, or one JSON document."""

    usage = "NAME [--lacking] [--json]"
    summary = "Show where a collection stands: addresses, queue, articles, runs, gaps"
    details = "A run may be writing it."
    example = "scrapy status zjol"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        console.add_json(parser)
        parser.add_argument(
            "--lacking",
            action="store_true",
            help="print only the pages that lack files, each with the files: reads them again",
        )

    def report(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler.archive.collection import withdrawals
        from crawler.archive.collection.layout import Layout
        from crawler.inspection.standing import as_facts, standing

        root = self.collection(args)
        layout = Layout(root)
        if not layout.ledger.is_file():
            raise ConfigurationError(f"{root} has no ledger; the next crawl makes it again")
        if opts.lacking:
            _show_lacking(root, layout.ledger, as_json=opts.json)
            return
        found, lacks = standing(layout.ledger), _lacks(root, layout.ledger)
        withdrawn = len(withdrawals.in_force(layout))
        if opts.json:
            listed = [{"page": page, "files": files} for page, files in lacks.first]
            missing = {"lacking_count": lacks.count, "lacking": listed}
            console.show_json({**as_facts(found), "withdrawn_count": withdrawn, **missing})
            return
        _show(root.resolve().name, found)
        if withdrawn:
            console.show_lines(
                [f"{withdrawn:,} articles are withdrawn: scrapy withdraw NAME lists them"]
            )
        _show_gaps(found)
        _show_lacks(lacks)


@contextmanager
def _reading(root: Path, total: int) -> Iterator[Iterator[Lacking]]:
    from crawler.inspection.lacking import lacking

    done = 0
    with console.progress("pages read again") as bar:

        def progress(more: int) -> None:
            nonlocal done
            done += more
            bar(done, total)

        yield lacking(root, progress=progress)


def _lacks(root: Path, ledger: Path) -> _Lacks:
    from crawler.inspection.lacking import to_read
    from crawler.inspection.standing import LISTED

    total = to_read(ledger)
    if total > READ_AT_ONCE:
        return _Lacks(to_read=total)
    count = 0

    def counted(pages: Iterator[Lacking]) -> Iterator[tuple[str, int]]:
        nonlocal count
        for page in pages:
            count += 1
            yield page.url, len(page.files)

    with _reading(root, total) as pages:
        first = heapq.nsmallest(LISTED, counted(pages), key=lambda row: (-row[1], row[0]))
    return _Lacks(to_read=total, count=count, first=tuple(first))


def _show_lacking(root: Path, ledger: Path, *, as_json: bool) -> None:
    from crawler.inspection.lacking import to_read

    with _reading(root, to_read(ledger)) as found:
        pages = list(found)
    if as_json:
        facts = [
            {"page": page.url, "files": [asdict(file) for file in page.files]} for page in pages
        ]
        console.show_json({"lacking": facts})
    elif not pages:
        console.show_lines(["no page lacks a file"])
    else:
        console.show_table(
            ("page", "file", "state", "reason"),
            [
                (page.url, file.url, file.state, file.reason)
                for page in pages
                for file in page.files
            ],
            title=f"pages that lack files: {len(pages):,}",
        )


def _show(name: str, found: Standing) -> None:
    total = sum(count for *_, count in found.states)
    console.show_lines(
        [
            f"{name}: {total:,} addresses, {found.captures:,} captures, {found.articles:,} "
            f"articles in {found.versions:,} versions"
        ]
    )
    if found.unread:
        console.show_lines([f"{found.unread:,} captured and not yet read: the next run reads them"])
    console.show_table(("kind", "state", "addresses"), found.states, title="addresses")
    if found.reasons:
        console.show_table(("state", "reason", "addresses"), found.reasons, title="reasons")
    if found.queue:
        columns = ("kind", "priority", "addresses")
        console.show_table(columns, found.queue, title="still to be fetched")
    else:
        console.show_lines(["nothing is left to fetch"])
    columns = ("day", "articles", "versions")
    console.show_table(columns, found.days, title="articles a crawl day")
    console.show_table(
        ("run", "began", "ended", "outcome", "versions"),
        [
            (run.id, _second(run.began), _second(run.ended), run.outcome or "running, or killed",
             run.versions)
            for run in found.runs
        ],
        title="last runs",
    )  # fmt: skip


def _show_gaps(found: Standing) -> None:
    if found.gaps:
        console.show_table(
            ("address", "state", "reason", "runs that tried", "found on"),
            [(gap.url, gap.state, gap.reason, gap.attempts, gap.via) for gap in found.gaps],
            title=f"gaps, pages that could not be had: {_of(found.gap_count, found.gaps)}",
        )


def _show_lacks(lacks: _Lacks) -> None:
    if lacks.count is None:
        console.show_lines(
            [
                "files are missing; scrapy status NAME --lacking names the pages that lack them, "
                f"and reads {lacks.to_read:,} captures again for that"
            ]
        )
    elif lacks.first:
        count = _of(lacks.count, lacks.first)
        console.show_table(
            ("page", "files"),
            lacks.first,
            title=f"pages that lack files: {count} (--lacking names the files)",
        )


def _second(instant: str | None) -> str:
    return f"{instant[:19]}Z" if instant else ""


def _of(count: int, shown: tuple[Any, ...]) -> str:
    return f"{count:,}, the first {len(shown)}" if count > len(shown) else str(count)
