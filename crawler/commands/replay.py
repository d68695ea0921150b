"""``scrapy replay``: browse a collection as it was, in a web browser."""

from __future__ import annotations

import json
import signal
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from scrapy.utils.conf import closest_scrapy_cfg

from crawler.console import CollectionCommand
from crawler.errors import ConfigurationError

if TYPE_CHECKING:
    import argparse

    from crawler.archive.collection.layout import Layout
    from crawler.replay import Replay

_PORT = 8080
_NEWEST = 5
_TAIL = 1 << 20


class _Page(NamedTuple):
    url: str
    date: str
    title: str


class Command(CollectionCommand):
    """Runs pywb on loopback until Ctrl-C."""

    usage = "NAME [--port PORT] [--open]"
    summary = "Browse a collection in a web browser (pywb, on this machine only)"
    details = "Ctrl-C ends it. pywb is installed once into .venvs/pywb."
    example = "scrapy replay zjol --open"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--port", type=int, default=_PORT, help=f"0 takes a free one (default: {_PORT})"
        )
        parser.add_argument("--open", action="store_true", help="open a browser window too")

    def report(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler.archive.collection.layout import Layout

        layout = Layout(self.collection(args))
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends like Ctrl-C
        try:
            _replay(layout, opts)
        except KeyboardInterrupt:
            print("ended", file=sys.stderr)


def _replay(layout: Layout, opts: argparse.Namespace) -> None:
    import webbrowser

    from crawler.replay import Environment, serve

    environment = Environment(Path(closest_scrapy_cfg()).parent / ".venvs" / "pywb")
    environment.prepare(lambda line: print(line, file=sys.stderr))
    with serve(layout, environment, port=opts.port) as (replay, process):
        pages = _newest(layout)
        print(_guide(replay, pages), flush=True)
        if opts.open:
            first = replay.page(pages[0].url, pages[0].date) if pages else replay.home
            webbrowser.open(first)
        process.wait()
        raise ConfigurationError("pywb has ended by itself")


def _newest(layout: Layout) -> list[_Page]:
    """The last pages of the page list, newest first; it is in the order of their capture."""
    from crawler.archive.collection.withdrawals import in_force

    if not layout.pages.exists():
        return []
    with layout.pages.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _TAIL))
        lines = file.read().splitlines()[1:]  # without the header, or the rest of a cut line
    withheld = {url for entry in in_force(layout).values() for url in entry.addresses}
    pages = (json.loads(line) for line in reversed(lines))
    shown = islice((page for page in pages if page["url"] not in withheld), _NEWEST)
    return [_Page(page["url"], page["ts"], page.get("title") or page["url"]) for page in shown]


def _guide(replay: Replay, pages: list[_Page]) -> str:
    lines = [f"{replay.home} serves the collection; Ctrl-C ends it."]
    if pages:
        lines.append(f"All captures of a page:  {replay.calendar(pages[0].url)}")
        lines.append("The newest articles:")
        for page in pages:
            lines += [f"  {page.title}", f"    {replay.page(page.url, page.date)}"]
    return "\n".join(lines)
