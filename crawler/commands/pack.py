"""``scrapy pack``: a collection, or some days of it, as one WACZ file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from crawler import __version__
from crawler.archive.collection.lock import Lock
from crawler.console import CollectionCommand, show_json
from crawler.errors import ConfigurationError
from crawler.pack import (
    Choice,
    Packed,
    Wanted,
    pack,
)

_SUFFIX = ".wacz"


class Command(CollectionCommand):
    """Writes a WACZ, and says what it needs beside it."""

    words = "NAME"

    def syntax(self) -> str:
        return "NAME --out FILE.wacz [options]"

    def short_desc(self) -> str:
        return "Pack a collection into a WACZ file"

    def long_desc(self) -> str:
        return (
            f"{self.short_desc()}: WARC files, index, page list with text, articles, run reports. "
            "Example: scrapy pack zjol --out zjol-2026-11-23.wacz --since 2026-11-23 "
            "--until 2026-11-23 --beside published/"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--out", type=Path, metavar="FILE.wacz", help="the file to write")
        parser.add_argument(
            "--since", type=_day, metavar="DAY", help="only what was crawled from this day on (UTC)"
        )
        parser.add_argument(
            "--until", type=_day, metavar="DAY", help="only what was crawled up to this day (UTC)"
        )
        parser.add_argument(
            "--beside", type=Path, action="append", default=[], metavar="PATH",
            help="a WACZ, or a folder of them, published together with this one: their list is "
            "written beside it, and what revisits need is looked for in them",
        )  # fmt: skip
        parser.add_argument(
            "--page-text", choices=("search", "plain", "none"), default="search",
            help="text of the articles in the page list: with words for Chinese search, without "
            "them, or not at all (default: search)",
        )  # fmt: skip
        parser.add_argument(
            "--zipnum-over", type=int, default=20_000_000, metavar="BYTES",
            help="compress the index in blocks when it is longer (default: 20000000)",
        )  # fmt: skip
        parser.add_argument("--force", action="store_true", help="replace FILE.wacz if it exists")
        parser.add_argument("--json", action="store_true", help="say what was made in JSON")

    def report(self, args: list[str], opts: argparse.Namespace) -> None:
        packed = _pack(self.collection(args), opts)
        if opts.json:
            show_json(_facts(packed))
        else:
            print(_told(packed))


def _pack(root: Path, opts: argparse.Namespace) -> Packed:
    out: Path | None = opts.out
    if out is None:
        raise ConfigurationError("say with --out which file to write")
    if out.suffix != _SUFFIX:
        raise ConfigurationError(f"{out}: the name of a WACZ ends in {_SUFFIX}")
    if out.exists() and not opts.force:
        raise ConfigurationError(f"{out} exists; --force replaces it")
    if not out.parent.is_dir():
        raise ConfigurationError(f"{out.parent} is no folder")
    wanted = Wanted(
        choice=Choice(since=opts.since, until=opts.until),
        text=opts.page_text,
        zipnum_over=opts.zipnum_over,
        beside=tuple(opts.beside),
        software=f"zjol-archive/{__version__}",
    )
    with _held(root), _bar(root) as progress:
        return pack(root, out, wanted, progress=progress)


@contextmanager
def _held(root: Path) -> Iterator[None]:
    """Keep crawls away while the collection is read; one that cannot be written needs no lock."""
    try:
        lock = Lock(root / ".lock")
    except OSError:
        yield
        return
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _bar(root: Path) -> Iterator[Callable[[int], None]]:
    """A progress bar on standard error when a person is looking."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    total = sum(path.stat().st_size for path in (root / "archive").glob("*.warc*"))
    columns = (TextColumn("packing"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("packing", total=total)
        yield lambda count: progress.advance(task, count)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _facts(packed: Packed) -> dict[str, Any]:
    return {
        "path": str(packed.path),
        "bytes": packed.size,
        "datapackage": packed.digest,
        "warcFiles": packed.warcs,
        "captures": packed.captures,
        "articleVersions": packed.articles,
        "dependsOn": [
            {"path": one.part.path, "revisits": one.needed.revisits, "package": one.package}
            for one in packed.dependences
        ],
        "together": str(packed.together) if packed.together else None,
    }


def _told(packed: Packed) -> str:
    lines = [
        f"{packed.path}: {packed.size:,} bytes, {packed.warcs} WARC files, "
        f"{packed.captures:,} captures, {packed.articles:,} article versions"
    ]
    for one in packed.dependences:
        where = one.package or "no package named by --beside"
        lines.append(f"  {one.needed.revisits:,} revisits need {one.part.path}: {where}")
    if packed.together:
        lines.append(f"{packed.together}: open this to read the packages together")
    return "\n".join(lines)
