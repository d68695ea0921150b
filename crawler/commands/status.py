"""``scrapy status``: what the ledger of a collection holds, and what is missing."""

from __future__ import annotations

import argparse

from crawler import console
from crawler.collection.layout import Layout
from crawler.console import CollectionCommand, Grid
from crawler.errors import ConfigurationError
from crawler.inspection.standing import LISTED, Standing, as_facts, standing

_COUNTS = frozenset({2})


class Command(CollectionCommand):
    """Prints tables, or one JSON document."""

    def syntax(self) -> str:
        return "NAME [--json]"

    def short_desc(self) -> str:
        return "Show where a collection stands: addresses, queue, articles, runs, gaps"

    def long_desc(self) -> str:
        return f"{self.short_desc()}. A run may be writing it. Example: scrapy status zjol"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def report(self, args: list[str], opts: argparse.Namespace) -> None:
        root = self.collection(args)
        ledger = Layout(root).ledger
        if not ledger.is_file():
            raise ConfigurationError(f"{root} has no ledger; the next crawl makes it again")
        found = standing(ledger)
        (console.show_json(as_facts(found)) if opts.json else _show(root.resolve().name, found))


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
    _show_missing(found)


def _grid(title: str, columns: tuple[str, ...], rows: tuple[tuple[object, ...], ...]) -> Grid:
    return Grid(title=title, columns=columns, rows=rows, numbers=_COUNTS)


def _show_missing(found: Standing) -> None:
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
    if found.lacking:
        console.show(
            Grid(
                title=f"pages that lack files: {_count(found.lacking_count)} "
                "(a missing file counts for the page that named it first)",
                columns=("page", "files"),
                rows=found.lacking,
                numbers=frozenset({1}),
            )
        )


def _second(instant: str | None) -> str:
    return f"{instant[:19]}Z" if instant else ""


def _count(count: int) -> str:
    return f"{count:,}, the first {LISTED}" if count > LISTED else str(count)
