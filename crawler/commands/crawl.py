"""``scrapy crawl``: Scrapy's own command, with an exit status that says how the run ended."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from scrapy.commands.crawl import Command as CrawlCommand
from scrapy.exceptions import UsageError

from crawler.console import DescribedCommand
from crawler.errors import EXIT_CODES, ArchiveError, ConfigurationError

if TYPE_CHECKING:
    import argparse
    from asyncio import Task
    from collections.abc import Callable

    from scrapy.crawler import Crawler

    from crawler.extensions.archive import ArchiveExtension


class Command(DescribedCommand, CrawlCommand):
    """Runs a spider and exits by the table in docs/reference/exit-codes.md."""

    usage = "[options] <spider>"
    summary = "Crawl into a collection: captures in WARC files, articles in JSON Lines"
    details = "The collection lies below ARCHIVE_ROOT; run it again to go on where it stopped."
    example = (
        'scrapy crawl zjol -a columns=zjnews/huzhounews -s ARCHIVE_OPERATOR="Deqing '
        'County Library <archive@example.org>"'
    )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        _on_signals(self._stopped_early)  # until Scrapy puts its own handlers in place

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler.extensions.archive import close_by_caller
        from crawler.fetch.configuration import keeps_archive

        if len(args) != 1:
            raise UsageError("name one spider")
        assert self.crawler_process is not None
        try:
            crawler = self.crawler_process.create_crawler(args[0])
        except KeyError as error:
            self._end("configuration", str(error.args[0]))
            return

        close_by_caller(crawler)
        task: Task[None] = self.crawler_process.crawl(crawler, **opts.spargs)  # type: ignore[assignment]
        self.crawler_process.start()
        _on_signals(signal.SIG_IGN)  # a moment later the run has ended
        archive = self._print_end(crawler, task)
        sys.stdout.flush()
        # A kill after the ledger holds the run for ended begins the next run anew, instead of
        # continuing this one. So everything is printed and closed before, and nothing comes
        # after it: Python's own tidying up would take a quarter of a second.
        if archive is not None:
            self._leave(archive)
        if not opts.profile and keeps_archive(crawler.settings):
            os._exit(self.exitcode)
        if archive is not None:
            archive.release()

    def _stopped_early(self, *_: object) -> None:
        # Python ignores an exception where the signal interrupts a finalizer, and print raises
        # one where the signal interrupts another print.
        line = _line("interrupted", "stopped before anything was started")
        with suppress(OSError):
            os.write(2, line.encode())
        os._exit(EXIT_CODES["interrupted"])

    def _print_end(self, crawler: Crawler, task: Task[None]) -> ArchiveExtension | None:
        """Print how the crawl ended.

        :returns: its archive, when the ledger does not know yet that the run ended.
        """
        from crawler.extensions.archive import ArchiveExtension
        from crawler.fetch.configuration import keeps_archive

        error = task.exception() if task.done() and not task.cancelled() else None
        if isinstance(error, (ArchiveError, ConfigurationError)):
            self._end(error.outcome, str(error))
            return None
        if error is not None:
            self._end("failed", f"{type(error).__name__}: {error}")
            return None
        if not keeps_archive(crawler.settings):
            return None
        archive = crawler.get_extension(ArchiveExtension)
        unused = archive is not None and archive.unused
        if archive is not None and unused:
            archive.close_unused()  # the signal came before the first page did
        if archive is None or archive.ending is None:
            self._end("interrupted", "stopped before it could close; run it again to go on")
        else:
            self._end(archive.ending, archive.reason)
        return None if unused else archive

    def _leave(self, archive: ArchiveExtension) -> None:
        printed = archive.ending
        archive.leave()
        if archive.ending is not None and archive.ending != printed:
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
