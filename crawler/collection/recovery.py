"""Opening a collection whose last run died: every whole record is kept, nothing is kept twice."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crawler.collection.jobs import is_final
from crawler.collection.layout import Layout
from crawler.collection.lines import cut
from crawler.errors import ArchiveError, CorruptRecord
from crawler.ledger import Ledger, LedgerReader
from crawler.warc import cdxj, naming, reader
from crawler.warc.exchanges import Bundle, bundles
from crawler.warc.repair import repair

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """What was mended."""

    sealed: int = 0
    """WARC files that had been left open."""
    torn_bytes: int = 0
    """Bytes of unfinished records, set aside."""
    captures: int = 0
    """Whole captures that the ledger did not know of."""
    cut_bytes: int = 0
    """Bytes of article lines that had not been committed; their pages are read again."""


class Recovery:
    """Makes the files and the ledger agree again. Killed half-way, it is simply done again.

    :param key_of: canonical key of an address.
    :param run: id under which recovered captures are entered.
    """

    def __init__(
        self,
        layout: Layout,
        ledger: Ledger,
        known: LedgerReader,
        *,
        key_of: Callable[[str], str],
        run: str,
    ) -> None:
        self._layout = layout
        self._ledger = ledger
        self._known = known
        self._key_of = key_of
        self._run = run

    def recover(self) -> Recovered:
        """Mend whatever the last run left behind.

        :raises ArchiveError: a file is shorter than what was committed of it: bytes that were
            durable are gone, which no crash explains.
        """
        files = self._known.files()
        sealed = torn = captures = lines = 0
        for path in sorted(self._layout.archive.glob("*.warc.gz*")):
            if path.name.endswith((".warc.gz", ".warc.gz" + naming.OPEN)):
                committed, _ = files.get(f"archive/{_final(path)}", (0, None))
                one = self._warc(path, committed)
                sealed += one.sealed
                torn += one.torn_bytes
                captures += one.captures
        for folder in (self._layout.articles, self._layout.quarantine):
            for path in sorted(folder.glob("*.jsonl")):
                committed, _ = files.get(f"{folder.name}/{path.name}", (0, None))
                if path.stat().st_size < committed:
                    raise _shrunk(path, committed)
                lines += cut(path, committed)
        for path in self._layout.root.glob("*/*.tmp"):
            path.unlink()
        recovered = Recovered(sealed=sealed, torn_bytes=torn, captures=captures, cut_bytes=lines)
        if recovered != Recovered():
            logger.warning("the last run did not end in order; recovered: %s", recovered)
        return recovered

    def _warc(self, path: Path, committed: int) -> Recovered:
        size = path.stat().st_size
        is_open = path.name.endswith(naming.OPEN)
        if size < committed:
            raise _shrunk(path, committed)
        if not is_open and size == committed:
            return Recovered()
        try:
            mended = repair(path, from_offset=committed)
        except CorruptRecord as error:
            raise ArchiveError(f"{error}; run scrapy audit") from error
        found = 0
        with self._ledger.transaction():
            for bundle in bundles(reader.records(path, committed)):
                found += self._enter(bundle)
            self._ledger.commit_file(f"archive/{_final(path)}", mended.kept_bytes)
        sealed = 0
        if is_open and committed == 0 and mended.kept_records <= 1:  # its warcinfo at most
            path.unlink()
            with self._ledger.transaction():
                self._ledger.forget_file(f"archive/{_final(path)}")
        elif is_open:
            naming.seal(path)
            sealed = 1
        return Recovered(sealed=sealed, torn_bytes=mended.cut_bytes, captures=found)

    def _enter(self, bundle: Bundle) -> int:
        if bundle.answer is None:
            return 0
        capture = reader.capture(bundle.answer)
        key = self._key_of(capture.url)
        address = self._known.address(key)
        if address is None:
            row = self._ledger.address_id(key, capture.url, "robots", run=self._run)
        else:
            row = address.id
        status = cdxj.terms(bundle.answer.block).status
        self._ledger.add_capture(row, capture, run=self._run, index_status=status)
        whole = capture.truncated is None and bundle.metadata.first("error") is None
        if whole and is_final(capture.status):
            self._ledger.recaptured(row, run=self._run)
        return 1


def _final(path: Path) -> str:
    return path.name.removesuffix(naming.OPEN)


def _shrunk(path: Path, committed: int) -> ArchiveError:
    return ArchiveError(
        f"{path} has {path.stat().st_size} bytes, {committed} were durable: "
        "the file was changed from outside; run scrapy audit"
    )
