"""The lines that a reextraction makes, in a temporary SQLite file until all of them are there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from crawler.archive.collection.page_commit import RefusedLine

_TABLES = """
CREATE TABLE lines (
  day TEXT NOT NULL, file TEXT NOT NULL, offset INTEGER NOT NULL, article TEXT NOT NULL,
  version INTEGER NOT NULL, version_id TEXT NOT NULL, record_id TEXT NOT NULL, url TEXT NOT NULL,
  headline TEXT, captured TEXT NOT NULL, run TEXT NOT NULL, line BLOB NOT NULL
) STRICT;
CREATE INDEX lines_article ON lines (article, version);
CREATE TABLE refusals (n INTEGER PRIMARY KEY, day TEXT NOT NULL, line BLOB NOT NULL) STRICT;
"""


class Line(NamedTuple):
    """An article line, with what the ledger keeps of it: a row of the log."""

    day: str
    file: str
    """WARC file of the first page."""
    offset: int
    """Where the record of the first page begins."""
    article: str
    version: int
    version_id: str
    record_id: str
    url: str
    headline: str | None
    captured: str
    run: str
    """The run that captured the first page; empty when its file names none."""
    line: bytes


class VersionRow(NamedTuple):
    """A row of the ledger's ``versions``."""

    article: str
    version: int
    version_id: str
    record_id: str
    day: str
    url: str
    headline: str | None
    captured: str
    run: str


class VersionLog:
    """Lines by day in the order of the archive; the newest version of an article."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)  # a file without a name
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.executescript(_TABLES)
        self._db.execute("BEGIN")

    def close(self) -> None:
        """Remove the temporary file."""
        self._db.close()

    def last_version(self, article: str) -> tuple[int, str] | None:
        """Number and ``versionId`` of the newest version of an article so far."""
        row: tuple[int, str] | None = self._db.execute(
            "SELECT version, version_id FROM lines WHERE article = ? ORDER BY version DESC LIMIT 1",
            (article,),
        ).fetchone()
        return row

    def put(self, line: Line) -> None:
        """Add a line."""
        self._db.execute("INSERT INTO lines VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", line)

    def refuse(self, refusal: RefusedLine) -> None:
        """Add a line of the quarantine."""
        self._db.execute(
            "INSERT INTO refusals (day, line) VALUES (?, ?)", (refusal.day, refusal.line)
        )

    @property
    def versions(self) -> int:
        """How many lines there are."""
        return self._count("lines")

    @property
    def refused(self) -> int:
        """How many lines of the quarantine there are."""
        return self._count("refusals")

    def _count(self, table: str) -> int:
        (count,) = self._db.execute(f"SELECT count(*) FROM {table}").fetchone()
        return int(count)

    def days(self) -> list[str]:
        """The days that have lines, in order."""
        return [day for (day,) in self._db.execute("SELECT DISTINCT day FROM lines ORDER BY day")]

    def lines(self, day: str) -> Iterator[bytes]:
        """The lines of a day in the order of the archive, as a run leaves them."""
        rows = self._db.execute(
            "SELECT line FROM lines WHERE day = ? ORDER BY file, offset, line", (day,)
        )
        return (line for (line,) in rows)

    def quarantined(self) -> Iterator[tuple[str, bytes]]:
        """Day and line of each refused article, day by day in the order of the archive."""
        return self._db.execute("SELECT day, line FROM refusals ORDER BY day, n")

    def rows(self) -> Iterator[VersionRow]:
        """What the ledger keeps of each line, in the order in which the lines were added."""
        rows = self._db.execute(f"SELECT {', '.join(VersionRow._fields)} FROM lines ORDER BY rowid")
        return (VersionRow(*row) for row in rows)
