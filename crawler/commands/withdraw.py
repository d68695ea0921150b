"""``scrapy withdraw``: take an article down, and give it back."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crawler import console
from crawler.console import CollectionCommand
from crawler.errors import ArchiveError, ConfigurationError

if TYPE_CHECKING:
    import argparse

    from crawler.archive.collection.layout import Layout
    from crawler.archive.collection.withdrawals import Entry
    from crawler.ledger import LedgerReader


class Command(CollectionCommand):
    """Records the act, or lists what is withheld."""

    arguments = "NAME ID-OR-URL"
    usage = "NAME [ID-OR-URL --reason TEXT [--restore]] [--json]"
    summary = "Take an article down: withheld from replay, datasets and packages"
    details = (
        "It is recorded and can be undone with --restore; WARC files and article lines stay. "
        "Without an id: what is withheld. A crawl may be running."
    )
    example = 'scrapy withdraw zjol zjol:t:31448112 --reason "asked for by a family"'

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--reason", metavar="TEXT", help="why; kept in withdrawals.jsonl")
        parser.add_argument(
            "--restore", action="store_true", help="give a withdrawn article back instead"
        )
        console.add_json(parser)

    def report(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler.archive.collection import withdrawals
        from crawler.archive.collection.layout import Layout
        from crawler.inspection.stored import article_id

        if len(args) == 1:
            self.arguments = "NAME"
            _list(Layout(self.collection(args)), opts)
            return
        layout = Layout(self.collection(args))
        article = article_id(args[1])
        reason = " ".join((opts.reason or "").split())
        if not reason:
            raise ConfigurationError("say why with --reason TEXT; --help has an example")
        with closing(_reader(layout)) as reader:
            entry = _entry(layout, reader, article, reason, restore=opts.restore)
            if entry is None:
                raise ConfigurationError(f"{args[1]}: no such article in {layout.root}")
            changed = withdrawals.record(layout, entry, reader)
        if opts.json:
            console.show_json({**asdict(entry), "changed": changed})
        else:
            console.show_lines([_sentence(entry, changed=changed)])


def _entry(
    layout: Layout, reader: LedgerReader, article: str, reason: str, *, restore: bool
) -> Entry | None:
    from crawler.archive.collection import withdrawals

    if not restore:
        return withdrawals.withdrawal(article, reason=reason, now=_now, reader=reader)
    if article not in withdrawals.in_force(layout) and not reader.addresses_of(article):
        return None
    date = withdrawals.instant(_now())
    return withdrawals.Entry(act="restore", article=article, reason=reason, date=date)


def _sentence(entry: Entry, *, changed: bool) -> str:
    if entry.act == "restore":
        return f"{entry.article}: " + ("given back" if changed else "is not withdrawn")
    if not changed:
        return f"{entry.article}: is withdrawn already"
    return f"{entry.article}: withdrawn, {len(entry.addresses)} addresses"


def _list(layout: Layout, opts: argparse.Namespace) -> None:
    from crawler.archive.collection import withdrawals

    entries = withdrawals.in_force(layout).values()
    if opts.json:
        console.show_json({"withdrawn": [asdict(entry) for entry in entries]})
    elif entries:
        rows = [(entry.article, entry.date, entry.reason) for entry in entries]
        console.show_table(("article", "since", "reason"), rows)
    else:
        console.show_lines(["nothing is withdrawn"])


def _reader(layout: Layout) -> LedgerReader:
    """A reader of the ledger, which a run may be writing.

    :raises ArchiveError: there is none.
    """
    from crawler.ledger import LedgerReader

    if not layout.ledger.is_file():
        raise ArchiveError(f"{layout.root} has no ledger: the next crawl makes it again")
    return LedgerReader(layout.ledger)


def _now() -> datetime:
    return datetime.now(UTC)
