"""``scrapy crawl``: Scrapy's own command, with an exit status that says what became of the run."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.commands.crawl import Command as CrawlCommand
from scrapy.exceptions import UsageError

from crawler.archive.collection.run import EXIT_CODES
from crawler.errors import ArchiveError, CollectionLocked, ConfigurationError
from crawler.extensions.archive import ArchiveExtension

if TYPE_CHECKING:
    from asyncio import Task
    from collections.abc import Callable

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

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        _on_signals(self._stopped_early)  # until Scrapy puts its own handlers in place

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("name one spider")
        assert self.crawler_process is not None
        try:
            crawler = self.crawler_process.create_crawler(args[0])
        except KeyError as error:
            self._end("configuration", str(error.args[0]))
            return

        def take_over() -> None:
            """This command closes the collection itself, as the last thing it does."""
            archive = crawler.get_extension(ArchiveExtension)
            if archive is not None:
                archive.closed_by_caller = True

        crawler.signals.connect(take_over, signals.engine_started)
        task: Task[None] = self.crawler_process.crawl(crawler, **opts.spargs)  # type: ignore[assignment]
        self.crawler_process.start()
        _on_signals(signal.SIG_IGN)  # what is left to do is said in a moment
        archive = self._judge(crawler, task)
        sys.stdout.flush()
        # A kill after the ledger holds the run for ended begins the next run anew, instead of
        # continuing this one. So everything is printed and closed before, and nothing comes
        # after it: Python's own tidying up would take a quarter of a second.
        if archive is not None:
            self._leave(archive)
        if not opts.profile:
            os._exit(self.exitcode)
        if archive is not None:
            archive.release()

    def _stopped_early(self, *_: object) -> None:
        # An exception would be ignored where the signal meets a finalizer, and print would raise
        # one where it meets another print.
        line = _line("interrupted", "stopped before anything was started")
        with suppress(OSError):
            os.write(2, line.encode())
        os._exit(EXIT_CODES["interrupted"])

    def _judge(self, crawler: Crawler, task: Task[None]) -> ArchiveExtension | None:
        """Say how the crawl ended.

        :returns: its archive, when the ledger does not know yet that the run ended.
        """
        error = task.exception() if task.done() and not task.cancelled() else None
        if isinstance(error, ConfigurationError):
            self._end("configuration", str(error))
        elif isinstance(error, CollectionLocked):
            self._end("locked", str(error))
        elif isinstance(error, ArchiveError):
            self._end("archive", str(error))
        elif error is not None:
            self._end("failed", f"{type(error).__name__}: {error}")
        else:
            archive = crawler.get_extension(ArchiveExtension)
            if archive is not None and archive.ending is None and not archive.responses:
                archive.close_unused()  # the signal came before the first page did
                self._end(*_outcome(archive))
            else:
                self._end(*_outcome(archive))
                return archive
        return None

    def _leave(self, archive: ArchiveExtension) -> None:
        said = archive.ending
        archive.leave()
        if archive.ending is not None and archive.ending != said:
            self._end(archive.ending, archive.reason)

    def _end(self, ending: str, reason: str) -> None:
        self.exitcode = EXIT_CODES[ending]
        with suppress(OSError):  # stderr may be a file on the disk that is full
            print(_line(ending, reason), end="", file=sys.stderr)


def _line(ending: str, reason: str) -> str:
    return f"scrapy crawl: {ending}: {reason} (exit {EXIT_CODES[ending]})\n"


def _on_signals(handler: Callable[..., None] | signal.Handlers) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, handler)


def _outcome(archive: ArchiveExtension | None) -> tuple[str, str]:
    if archive is None or archive.ending is None:
        return "interrupted", "stopped before it could close; run it again to go on"
    return archive.ending, archive.reason
