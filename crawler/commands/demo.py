"""``scrapy demo``: the embedded site, a crawl of it, an audit, and a summary of the collection."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from crawler.console import CollectionCommand

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from crawler.demo import Served

_NAME = "demo"
_OPERATOR = "zjol-archive demo <demo@localhost.invalid>"


class Command(CollectionCommand):
    """Serves the replica on loopback and crawls it as a live site is crawled."""

    summary = "Crawl the built-in replica of zjol, audit the collection, print a summary"
    details = (
        f"The collection is ARCHIVE_ROOT/{_NAME}; one that an earlier demo left there is replaced."
    )
    example = "scrapy demo --days 2"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--days", type=int, choices=(1, 2), default=1,
            help="crawl the site as it is on one day, or on the next day too (default: 1)",
        )  # fmt: skip

    def report(self, args: list[str], opts: argparse.Namespace) -> None:
        from rich.console import Console

        from crawler.archive.collection.layout import Layout
        from crawler.demo import Site, serve
        from crawler.demo.summary import show

        if args:
            raise UsageError("demo takes no arguments")
        layout = Layout(self.archives / _NAME)
        shutil.rmtree(layout.root, ignore_errors=True)
        console = Console()
        for day in range(1, opts.days + 1):
            with serve(Site(generation=1 if day == 1 else 2)) as served:
                console.print(
                    f"The replica is served on 127.0.0.1, ports {served.http_port} (http) and "
                    f"{served.https_port} (https); crawling it as on day {day} …"
                )
                # Day 2 comes seconds after day 1; the crawl must look at known articles again.
                settings = ["ARCHIVE_RECHECK=1s", *opts.set]
                self.exitcode = _crawl(served, self.archives, settings)
            if self.exitcode:
                return
        audited = subprocess.run(_scrapy("audit", str(layout.root)), check=False)
        self.exitcode = audited.returncode
        show(console, layout)


def _crawl(served: Served, root: Path, settings: list[str]) -> int:
    """The same command, spider and settings as a live crawl, only without its pauses."""
    from crawler.demo import SEEDS

    ours = (
        f"ARCHIVE_CONNECT_TO={served.connect_to}",
        f"ARCHIVE_ROOT={root}",
        f"ARCHIVE_COLLECTION={_NAME}",
        f"ARCHIVE_OPERATOR={_OPERATOR}",
        "ARCHIVE_MIN_FREE_BYTES=50000000",
        "DOWNLOAD_DELAY=0",
        "AUTOTHROTTLE_ENABLED=False",
        "LOG_LEVEL=ERROR",
        *settings,
    )
    command = _scrapy("crawl", "zjol", "-a", f"seeds={','.join(SEEDS)}")
    for setting in ours:
        command += ["-s", setting]
    trusting = {**os.environ, "SSL_CERT_FILE": str(served.ca_file)}
    return subprocess.run(command, env=trusting, check=False).returncode


def _scrapy(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "scrapy", *arguments]
