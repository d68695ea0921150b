"""``scrapy status``: what the ledger of a collection holds, and what is missing."""

from __future__ import annotations

import argparse
import heapq
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from crawler import console
from crawler.archive.collection import withdrawals
from crawler.archive.collection.layout import Layout
from crawler.console import CollectionCommand, Grid
from crawler.errors import ConfigurationError
from crawler.inspection.lacking import Lacking, lacking, to_read
from crawler.inspection.standing import (
    LISTED,
    Standing,
    as_facts,
    standing,
)

READ_AT_ONCE = 2_000
"""Captures that are read again without being asked to, a few seconds' work."""
_COUNTS = frozenset({2})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lacks:
    """The pages that lack files, in short."""

    to_read: int
    """Captures that have to be read again to know them."""
    count: int | None = None
    """Pages; None when that was too much to read."""
    first: tuple[tuple[str, int], ...] = ()
    """Those that lack most: page, files."""

    def as_facts(self) -> dict[str, Any]:
        listed = [{"page": page, "files": files} for page, files in self.first]
        return {"lacking_count": self.count, "lacking": listed}


class Command(CollectionCommand):
    """Prints tables, or one JSON document."""

    def syntax(self) -> str:
        return "NAME [--lacking] [--json]"

    def short_desc(self) -> str:
        return "Show where a collection stands: addresses, queue, articles, runs, gaps"

    def long_desc(self) -> str:
        return f"{self.short_desc()}. A run may be writing it. Example: scrapy status zjol"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print one JSON document")
        parser.add_argument(
            "--lacking",
            action="store_true",
            help="print only the pages that lack files, each with the files: reads them again",
        )

    def report(self, args: list[str], opts: argparse.Namespace) -> None:
        root = self.collection(args)
        ledger = Layout(root).ledger
        if not ledger.is_file():
            raise ConfigurationError(f"{root} has no ledger; the next crawl makes it again")
        if opts.lacking:
            _show_lacking(root, as_json=opts.json)
            return
        found, lacks = standing(ledger), _lacks(root)
        withdrawn = len(withdrawals.in_force(Layout(root)))
        if opts.json:
            facts = {**as_facts(found), "withdrawn_count": withdrawn}
            console.show_json(facts | lacks.as_facts())
            return
        _show(root.resolve().name, found)
        if withdrawn:
            console.show_lines(
                [f"{withdrawn:,} articles are withdrawn: scrapy withdraw NAME tells which"]
            )
        _show_missing(found, lacks)


@contextmanager
def _reading(root: Path, total: int) -> Iterator[Iterator[Lacking]]:
    done = 0
    with console.progress("pages read again") as bar:

        def progress(more: int) -> None:
            nonlocal done
            done += more
            bar(done, total)

        yield lacking(root, progress=progress)


def _lacks(root: Path) -> _Lacks:
    total = to_read(Layout(root).ledger)
    if total > READ_AT_ONCE:
        return _Lacks(to_read=total)
    count = 0

    def counted(found: Iterator[Lacking]) -> Iterator[tuple[str, int]]:
        nonlocal count
        for one in found:
            count += 1
            yield one.url, len(one.files)

    with _reading(root, total) as found:
        first = heapq.nsmallest(LISTED, counted(found), key=lambda row: (-row[1], row[0]))
    return _Lacks(to_read=total, count=count, first=tuple(first))


def _show_lacking(root: Path, *, as_json: bool) -> None:
    with _reading(root, to_read(Layout(root).ledger)) as found:
        pages = list(found)
    if as_json:
        told = [{"page": one.url, "files": [asdict(file) for file in one.files]} for one in pages]
        console.show_json({"lacking": told})
    elif not pages:
        console.show_lines(["no page lacks a file"])
    else:
        columns = ("page", "file", "state", "reason")
        rows = [(one.url, file.url, file.state, file.reason) for one in pages for file in one.files]
        console.show(
            Grid(title=f"pages that lack files: {len(pages):,}", columns=columns, rows=rows)
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
    console.show(_grid("addresses", ("kind", "state", "addresses"), found.states))
    if found.reasons:
        console.show(_grid("reasons", ("state", "reason", "addresses"), found.reasons))
    if found.queue:
        console.show(_grid("still to be fetched", ("kind", "priority", "addresses"), found.queue))
    else:
        console.show_lines(["nothing is left to fetch"])
    console.show(
        Grid(
            title="articles a crawl day", columns=("day", "articles", "versions"),
            rows=found.days, numbers=frozenset({1, 2}),
        )
    )  # fmt: skip
    console.show(
        Grid(
            title="last runs",
            columns=("run", "began", "ended", "outcome", "versions"),
            rows=[
                (
                    one.id,
                    _second(one.began),
                    _second(one.ended),
                    one.outcome or "running, or killed",
                    one.versions,
                )
                for one in found.runs
            ],
            numbers=frozenset({4}),
        )
    )


def _grid(title: str, columns: tuple[str, ...], rows: tuple[tuple[object, ...], ...]) -> Grid:
    return Grid(title=title, columns=columns, rows=rows, numbers=_COUNTS)


def _show_missing(found: Standing, lacks: _Lacks) -> None:
    if found.gaps:
        console.show(
            Grid(
                title=f"gaps, pages that could not be had: {_count(found.gap_count)}",
                columns=("address", "state", "reason", "runs that tried", "found on"),
                rows=[
                    (one.url, one.state, one.reason, one.attempts, one.via) for one in found.gaps
                ],
                numbers=frozenset({3}),
            )
        )
    if lacks.count is None:
        console.show_lines(
            [
                "files are missing; scrapy status NAME --lacking tells which pages lack them, and "
                f"reads {lacks.to_read:,} captures again for that"
            ]
        )
    elif lacks.first:
        console.show(
            Grid(
                title=f"pages that lack files: {_count(lacks.count)} (--lacking names the files)",
                columns=("page", "files"),
                rows=lacks.first,
                numbers=frozenset({1}),
            )
        )


def _second(instant: str | None) -> str:
    return f"{instant[:19]}Z" if instant else ""


def _count(count: int) -> str:
    return f"{count:,}, the first {LISTED}" if count > LISTED else str(count)
