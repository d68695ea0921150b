"""``scrapy withdraw``: take an article down, and give it back."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime

from crawler import console
from crawler.archive.collection import withdrawals
from crawler.archive.collection.layout import Layout
from crawler.archive.collection.withdrawals import Entry
from crawler.console import CollectionCommand, Grid
from crawler.errors import ArchiveError, ConfigurationError
from crawler.inspection.stored import article_id
from crawler.ledger import LedgerReader


class Command(CollectionCommand):
    """Records the act, or lists what is withheld."""

    words = "NAME ID-OR-URL"

    def syntax(self) -> str:
        return "NAME [ID-OR-URL --reason TEXT [--restore]] [--json]"

    def short_desc(self) -> str:
        return "Take an article down: withheld from replay, datasets and packages"

    def long_desc(self) -> str:
        return (
            f"{self.short_desc()}. It is recorded and can be undone with --restore; WARC files "
            "and article lines stay. Without an id: what is withheld. A crawl may be running. "
            'Example: scrapy withdraw zjol zjol:t:31448112 --reason "asked for by a family"'
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--reason", metavar="TEXT", help="why; kept in withdrawals.jsonl")
        parser.add_argument(
            "--restore", action="store_true", help="give a withdrawn article back instead"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def report(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) == 1:
            self.words = "NAME"
            _list(Layout(self.collection(args)), opts)
            return
        layout = Layout(self.collection(args))
        article = article_id(args[1])
        reason = " ".join((opts.reason or "").split())
        if not reason:
            raise ConfigurationError("say why with --reason TEXT; --help has an example")
        with _opened(layout) as reader:
            entry = _entry(layout, reader, article, reason, opts)
            if entry is None:
                raise ConfigurationError(f"{args[1]}: no such article in {layout.root}")
            changed = withdrawals.record(layout, entry, reader)
        if opts.json:
            console.show_json({**asdict(entry), "changed": changed})
        else:
            console.show_lines([_told(entry, changed)])


def _entry(
    layout: Layout, reader: LedgerReader, article: str, reason: str, opts: argparse.Namespace
) -> Entry | None:
    if not opts.restore:
        return withdrawals.withdrawal(article, reason=reason, now=_now, reader=reader)
    if article not in withdrawals.in_force(layout) and not reader.addresses_of(article):
        return None
    date = withdrawals.instant(_now())
    return Entry(act="restore", article=article, reason=reason, date=date)


def _told(entry: Entry, changed: object) -> str:
    if entry.act == "restore":
        return f"{entry.article}: " + ("given back" if changed else "is not withdrawn")
    if not changed:
        return f"{entry.article}: is withdrawn already"
    return f"{entry.article}: withdrawn, {len(entry.addresses)} addresses"


def _list(layout: Layout, opts: argparse.Namespace) -> None:
    held = withdrawals.in_force(layout)
    if opts.json:
        console.show_json({"withdrawn": [asdict(entry) for entry in held.values()]})
    elif held:
        rows = [(entry.article, entry.date, entry.reason) for entry in held.values()]
        console.show(Grid(columns=("article", "since", "reason"), rows=rows))
    else:
        console.show_lines(["nothing is withdrawn"])


@contextmanager
def _opened(layout: Layout) -> Iterator[LedgerReader]:
    """The ledger, which a run may be writing.

    :raises ArchiveError: there is none.
    """
    if not layout.ledger.is_file():
        raise ArchiveError(f"{layout.root} has no ledger: the next crawl makes it again")
    reader = LedgerReader(layout.ledger)
    try:
        yield reader
    finally:
        reader.close()


def _now() -> datetime:
    return datetime.now(UTC)
