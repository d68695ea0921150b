"""``scrapy history``: captures of one address, and the versions of its article."""

from __future__ import annotations

import argparse

from crawler import console
from crawler.archive.collection.layout import Layout
from crawler.console import CollectionCommand, Grid
from crawler.errors import ConfigurationError
from crawler.inspection.history import History, as_facts, history


class Command(CollectionCommand):
    """Prints tables and differences, or one JSON document."""

    words = "NAME URL-OR-ID"

    def syntax(self) -> str:
        return "NAME URL-OR-ID [--json]"

    def short_desc(self) -> str:
        return "Show the captures of an address, and the versions of its article"

    def long_desc(self) -> str:
        return (
            f"{self.short_desc()} with what changed between them. The replay addresses are those "
            "of scrapy replay. "
            "Example: scrapy history zjol http://zjnews.zjol.com.cn/zjnews/202601/t20260110_31448112.shtml"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def report(self, args: list[str], opts: argparse.Namespace) -> None:
        root = self.collection(args)
        found = history(Layout(root), args[1], collection=root.resolve().name)
        if not found.captures and not found.versions:
            raise ConfigurationError(f"{args[1]}: no capture and no article of it in {root}")
        if opts.json:
            console.show_json(as_facts(found))
        else:
            _show(found)


def _show(found: History) -> None:
    if found.withdrawn:
        console.show_lines([f"withdrawn since {found.withdrawn}"])
    console.show(
        Grid(
            title=f"captures: {len(found.captures)}",
            columns=("date", "status", "type", "media type", "digest", "record", "replay"),
            rows=[
                (one.date, one.status, _type(one.type, one.truncated), one.mime, one.digest,
                 one.place, one.replay)
                for one in found.captures
            ],
        )
    )  # fmt: skip
    if not found.versions:
        console.show_lines(["no article was read from them"])
        return
    console.show(
        Grid(
            title=f"versions of {found.article}: {len(found.versions)}",
            columns=("version", "captured", "headline", "versionId", "url"),
            rows=[
                (one.version, one.captured, one.headline, one.versionId, one.url)
                for one in found.versions
            ],
        )
    )
    for one in found.versions:
        console.show_lines(one.difference)


def _type(kind: str, truncated: str | None) -> str:
    return f"{kind}, truncated: {truncated}" if truncated else kind
