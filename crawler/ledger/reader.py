"""The reading side of the ledger: the next addresses, captures by digest or key, sums of states."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from crawler.ledger import schema
from crawler.ledger.addresses import Address
from crawler.models import Capture

_ADDRESS = (
    "SELECT id, key, url, kind, article, via, hops, priority, attempts, etag, last_modified "
    "FROM addresses "
)
_CAPTURE = (
    "SELECT c.url, c.urlkey, c.date, c.type, c.record_id, c.status, c.mime, c.digest, f.name, "
    "c.offset, c.length, c.truncated FROM captures c JOIN files f ON f.id = c.file "
)


def _address(row: tuple[object, ...]) -> Address:
    return Address(
        **dict(
            zip(
                (
                    "id",
                    "key",
                    "url",
                    "kind",
                    "article",
                    "via",
                    "hops",
                    "priority",
                    "attempts",
                    "etag",
                    "last_modified",
                ),
                row,
                strict=True,
            )
        )  # type: ignore[arg-type]
    )


def _capture(row: tuple[object, ...]) -> Capture:
    values = dict(
        zip(
            (
                "url",
                "urlkey",
                "date",
                "record_type",
                "record_id",
                "status",
                "mime",
                "payload_digest",
                "filename",
                "offset",
                "length",
                "truncated",
            ),
            row,
            strict=True,
        )
    )
    values["filename"] = str(values["filename"]).removeprefix("archive/")
    return Capture(**values)  # type: ignore[arg-type]


class LedgerReader:
    """Read-only questions to a ledger that another thread or process may be writing.

    :param path: ``ledger.sqlite`` of the collection.
    """

    def __init__(self, path: Path) -> None:
        self._db: sqlite3.Connection = schema.connect_reader(path)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    # -- frontier --------------------------------------------------------------------------

    def pending(self, limit: int, *, queue: str | None = None) -> list[Address]:
        """The next addresses to fetch, best first, then in the order they were found.

        :param queue: only addresses this one run wants; None for all of them.
        """
        if queue is None:
            rows = self._db.execute(
                _ADDRESS + "WHERE state = 'pending' ORDER BY priority DESC, id LIMIT ?", (limit,)
            )
        else:
            rows = self._db.execute(
                _ADDRESS + "WHERE state = 'pending' AND queue = ? "
                "ORDER BY priority DESC, id LIMIT ?",
                (queue, limit),
            )
        return [_address(row) for row in rows]

    def unread(self) -> Iterator[tuple[Address, Capture]]:
        """Addresses whose last whole response lies in the archive and has not been read."""
        rows = self._db.execute(_ADDRESS + "WHERE state = 'captured' ORDER BY id").fetchall()
        for row in rows:
            address = _address(row)
            capture = self.last_capture(address.id)
            if capture is not None:
                yield address, capture

    def address(self, key: str) -> Address | None:
        """The row of a canonical key, None when it was never seen."""
        row = self._db.execute(_ADDRESS + "WHERE key = ?", (key,)).fetchone()
        return None if row is None else _address(row)

    def pages_pending(self, article: str) -> bool:
        """Is any page of this article still to be fetched?"""
        row = self._db.execute(
            "SELECT 1 FROM addresses WHERE article = ? AND state = 'pending' LIMIT 1", (article,)
        ).fetchone()
        return row is not None

    # -- captures --------------------------------------------------------------------------

    def last_capture(self, address: int) -> Capture | None:
        """The newest whole capture of an address."""
        row = self._db.execute(
            _CAPTURE + "WHERE c.address = ? AND c.truncated IS NULL ORDER BY c.id DESC LIMIT 1",
            (address,),
        ).fetchone()
        return None if row is None else _capture(row)

    def last_response(self, address: int) -> Capture | None:
        """The newest whole ``response`` with status 200 of an address: what a 304 refers to."""
        row = self._db.execute(
            _CAPTURE + "WHERE c.address = ? AND c.truncated IS NULL AND c.status = 200 "
            "ORDER BY c.id DESC LIMIT 1",
            (address,),
        ).fetchone()
        if row is None:
            return None
        capture = _capture(row)
        if capture.record_type == "response":
            return capture
        return self.original(capture.payload_digest)

    def original(self, digest: str) -> Capture | None:
        """The oldest whole response with this payload: what a revisit may refer to."""
        row = self._db.execute(
            _CAPTURE + "WHERE c.digest = ? AND c.type = 'response' AND c.truncated IS NULL "
            "ORDER BY c.id LIMIT 1",
            (digest,),
        ).fetchone()
        return None if row is None else _capture(row)

    def by_key(self, urlkey: str) -> list[Capture]:
        """All captures under one index key, oldest first."""
        rows = self._db.execute(_CAPTURE + "WHERE c.urlkey = ? ORDER BY c.date, c.id", (urlkey,))
        return [_capture(row) for row in rows]

    def captures(self) -> Iterator[tuple[Capture, str | None]]:
        """All captures by SURT and date, streamed, each with its word for the index."""
        rows = self._db.execute(
            _CAPTURE.replace(" FROM", ", c.index_status FROM") + "ORDER BY c.urlkey, c.date"
        )
        return ((_capture(row[:-1]), row[-1]) for row in rows)

    def captures_of(self, run: str) -> Iterator[tuple[Capture, str | None]]:
        """The captures of one run, each with its word for the index."""
        rows = self._db.execute(
            _CAPTURE.replace(" FROM", ", c.index_status FROM") + "WHERE c.run = ? ORDER BY c.id",
            (run,),
        )
        return ((_capture(row[:-1]), row[-1]) for row in rows)

    # -- versions, files, sums -------------------------------------------------------------

    def last_version(self, article: str) -> tuple[int, str] | None:
        """Number and ``versionId`` of the newest version of an article."""
        row: tuple[int, str] | None = self._db.execute(
            "SELECT version, version_id FROM versions WHERE article = ? "
            "ORDER BY version DESC LIMIT 1",
            (article,),
        ).fetchone()
        return row

    def versions(self) -> Iterator[tuple[str, str, str, str | None]]:
        """Record id, URL, capture date and headline of every article version, oldest first."""
        return self._db.execute(
            "SELECT record_id, url, captured, headline FROM versions ORDER BY captured, url, id"
        )

    def places(self, day: str) -> dict[tuple[str, int], tuple[str, int]]:
        """WARC file and offset of the first page of each version in a day's file."""
        rows = self._db.execute(
            "SELECT v.article, v.version, f.name, c.offset FROM versions v "
            "JOIN captures c ON c.record_id = v.record_id JOIN files f ON f.id = c.file "
            "WHERE v.day = ?",
            (day,),
        )
        return {(article, number): (name, offset) for article, number, name, offset in rows}

    def unended_runs(self, but: str) -> int:
        """How many runs, other than this one, never came to their end."""
        (count,) = self._db.execute(
            "SELECT count(*) FROM runs WHERE ended IS NULL AND id <> ?", (but,)
        ).fetchone()
        return int(count)

    def files(self) -> dict[str, tuple[int, str | None]]:
        """Committed length, and digest if sealed, of every output file by its path."""
        return {
            name: (size, digest)
            for name, size, digest in self._db.execute("SELECT name, committed, sha256 FROM files")
        }

    def states(self) -> dict[str, int]:
        """How many addresses are in each state."""
        return dict(self._db.execute("SELECT state, count(*) FROM addresses GROUP BY state"))

    def reasons(self) -> list[tuple[str, str, int]]:
        """How many addresses are in each state for each reason, most first."""
        return self._db.execute(
            "SELECT state, reason, count(*) FROM addresses WHERE reason IS NOT NULL "
            "GROUP BY state, reason ORDER BY 3 DESC, 1, 2"
        ).fetchall()
