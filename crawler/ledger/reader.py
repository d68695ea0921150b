"""The reading side of the ledger: addresses, captures by digest or key, sums of states."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.errors import ArchiveError
from crawler.ledger.frontier import Address
from crawler.models import Capture

ADDRESS = (
    "SELECT key, url, kind, article, via, hops, priority, attempts, etag, last_modified, id "
    "FROM addresses "
)
_CAPTURE = (
    "SELECT c.url, c.urlkey, c.date, c.type, c.record_id, c.status, c.mime, c.digest, f.name, "
    "c.offset, c.length, c.truncated FROM captures c JOIN files f ON f.id = c.file "
)
_CAPTURE_AND_RUN = _CAPTURE.replace(" FROM", ", c.run FROM")
_CAPTURE_AND_WORD = _CAPTURE.replace(" FROM", ", c.index_status FROM")
_MISSING = (
    "state <> 'done' AND (kind IN ('requisite', 'attachment') OR kind = 'out' AND hops LIKE '%E')"
)
_SHOWN = """
SELECT max(c.id) FROM addresses a JOIN captures c ON c.address = a.id
WHERE a.state = 'done' AND c.truncated IS NULL AND c.status = 200
  AND a.kind IN (SELECT value FROM json_each(?)) AND c.mime LIKE ? GROUP BY a.id ORDER BY 1
"""


_FIELDS = (
    "url urlkey date record_type record_id status mime payload_digest filename offset length "
    "truncated"
).split()


def _capture(row: tuple[Any, ...]) -> Capture:
    values = dict(zip(_FIELDS, row, strict=True))
    values["filename"] = values["filename"].removeprefix("archive/")
    return Capture(**values)


_ADDRESS_FIELDS = tuple(Address.__dataclass_fields__)


def address(row: tuple[Any, ...]) -> Address:
    """A row of ``ADDRESS``, without the row number that ends it."""
    return Address(**dict(zip(_ADDRESS_FIELDS, row[:-1], strict=True)))


class ReadOnly:
    """A connection that asks questions of a ledger another thread or process may be writing.

    :param path: ``ledger.sqlite`` of the collection.
    :raises ArchiveError: it cannot be read, now or at any question later.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._db = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=ro",
                uri=True,
                isolation_level=None,
                check_same_thread=False,
            )
            self._db.execute("PRAGMA query_only=ON")
        except sqlite3.DatabaseError as error:
            raise ArchiveError(f"{path}: opening the ledger failed: {error}") from error

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def stream(self, question: str, values: tuple[object, ...] = ()) -> Iterator[Any]:
        """Rows one by one."""
        try:
            yield from self._db.execute(question, values)
        except sqlite3.DatabaseError as error:
            raise ArchiveError(f"{self._path}: reading the ledger failed: {error}") from error

    def ask(self, question: str, values: tuple[object, ...] = ()) -> list[Any]:
        """All rows."""
        return list(self.stream(question, values))

    def first(self, question: str, values: tuple[object, ...] = ()) -> Any:
        """The first row, None without one."""
        rows = self.ask(question, values)
        return rows[0] if rows else None


class LedgerReader(ReadOnly):
    """The catalogue's questions to a ledger that another thread or process may be writing.

    :param path: ``ledger.sqlite`` of the collection.
    :raises ArchiveError: it cannot be read, now or at any question later.
    """

    # -- addresses -------------------------------------------------------------------------

    def unread(self, *, exclude: str) -> Iterator[tuple[Address, Capture, str]]:
        """Addresses whose last whole response lies in the archive and has not been read.

        :param exclude: a run whose own captures are left out: it is reading them itself.
        :returns: each with that capture and the id of the run that made it, in the order of the
            archive: of two addresses of one article the first there is its version.
        """
        rows = self.stream(
            "SELECT a.id FROM addresses a WHERE a.state = 'captured' AND a.run <> ? ORDER BY "
            "(SELECT max(c.id) FROM captures c WHERE c.address = a.id AND c.truncated IS NULL)",
            (exclude,),
        )
        # Eight bytes for each: a lost ledger has all addresses read again.
        for row_id in array("q", (row for (row,) in rows)):
            newest = self.first(
                f"{_CAPTURE_AND_RUN}WHERE c.address = ? AND c.truncated IS NULL "
                "ORDER BY c.id DESC LIMIT 1",
                (row_id,),
            )
            if newest is not None:
                found = address(self.first(ADDRESS + "WHERE id = ?", (row_id,)))
                yield found, _capture(newest[:-1]), str(newest[-1])

    def address(self, key: str) -> Address | None:
        """The row of a canonical key, None when it was never seen."""
        row = self.first(ADDRESS + "WHERE key = ?", (key,))
        return None if row is None else address(row)

    def pages_to_come(self, article: str, *, exclude: Collection[str]) -> bool:
        """Is any page of this article still to be fetched or read, other than these addresses?"""
        rows = self.ask(
            "SELECT key FROM addresses WHERE article = ? AND state IN ('pending', 'captured')",
            (article,),
        )
        return any(key not in exclude for (key,) in rows)

    # -- captures --------------------------------------------------------------------------

    def last_response(self, key: str) -> Capture | None:
        """The newest whole ``response`` with status 200 of an address: what a 304 refers to."""
        row = self.first(
            f"{_CAPTURE}WHERE c.address = (SELECT id FROM addresses WHERE key = ?) "
            "AND c.truncated IS NULL AND c.status = 200 ORDER BY c.id DESC LIMIT 1",
            (key,),
        )
        if row is None:
            return None
        capture = _capture(row)
        if capture.record_type == "response":
            return capture
        return self.original(capture.payload_digest)

    def original(self, digest: str) -> Capture | None:
        """The oldest whole response with this payload: what a revisit may refer to."""
        row = self.first(
            _CAPTURE + "WHERE c.digest = ? AND c.type = 'response' AND c.truncated IS NULL "
            "ORDER BY c.id LIMIT 1",
            (digest,),
        )
        return None if row is None else _capture(row)

    def by_key(self, urlkey: str) -> list[Capture]:
        """All captures under one index key, oldest first."""
        rows = self.ask(_CAPTURE + "WHERE c.urlkey = ? ORDER BY c.date, c.id", (urlkey,))
        return [_capture(row) for row in rows]

    def captures_of_article(self, article: str) -> list[tuple[Address, Capture, str]]:
        """Whole captures of an article's pages, newest first, each with address and run."""
        rows = self.ask(ADDRESS + "WHERE article = ?", (article,))
        pages = {row[-1]: address(row) for row in rows}
        captures = self.ask(
            _CAPTURE.replace(" FROM", ", c.run, c.address FROM")
            + "WHERE c.address IN (SELECT value FROM json_each(?)) AND c.truncated IS NULL "
            "ORDER BY c.id DESC",
            (json.dumps(sorted(pages)),),
        )
        return [(pages[row[-1]], _capture(row[:-2]), str(row[-2])) for row in captures]

    def addresses_of(self, article: str) -> list[str]:
        """Every address of an article: of its pages, twins and versions, in byte order."""
        rows = self.ask(
            "SELECT url FROM addresses WHERE article = ?1 UNION "
            "SELECT c.url FROM captures c JOIN addresses a ON a.id = c.address "
            "WHERE a.article = ?1 UNION SELECT url FROM versions WHERE article = ?1 ORDER BY 1",
            (article,),
        )
        return [str(row[0]) for row in rows]

    def whole_captures(self) -> Iterator[Capture]:
        """All captures that are not truncated, wherever they lie, streamed in no order."""
        return map(_capture, self.stream(_CAPTURE + "WHERE c.truncated IS NULL"))

    def captures(self) -> Iterator[tuple[Capture, str | None]]:
        """All captures by SURT and date, streamed, each with its word for the index.

        Those that lie in another archive, which this one was crawled from, are not in its index.
        """
        rows = self.stream(f"{_CAPTURE_AND_WORD}WHERE f.committed > 0 ORDER BY c.urlkey, c.date")
        return ((_capture(row[:-1]), row[-1]) for row in rows)

    def captures_of(self, run: str) -> Iterator[tuple[Capture, str | None]]:
        """The captures of one run, each with its word for the index."""
        rows = self.stream(
            f"{_CAPTURE_AND_WORD}WHERE c.run = ? AND f.committed > 0 ORDER BY c.id",
            (run,),
        )
        return ((_capture(row[:-1]), row[-1]) for row in rows)

    # -- what pages need ---------------------------------------------------------------------

    def missing_files(self) -> Iterator[tuple[str, str, str, str | None]]:
        """Key, URL, state and reason of the files that pages may need and that are not there."""
        return self.stream(f"SELECT key, url, state, reason FROM addresses WHERE {_MISSING}")

    def shown(self, kinds: Collection[str], *, mime: str = "%") -> Iterator[Capture]:
        """The newest whole capture with status 200 of each address that is done, in the order of
        the archive.

        :param mime: media type; ``%`` stands for any characters.
        """
        rows = self.stream(_SHOWN, (json.dumps(sorted(kinds)), mime))
        for row_id in array("q", (row for (row,) in rows)):
            yield _capture(self.first(_CAPTURE + "WHERE c.id = ?", (row_id,)))

    def count_shown(self, kinds: Collection[str], *, mime: str = "%") -> int:
        """How many captures ``shown`` has."""
        values = (json.dumps(sorted(kinds)), mime)
        return int(self.first(f"SELECT count(*) FROM ({_SHOWN})", values)[0])

    # -- versions, files, sums -------------------------------------------------------------

    def last_version(self, article: str) -> tuple[int, str] | None:
        """Number and ``versionId`` of the newest version of an article."""
        row: tuple[int, str] | None = self.first(
            "SELECT version, version_id FROM versions WHERE article = ? "
            "ORDER BY version DESC LIMIT 1",
            (article,),
        )
        return row

    def versions(self) -> Iterator[tuple[str, str, str, str | None]]:
        """Record id, URL, capture date and headline of every article version, oldest first."""
        return self.stream(
            "SELECT record_id, url, captured, headline FROM versions ORDER BY captured, url, id"
        )

    def places(self, day: str) -> dict[tuple[str, int], tuple[str, int]]:
        """WARC file and offset of the first page of each version in a day's file."""
        rows = self.ask(
            "SELECT v.article, v.version, f.name, c.offset FROM versions v "
            "JOIN captures c ON c.record_id = v.record_id JOIN files f ON f.id = c.file "
            "WHERE v.day = ?",
            (day,),
        )
        return {(article, number): (name, offset) for article, number, name, offset in rows}

    def unended_runs(self, exclude: str) -> int:
        """How many runs never came to their end, other than the excluded one."""
        (count,) = self.first(
            "SELECT count(*) FROM runs WHERE ended IS NULL AND id <> ?", (exclude,)
        )
        return int(count)

    def answers(self, cycle: str) -> tuple[int, int]:
        """How many captures of pages the runs of a cycle made, and how many of them answered
        with what was asked for (2xx, 304)."""
        captures, good = self.first(
            "SELECT count(*), coalesce(sum(c.status BETWEEN 200 AND 299 OR c.status = 304), 0) "
            "FROM captures c JOIN addresses a ON a.id = c.address "
            "WHERE a.rule <> 'prerequisite' AND c.run IN (SELECT id FROM runs WHERE cycle = ?)",
            (cycle,),
        )
        return captures, good

    def span(self, cycle: str) -> tuple[datetime | None, datetime]:
        """When the cycle before this one began that was asked for the same, if any, and this."""
        plan, began = self.first("SELECT plan, began FROM runs WHERE id = ?", (cycle,))
        before = self.first(
            "SELECT began FROM runs WHERE id = cycle AND plan IN (?, '') AND rowid < "
            "(SELECT rowid FROM runs WHERE id = ?) ORDER BY rowid DESC LIMIT 1",
            (plan, cycle),
        )
        # A run of which only captures are left may not tell when it began.
        earlier = datetime.fromisoformat(before[0]) if before and before[0] else None
        return earlier, datetime.fromisoformat(began)

    def knows_runs(self) -> bool:
        """Has any run left a row?"""
        return self.first("SELECT 1 FROM runs LIMIT 1") is not None

    def days_of(self, run: str) -> set[str]:
        """The days to whose files a run has added article lines."""
        rows = self.ask("SELECT DISTINCT day FROM versions WHERE run = ?", (run,))
        return {day for (day,) in rows}

    def files(self) -> dict[str, tuple[int, str | None]]:
        """Committed length, and digest if sealed, of every output file by its path."""
        return {
            name: (size, digest)
            for name, size, digest in self.ask("SELECT name, committed, sha256 FROM files")
        }

    def states(self) -> dict[str, int]:
        """How many addresses are in each state."""
        return dict(self.ask("SELECT state, count(*) FROM addresses GROUP BY state"))

    def to_do(self) -> tuple[int, int]:
        """How many addresses there are, and how many of them are still to be fetched or read.

        Quick even where there are millions: the rows themselves are not looked at.
        """
        return tuple(
            self.first(
                "SELECT coalesce((SELECT max(id) FROM addresses), 0), "
                "(SELECT count(*) FROM addresses WHERE state = 'pending') + "
                "(SELECT count(*) FROM addresses WHERE state = 'captured')"
            )
        )

    def reasons(self) -> list[tuple[str, str, int]]:
        """How many addresses are in each state for each reason, most first."""
        return self.ask(
            "SELECT state, reason, count(*) FROM addresses WHERE reason IS NOT NULL "
            "GROUP BY state, reason ORDER BY 3 DESC, 1, 2"
        )
