"""What records and lines say of each other, in a scratch database: memory stays flat.

One database serves all names of an audit, so that a revisit in one file may find its original
in another.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple


class RecordRow(NamedTuple):
    """Any record: the order of a file and its capture events are judged by these rows."""

    offset: int
    type: str
    id: str | None
    date: str | None
    concurrent: str | None
    """Values of ``WARC-Concurrent-To``, a blank between them."""
    method: str | None
    """Of a request."""
    uri: int | None
    """CRC-32 of ``WARC-Target-URI``: enough to see that two differ."""
    claim: int
    """Bytes that a response promises whose body is empty, -1 for chunks; 0 for none."""


class CaptureRow(NamedTuple):
    """A ``response``, ``revisit`` or ``resource``: what indexes and revisits point to."""

    offset: int
    length: int
    type: str
    id: str | None
    date: str | None
    uri: str | None
    digest: str | None
    status: int | None
    mime: str | None
    truncated: str | None
    profile: str | None
    refers_to: str | None
    refers_uri: str | None
    refers_date: str | None
    line: str | None
    """Its line in an index as ours is written; None when there can be none."""


class LineRow(NamedTuple):
    """An article line."""

    file: str
    offset: int
    article: str
    version: int
    version_id: str
    previous: str | None
    record_id: str
    day: str
    url: str
    captured: str


class PageRow(NamedTuple):
    """A capture that an article line comes from."""

    file: str
    offset: int
    article: str
    warc_file: str
    warc_offset: int
    length: int
    record_id: str
    digest: str
    date: str
    url: str
    status: int | None


_TABLES: dict[str, tuple[str, ...]] = {
    "files": ("id INTEGER PRIMARY KEY", "package", "name", "basename"),
    "records": ("file", *RecordRow._fields),
    "captures": ("file", *CaptureRow._fields),
    "warcinfos": ("file", "id", "offset"),
    "homes": ("package", "home"),
    "elsewhere": ("package", "id", "digest"),
    "lines": ("package", *LineRow._fields),
    "pages": ("package", *PageRow._fields),
}
_INDEXES = """
CREATE INDEX IF NOT EXISTS records_id ON records (id);
CREATE INDEX IF NOT EXISTS records_place ON records (file, offset);
CREATE INDEX IF NOT EXISTS elsewhere_id ON elsewhere (id);
CREATE INDEX IF NOT EXISTS records_named ON records (concurrent) WHERE concurrent IS NOT NULL;
CREATE INDEX IF NOT EXISTS captures_place ON captures (file, offset);
CREATE INDEX IF NOT EXISTS captures_id ON captures (id);
CREATE INDEX IF NOT EXISTS captures_digest ON captures (digest);
CREATE INDEX IF NOT EXISTS captures_uri ON captures (uri, date);
CREATE INDEX IF NOT EXISTS files_package ON files (package, basename);
CREATE INDEX IF NOT EXISTS lines_version ON lines (package, article, version);
"""
_CACHE_KIB = 64_000


class Facts:
    """The scratch database.

    :param folder: where it and SQLite's own temporary files go; removed by the caller.
    """

    def __init__(self, folder: Path) -> None:
        path = (folder / "facts.sqlite").as_uri()
        self.db = sqlite3.connect(path, uri=True, isolation_level=None)
        self.db.execute("PRAGMA journal_mode=OFF")
        self.db.execute("PRAGMA synchronous=OFF")
        self.db.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
        for table, columns in _TABLES.items():
            self.db.execute(f"CREATE TABLE {table} ({', '.join(columns)})")

    def close(self) -> None:
        """Close the database."""
        self.db.close()

    def add_file(self, package: int, name: str) -> int:
        """Enter a WARC file; returns the number its records are entered under."""
        row = (package, name, name.rpartition("/")[2].removesuffix(".open"))
        entered = self.db.execute("INSERT INTO files VALUES (NULL,?,?,?)", row)
        return int(entered.lastrowid or 0)

    def add_home(self, package: int, home: int) -> None:
        """Enter that records of a package lie in another one, besides those that lie in it."""
        self._insert("homes", [(package, home)])

    def add_records(
        self,
        file: int,
        records: Iterable[RecordRow],
        captures: Iterable[CaptureRow],
        warcinfos: dict[str, int],
    ) -> None:
        """Enter what one range of a file held; ranges come in order."""
        self.db.execute("BEGIN")
        self._insert("records", ((file, *row) for row in records))
        self._insert("captures", ((file, *row) for row in captures))
        self._insert("warcinfos", ((file, *row) for row in warcinfos.items()))
        self.db.execute("COMMIT")

    def add_lines(self, package: int, lines: Iterable[LineRow], pages: Iterable[PageRow]) -> None:
        """Enter article lines and the captures they come from."""
        self.db.execute("BEGIN")
        self._insert("lines", ((package, *row) for row in lines))
        self._insert("pages", ((package, *row) for row in pages))
        self.db.execute("COMMIT")

    def _insert(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        marks = ",".join("?" * len(_TABLES[table]))
        self.db.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)

    def settle(self) -> None:
        """All is entered: make the indexes the questions need."""
        self.db.execute("INSERT INTO homes SELECT DISTINCT package, package FROM files")
        self.db.executescript(_INDEXES)

    def ask(self, question: str, *values: object) -> Iterator[Any]:
        """Rows of a question, streamed."""
        return self.db.execute(question, values)
