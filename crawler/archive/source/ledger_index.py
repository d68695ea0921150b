"""The captures of a collection as its ledger knows them, asked as an index is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from crawler.archive.source.index import Index, Place
from crawler.archive.warc import cdxj
from crawler.ledger import LedgerReader
from crawler.models import Capture


class LedgerIndex:
    """Newer than the CDXJ file, which is written when a run ends.

    :param path: ``ledger.sqlite``.
    :param behind: index of the archive that holds the records, when it is not the collection's:
        what a capture repeats need not have been taken over with it.
    :raises ArchiveError: when it cannot be read.
    """

    def __init__(self, path: Path, *, behind: Index | LedgerIndex | None = None) -> None:
        self._ledger = LedgerReader(path)
        self._behind = behind

    def of(self, url: str) -> list[Place]:
        """All captures with the key of an address, in no order."""
        places = [_place(capture) for capture in self._ledger.by_key(cdxj.key(url))]
        return places + (self._behind.of(url) if self._behind else [])

    def all(self) -> Iterator[Place]:
        """Every whole capture."""
        return map(_place, self._ledger.whole_captures())

    def close(self) -> None:
        """Give the files back."""
        self._ledger.close()
        if self._behind is not None:
            self._behind.close()


def _place(capture: Capture) -> Place:
    return Place(
        url=capture.url,
        timestamp=cdxj.timestamp(capture.date),
        digest=capture.payload_digest,
        filename=capture.filename,
        offset=capture.offset,
        length=capture.length,
        status="-" if capture.status is None else str(capture.status),
        mime="warc/revisit" if capture.record_type == "revisit" else capture.mime,
    )
