"""``scrapy pack``: a collection, or some days of it, as one WACZ file."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler import __version__
from crawler.console import CollectionCommand, add_json, progress, show_json, show_lines
from crawler.errors import ConfigurationError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from crawler.pack import Packed

_SUFFIX = ".wacz"


class Command(CollectionCommand):
    """Writes a WACZ, and says what it needs beside it."""

    usage = "NAME --out FILE.wacz [options]"
    summary = "Pack a collection into a WACZ file"
    details = "It holds WARC files, index, page list with text, articles, run reports."
    example = (
        "scrapy pack zjol --out zjol-2026-11-23.wacz --since 2026-11-23 --until 2026-11-23 "
        "--beside published/"
    )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        day = date.fromisoformat
        parser.add_argument("--out", type=Path, metavar="FILE.wacz", help="the file to write")
        parser.add_argument(
            "--since", type=day, metavar="DAY", help="only what was crawled from this day on (UTC)"
        )
        parser.add_argument(
            "--until", type=day, metavar="DAY", help="only what was crawled up to this day (UTC)"
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
        add_json(parser)

    def report(self, args: list[str], opts: argparse.Namespace) -> None:
        packed = _pack(self.collection(args), opts)
        if opts.json:
            show_json(_facts(packed))
        else:
            show_lines(_lines(packed))


def _pack(root: Path, opts: argparse.Namespace) -> Packed:
    from crawler.pack import Choice, Wanted, pack

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
    with _locked(root), _bar(root) as copied:
        return pack(root, out, wanted, progress=copied)


@contextmanager
def _locked(root: Path) -> Iterator[None]:
    """Keep crawls away while the collection is read; one that cannot be written needs no lock."""
    from crawler.archive.collection.lock import Lock

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
    """A bar that takes the bytes of each piece that was copied."""
    total = sum(path.stat().st_size for path in (root / "archive").glob("*.warc*"))
    done = 0
    with progress("packing", of_bytes=True) as bar:

        def copied(count: int) -> None:
            nonlocal done
            done += count
            bar(done, total)

        yield copied


def _facts(packed: Packed) -> dict[str, Any]:
    return {
        "path": str(packed.path),
        "bytes": packed.size,
        "datapackage": packed.digest,
        "warcFiles": packed.warcs,
        "captures": packed.captures,
        "articleVersions": packed.articles,
        "dependsOn": [
            {"path": other.part.path, "revisits": other.needed.revisits, "package": other.package}
            for other in packed.dependences
        ],
        "together": str(packed.together) if packed.together else None,
    }


def _lines(packed: Packed) -> Iterator[str]:
    yield (
        f"{packed.path}: {packed.size:,} bytes, {packed.warcs} WARC files, "
        f"{packed.captures:,} captures, {packed.articles:,} article versions"
    )
    for other in packed.dependences:
        where = other.package or "no package named by --beside"
        yield f"  {other.needed.revisits:,} revisits need {other.part.path}: {where}"
    if packed.together:
        yield f"{packed.together}: open this to read the packages together"
