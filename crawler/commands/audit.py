"""``scrapy audit``: the strict validator of collections, WACZ and WARC files."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from crawler.console import CollectionCommand, add_jobs, add_json, jobs, progress
from crawler.errors import ArchiveError, ConfigurationError

if TYPE_CHECKING:
    import argparse


class Command(CollectionCommand):
    """Audits names and exits 0, or 3 when an archive cannot be trusted."""

    usage = "[options] NAME…"
    summary = "Check collections, WACZ and WARC files to the last byte"
    details = (
        "NAME is a collection below ARCHIVE_ROOT, or the path of a collection, of any .warc or "
        ".warc.gz file, or of a .wacz. Names are checked as one set: a revisit in one may refer to "
        "a record in another. Exits 0 when there is nothing worse than a warning, 3 on errors, "
        "2 on a wrong argument."
    )
    example = "scrapy audit zjol · scrapy audit --json other.warc.gz other.wacz"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add_json(parser)
        add_jobs(parser)

    def report(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler.audit import audit, locate, report

        if not args:
            raise ConfigurationError("name at least one collection or file; --help has an example")
        processes = jobs(opts)
        names = [(name, locate(name, self.archives)) for name in args]
        try:
            with progress("audit", of_bytes=True) as bar:
                verdicts = audit(names, jobs=processes, progress=bar)
        except OSError as error:
            raise ArchiveError(f"reading failed: {error}") from error
        if opts.json:
            sys.stdout.write(report.as_json(verdicts))
        else:
            report.show(verdicts, sys.stdout)
        self.exitcode = report.exit_code(verdicts)
