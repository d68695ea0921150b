"""``scrapy crawl``: Scrapy's own command, with an exit status that says what became of the run."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from scrapy.commands.crawl import Command as CrawlCommand
from scrapy.exceptions import UsageError

from crawler.collection.run import EXIT_CODES
from crawler.errors import ArchiveError, CollectionLocked, ConfigurationError
from crawler.extensions import ArchiveExtension

if TYPE_CHECKING:
    from asyncio import Task

    from scrapy.crawler import Crawler


class Command(CrawlCommand):
    """Runs a spider and exits by the table in docs/reference/exit-codes.md."""

    def short_desc(self) -> str:
        return "Crawl into a collection: captures in WARC files, articles in JSON Lines"

    def long_desc(self) -> str:
        return (
            "Crawl into a collection below ARCHIVE_ROOT; run it again to go on where it stopped. "
            'Example: scrapy crawl zjol -a columns=zjnews/huzhounews -s ARCHIVE_OPERATOR="Deqing '
            'County Library <archive@example.org>"'
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("name one spider")
        assert self.crawler_process is not None
        try:
            crawler = self.crawler_process.create_crawler(args[0])
        except KeyError as error:
            self._end("configuration", str(error.args[0]))
            return
        task: Task[None] = self.crawler_process.crawl(crawler, **opts.spargs)  # type: ignore[assignment]
        self.crawler_process.start()
        self._judge(crawler, task)

    def _judge(self, crawler: Crawler, task: Task[None]) -> None:
        error = task.exception() if task.done() and not task.cancelled() else None
        if isinstance(error, ConfigurationError):
            self._end("configuration", str(error))
        elif isinstance(error, CollectionLocked):
            self._end("locked", str(error))
        elif isinstance(error, ArchiveError):
            self._end("archive", str(error))
        elif error is not None:
            self._end("failed", f"{type(error).__name__}: {error}")
        elif (archive := crawler.get_extension(ArchiveExtension)) and archive.ending:
            self._end(archive.ending, archive.reason)
        else:
            self._end("interrupted", "stopped before it could close; run it again to go on")

    def _end(self, ending: str, reason: str) -> None:
        self.exitcode = EXIT_CODES[ending]
        print(f"scrapy crawl: {ending}: {reason} (exit {self.exitcode})", file=sys.stderr)
