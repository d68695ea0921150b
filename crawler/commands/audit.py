"""``scrapy audit``: the strict validator of collections, WACZ and WARC files."""

from __future__ import annotations

import argparse
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from crawler.audit import audit, locate, report
from crawler.console import CollectionCommand, cores
from crawler.errors import ArchiveError, ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Command(CollectionCommand):
    """Audits names and exits 0, or 3 when an archive cannot be trusted."""

    words = "NAME…"

    def syntax(self) -> str:
        return "[options] NAME…"

    def short_desc(self) -> str:
        return "Check collections, WACZ and WARC files to the last byte"

    def long_desc(self) -> str:
        return (
            "NAME is a collection below ARCHIVE_ROOT, or the path of a collection, of a .warc or "
            ".warc.gz file of anybody's, or of a .wacz. Names are checked as one set: a revisit in "
            "one may refer to a record in another. Exits 0 when there is nothing worse than a "
            "warning, 3 on errors, 2 on a wrong argument. "
            "Example: scrapy audit zjol · scrapy audit --json other.warc.gz other.wacz"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print one JSON document")
        parser.add_argument(
            "--jobs", metavar="N", type=int, default=cores(), help="processes (default: all cores)"
        )

    def report(self, args: list[str], opts: argparse.Namespace) -> None:
        if not args:
            raise ConfigurationError("name at least one collection or file; --help has an example")
        if opts.jobs < 1:
            raise ConfigurationError("--jobs: at least 1")
        assert self.settings is not None
        archives = Path(self.settings.get("ARCHIVE_ROOT") or "archives")
        names = [(name, locate(name, archives)) for name in args]
        try:
            with _progress() as told:
                verdicts = audit(names, jobs=opts.jobs, progress=told)
        except OSError as error:
            raise ArchiveError(f"reading failed: {error}") from error
        if opts.json:
            sys.stdout.write(report.as_json(verdicts))
        else:
            report.show(verdicts, sys.stdout)
        self.exitcode = report.exit_code(verdicts)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """A bar on stderr, where a person is looking."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (TextColumn("audit"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("audit", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
