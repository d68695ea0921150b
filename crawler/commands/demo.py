"""``scrapy demo``: the embedded site, a crawl of it, an audit, and what came of it."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.archive.collection.layout import Layout
from crawler.demo import (
    SEEDS,
    Served,
    Site,
    serve,
)
from crawler.demo.summary import show

_NAME = "demo"
_OPERATOR = "zjol-archive demo <demo@localhost.invalid>"


class Command(ScrapyCommand):
    """Serves the replica on loopback and crawls it as a live site is crawled."""

    requires_project = True
    requires_crawler_process = False

    def short_desc(self) -> str:
        return "Crawl the built-in replica of zjol, audit what was kept, show what came of it"

    def long_desc(self) -> str:
        return (
            f"{self.short_desc()}. The collection is ARCHIVE_ROOT/{_NAME}; one that an earlier "
            "demo left there is replaced. Example: scrapy demo --days 2"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--days",
            type=int,
            choices=(1, 2),
            default=1,
            help="crawl the site as it is on one day, or on the next day too (default: 1)",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise UsageError("demo takes no arguments")
        assert self.settings is not None
        root = Path(self.settings.get("ARCHIVE_ROOT"))
        layout = Layout(root / _NAME)
        shutil.rmtree(layout.root, ignore_errors=True)
        console = Console()
        for day in range(1, opts.days + 1):
            with serve(Site(generation=1 if day == 1 else 2)) as served:
                console.print(
                    f"The replica is served on 127.0.0.1, ports {served.http_port} (http) and "
                    f"{served.https_port} (https); crawling it as on day {day} …"
                )
                # The next day comes after seconds, and what is then a day old is looked at again.
                settings = ["ARCHIVE_RECHECK=1s", *opts.set]
                self.exitcode = _crawl(served, root, settings)
            if self.exitcode:
                return
        audited = subprocess.run(_scrapy("audit", str(layout.root)), check=False)
        self.exitcode = audited.returncode
        show(console, layout)


def _crawl(served: Served, root: Path, settings: list[str]) -> int:
    """The same command, spider and settings as a live crawl, only without its pauses."""
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
