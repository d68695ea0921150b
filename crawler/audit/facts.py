"""What the records say of each other, kept in a scratch database: memory stays flat however many.

One database serves all names of an audit, so that a revisit in one file may find its original
in another.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from crawler.audit.articles import LineRow, PageRow
from crawler.audit.rows import CaptureRow, RecordRow

_TABLES = """
CREATE TABLE files (id INTEGER PRIMARY KEY, package INTEGER, name TEXT, basename TEXT,
  ours INTEGER);
CREATE TABLE records (file INTEGER, offset INTEGER, length INTEGER, type TEXT, id TEXT, date TEXT,
  concurrent TEXT, method TEXT, uri INTEGER, claim INTEGER);
CREATE TABLE captures (file INTEGER, offset INTEGER, length INTEGER, type TEXT, id TEXT,
  date TEXT, uri TEXT, digest TEXT, status INTEGER, mime TEXT, truncated TEXT, profile TEXT,
  refers_to TEXT, refers_uri TEXT, refers_date TEXT, line TEXT);
CREATE TABLE warcinfos (file INTEGER, id TEXT, offset INTEGER);
CREATE TABLE homes (package INTEGER, home INTEGER);
CREATE TABLE elsewhere (package INTEGER, id TEXT, digest TEXT);
CREATE TABLE lines (package INTEGER, file TEXT, offset INTEGER, article TEXT, version INTEGER,
  version_id TEXT, previous TEXT, record_id TEXT, day TEXT, url TEXT, captured TEXT);
CREATE TABLE pages (package INTEGER, file TEXT, offset INTEGER, article TEXT, warc_file TEXT,
  warc_offset INTEGER, length INTEGER, record_id TEXT, digest TEXT, date TEXT, url TEXT,
  status INTEGER);
"""
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
        self.db = sqlite3.connect(
            f"{(folder / 'facts.sqlite').as_uri()}", uri=True, isolation_level=None
        )
        self.db.execute("PRAGMA journal_mode=OFF")
        self.db.execute("PRAGMA synchronous=OFF")
        self.db.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
        self.db.executescript(_TABLES)
        self._files = 0

    def close(self) -> None:
        """Let go of it."""
        self.db.close()

    def add_file(self, package: int, name: str, *, ours: object) -> int:
        """Enter a WARC file; returns the number its records are entered under."""
        self._files += 1
        basename = name.rpartition("/")[2].removesuffix(".open")
        row = (self._files, package, name, basename, int(bool(ours)))
        self.db.execute("INSERT INTO files VALUES (?,?,?,?,?)", row)
        return self._files

    def add_home(self, package: int, home: int) -> None:
        """Records that one package speaks of lie in another; those of its own need no such word."""
        self.db.execute("INSERT INTO homes VALUES (?,?)", (package, home))

    def add_records(
        self,
        file: int,
        records: Iterable[RecordRow],
        captures: Iterable[CaptureRow],
        warcinfos: dict[str, int],
    ) -> None:
        """Enter what one range of a file held; ranges come in order."""
        self.db.execute("BEGIN")
        self._many("records", ((file, *row) for row in records), 10)
        self._many("captures", ((file, *row) for row in captures), 16)
        self._many("warcinfos", ((file, name, at) for name, at in warcinfos.items()), 3)
        self.db.execute("COMMIT")

    def add_lines(self, package: int, lines: Iterable[LineRow], pages: Iterable[PageRow]) -> None:
        """Enter article lines and the captures they come from."""
        self.db.execute("BEGIN")
        self._many("lines", ((package, *row) for row in lines), 11)
        self._many("pages", ((package, *row) for row in pages), 12)
        self.db.execute("COMMIT")

    def _many(self, table: str, rows: Iterator[tuple[Any, ...]], columns: int) -> None:
        marks = ",".join("?" * columns)
        self.db.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)

    def settle(self) -> None:
        """All is entered: make the indexes the questions need."""
        self.db.execute("INSERT INTO homes SELECT DISTINCT package, package FROM files")
        self.db.executescript(_INDEXES)

    def ask(self, question: str, *values: object) -> Iterator[Any]:
        """Rows of a question, streamed."""
        return self.db.execute(question, values)
