"""Opening a collection whose last run died: every whole record is kept, nothing is kept twice."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crawler.archive.collection.layout import Layout
from crawler.archive.collection.writing import Surroundings, cut
from crawler.archive.warc import cdxj, fields, naming, reader
from crawler.archive.warc.exchanges import Bundle, bundles
from crawler.archive.warc.naming import sync_directory
from crawler.archive.warc.repair import adopt
from crawler.errors import ArchiveError, CorruptRecord, LinesLost
from crawler.ledger import Ledger, LedgerReader
from crawler.page.http1 import is_final

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """What was mended."""

    sealed: int = 0
    """WARC files that had been left open."""
    torn_bytes: int = 0
    """Bytes of unfinished records, set aside in ``torn/``."""
    captures: int = 0
    """Whole captures that the ledger did not know of."""
    cut_bytes: int = 0
    """Bytes of article lines that had not been committed; their pages are read again."""

    def __add__(self, other: Recovered) -> Recovered:
        return Recovered(
            sealed=self.sealed + other.sealed,
            torn_bytes=self.torn_bytes + other.torn_bytes,
            captures=self.captures + other.captures,
            cut_bytes=self.cut_bytes + other.cut_bytes,
        )


class Recovery:
    """Makes the files and the ledger agree again. Killed half-way, it is simply done again.

    A ledger that is missing, or older than the files (a power cut takes what was not yet synced
    of it), is completed from the WARC files.

    :param run: id of the run that opens the collection.
    """

    def __init__(
        self,
        layout: Layout,
        ledger: Ledger,
        known: LedgerReader,
        *,
        surroundings: Surroundings,
        run: str,
    ) -> None:
        self._layout = layout
        self._ledger = ledger
        self._known = known
        self._locate = surroundings.locate
        self._step = surroundings.step
        self._run = run

    def recover(self) -> Recovered:
        """Mend whatever the last run left behind.

        :raises LinesLost: all but the article lines is in order, and those can be made again.
        :raises ArchiveError: records that were durable are gone or damaged, which no crash
            explains.
        :raises OSError: a file cannot be read or mended.
        """
        files = self._known.files()
        self._none_missing(files)
        if self._lines_lost(files):
            self._layout.lines_lost.touch()
            sync_directory(self._layout.root)
        recovered = Recovered()
        for path in sorted(self._layout.archive.glob("*.warc.gz*")):
            if path.name.endswith((".warc.gz", ".warc.gz" + naming.OPEN)):
                committed, _ = files.get(f"archive/{_final(path)}", (0, None))
                recovered += self._warc(path, committed)
        for path in self._layout.unfinished():
            path.unlink()
        if self._layout.lines_lost.exists():
            raise LinesLost(f"{self._layout.root}: article lines are gone, {recovered}")
        recovered += Recovered(cut_bytes=self._cut_lines())
        if recovered != Recovered():
            logger.warning("the last run did not end in order; recovered: %s", recovered)
        return recovered

    def _none_missing(self, files: Mapping[str, tuple[int, str | None]]) -> None:
        for name, (committed, _) in files.items():
            path = self._layout.root / name
            if committed and path.parent == self._layout.archive:
                there = naming.locate(path.parent, path.name)
                if not there.exists():
                    raise ArchiveError(f"{path} is gone, {committed} bytes of it were durable")

    def _lines_lost(self, files: Mapping[str, tuple[int, str | None]]) -> bool:
        """Are lines gone that were committed, or the ledger that knew which were?"""
        for name, (committed, _) in files.items():
            path = self._layout.root / name
            if path.parent in (self._layout.articles, self._layout.quarantine):
                size = path.stat().st_size if path.exists() else 0
                if size < committed:
                    logger.warning("%s has %d bytes, %d were durable", path, size, committed)
                    return True
        lost = not self._known.knows_runs() and any(self._layout.archive.glob("*.warc.gz*"))
        if lost:
            logger.warning("%s knows nothing of the archive beside it", self._layout.ledger)
        return lost

    # -- WARC files --------------------------------------------------------------------------

    def _warc(self, path: Path, committed: int) -> Recovered:
        size = path.stat().st_size
        if size < committed:
            raise _shrunk(path, committed)
        final: Path | None = path
        torn = 0
        if path.name.endswith(naming.OPEN):
            done, final = adopt(path, from_offset=committed, aside=self._layout.torn)
            torn = done.cut_bytes
            self._step("recovery-sealed")
            if torn:
                logger.warning("%s: cut %d bytes, kept as %s", path.name, torn, done.torn)
        elif size == committed:
            return Recovered()
        if final is None:  # no exchange was in it
            return Recovered(torn_bytes=torn)
        captures = self._index(final, committed)
        self._step("recovery-indexed")
        return Recovered(sealed=int(final != path), torn_bytes=torn, captures=captures)

    def _index(self, path: Path, committed: int) -> int:
        """Enter the records beyond what the ledger has committed."""
        run, began = self._run_of(path)
        captures = 0
        try:
            with self._ledger.transaction():
                for bundle in bundles(reader.records(path, committed)):
                    captures += self._enter(bundle, run)
                if captures:
                    ended, outcome = self._report_of(run)
                    self._ledger.add_lost_run(run, began, ended=ended, outcome=outcome)
                self._ledger.commit_file(f"archive/{path.name}", path.stat().st_size)
        except CorruptRecord as error:
            # It was whole when it was sealed: this is no crash's doing.
            raise ArchiveError(f"{error}; run scrapy audit") from error
        return captures

    def _enter(self, bundle: Bundle, run: str) -> int:
        if bundle.answer is None:
            return 0
        capture = reader.capture(bundle.answer)
        found = self._locate(capture.url, bundle.hop)
        to_read = self._ledger.add_captured(found, run=run)
        status = cdxj.terms(bundle.answer.block).status
        new = self._ledger.add_capture(found.key, capture, run=run, index_status=status)
        whole = capture.truncated is None and bundle.metadata.first("error") is None
        if new and to_read and whole and is_final(capture.status):
            self._ledger.frontier.captured(
                found.key, run=run, url=capture.url, hops=bundle.hop.path
            )
        return int(new)

    def _run_of(self, path: Path) -> tuple[str, str]:
        """The run that wrote a file, and its beginning, as the file's warcinfo says."""
        first = reader.read(path, 0)
        run = fields.parse(first.block).first("crawl-id") if first.type == "warcinfo" else None
        return run or self._run, first.first("WARC-Date") or ""

    def _report_of(self, run: str) -> tuple[str | None, str | None]:
        """When and how a run ended, None if it left no report."""
        try:
            report = json.loads((self._layout.runs / f"{run}.json").read_bytes())
            return str(report["ended"]), str(report["outcome"])
        except (OSError, ValueError, KeyError, TypeError):
            return None, None

    def _cut_lines(self) -> int:
        """Cut lines back to what was committed: their pages are read again."""
        files = self._known.files()
        lost = 0
        for folder in (self._layout.articles, self._layout.quarantine):
            for path in sorted(folder.glob("*.jsonl")):
                committed, _ = files.get(f"{folder.name}/{path.name}", (0, None))
                lost += cut(path, committed)
        return lost


def _final(path: Path) -> str:
    return path.name.removesuffix(naming.OPEN)


def _shrunk(path: Path, committed: int) -> ArchiveError:
    return ArchiveError(
        f"{path} has {path.stat().st_size} bytes, {committed} were durable: "
        "the file was changed from outside; run scrapy audit"
    )
