"""``scrapy history``: captures of one address, and the versions of its article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler import console
from crawler.console import CollectionCommand
from crawler.errors import ConfigurationError

if TYPE_CHECKING:
    import argparse

    from crawler.inspection.history import History


class Command(CollectionCommand):
    """Prints tables and differences, or one JSON document."""

    arguments = "NAME URL-OR-ID"
    usage = "NAME URL-OR-ID [--json]"
    summary = "Show the captures of an address, and the versions of its article"
    details = (
        "Between two versions it shows what changed. The replay addresses are those of "
        "scrapy replay."
    )
    example = "scrapy history zjol http://zjnews.zjol.com.cn/zjnews/202601/t20260110_31448112.shtml"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        console.add_json(parser)

    def report(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler.archive.collection.layout import Layout
        from crawler.inspection.history import as_facts, history

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
    console.show_table(
        ("date", "status", "type", "media type", "digest", "record", "replay"),
        [
            (at.date, at.status, _type(at.type, at.truncated), at.mime, at.digest, at.place,
             at.replay)
            for at in found.captures
        ],
        title=f"captures: {len(found.captures)}",
    )  # fmt: skip
    if not found.versions:
        console.show_lines(["no article was read from them"])
        return
    console.show_table(
        ("version", "captured", "headline", "versionId", "url"),
        [(at.version, at.captured, at.headline, at.versionId, at.url) for at in found.versions],
        title=f"versions of {found.article}: {len(found.versions)}",
    )
    for version in found.versions:
        console.show_lines(version.difference)


def _type(kind: str, truncated: str | None) -> str:
    return f"{kind}, truncated: {truncated}" if truncated else kind
