"""What the revisits of a slice refer to outside it: records, and the files they stand in."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from crawler.errors import ArchiveError, ConfigurationError
from crawler.ledger import LedgerReader
from crawler.models import Capture
from crawler.pack.index import Entry


@dataclass(slots=True, kw_only=True)
class Needed:
    """One WARC file of another slice, and how much of it is referred to."""

    records: int = 0
    """Originals in it."""
    revisits: int = 0
    """Captures of this slice that repeat them."""


class Originals:
    """Collects them while the index is read; memory does not grow with their number.

    :param ledger: ``ledger.sqlite`` of the collection.
    :param inside: names of the WARC files of the slice.
    :raises ConfigurationError: there is no ledger.
    """

    def __init__(self, ledger: Path, inside: AbstractSet[str]) -> None:
        if not ledger.exists():
            raise ConfigurationError(
                f"{ledger} is missing: without it nothing says what a slice depends on; "
                "pack the whole collection"
            )
        self.needed: dict[str, Needed] = {}
        """By file name."""
        self._inside = inside
        self._reader = LedgerReader(ledger)
        self._seen = sqlite3.connect("")  # a file that SQLite makes and removes
        self._seen.execute("CREATE TABLE seen (digest TEXT PRIMARY KEY) WITHOUT ROWID")

    def close(self) -> None:
        """Close both databases."""
        self._reader.close()
        self._seen.close()

    def lines(self, found: Iterable[Entry]) -> Iterator[bytes]:
        """A line of JSON for each original outside the slice, in order of first need.

        :raises ArchiveError: a revisit has no original in the collection.
        """
        for entry in found:
            if not entry.revisit:
                continue
            original = self._reader.original(entry.digest)
            if original is None:
                raise ArchiveError(
                    f"the revisit at offset {entry.offset} of {entry.filename} has no original; "
                    "run scrapy audit"
                )
            if original.filename not in self._inside:
                needed = self.needed.setdefault(original.filename, Needed())
                needed.revisits += 1
                if self._new(entry.digest):
                    needed.records += 1
                    yield _line(original)

    def _new(self, digest: str) -> bool:
        done = self._seen.execute("INSERT OR IGNORE INTO seen VALUES (?)", (digest,))
        return done.rowcount == 1


def _line(original: Capture) -> bytes:
    value = {
        "warcRecordId": original.record_id,
        "url": original.url,
        "dateDownloaded": original.date,
        "payloadDigest": original.payload_digest,
        "warcFile": original.filename,
        "warcOffset": original.offset,
    }
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
