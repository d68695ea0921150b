"""What is to be read again: the captures of article addresses, in the order of the archive.

They are listed in a temporary SQLite file, so that memory does not grow with the archive.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise
from typing import NamedTuple

from crawler import sites
from crawler.archive.source import RunFacts, Source
from crawler.archive.source.index import Place
from crawler.page.http1 import shows_content
from crawler.sites.identity import identity

_TABLES = """
CREATE TABLE entries (
  n INTEGER PRIMARY KEY, file TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER,
  url TEXT NOT NULL, article TEXT NOT NULL, page INTEGER NOT NULL
) STRICT;
CREATE TABLE unsorted AS SELECT * FROM entries;
"""
_SORT = """
INSERT INTO entries SELECT row_number() OVER (ORDER BY file, offset), file, offset, length,
  url, article, page FROM unsorted GROUP BY file, offset;
DROP TABLE unsorted;
CREATE INDEX entries_article ON entries (article, page, n);
"""


class Entry(NamedTuple):
    """One capture of an article address."""

    number: int
    """Its place in the archive, counted from 1."""
    file: str
    offset: int
    length: int | None
    url: str
    article: str
    """Id of the article the address belongs to."""
    page: int
    """Page of it, from 1."""


class Catalogue:
    """The captures of articles in an archive, numbered.

    :param source: the archive.
    :param only: ids of articles; None for all.
    :raises NotArchived: when a WARC file of the index is not there.
    """

    def __init__(self, source: Source, *, only: frozenset[str] | None = None) -> None:
        self._db = sqlite3.connect("", isolation_level=None)  # a file without a name
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.executescript(_TABLES)
        self._db.execute("BEGIN")
        self._db.executemany(
            "INSERT INTO unsorted VALUES (NULL, ?, ?, ?, ?, ?, ?)", _rows(source, only)
        )
        self._db.execute("COMMIT")
        self._db.executescript(_SORT)
        self.total: int = self._db.execute("SELECT count(*) FROM entries").fetchone()[0]
        """How many there are."""
        self._ends = self._last_of_runs(source)

    def close(self) -> None:
        """Remove the temporary file."""
        self._db.close()

    def entries(self) -> Iterator[Entry]:
        """All entries in order."""
        rows = self._db.execute("SELECT * FROM entries ORDER BY n")
        return (Entry(*row) for row in rows)

    def runs(self) -> Sequence[tuple[str | None, int]]:
        """Each run that captured articles, with the number of its last entry, in order."""
        return self._ends

    def entry(self, number: int) -> Entry:
        """The entry of a number."""
        return Entry(*self._db.execute("SELECT * FROM entries WHERE n = ?", (number,)).fetchone())

    def pages(self, article: str, page: int, *, until: int) -> Iterator[Entry]:
        """Captures of one page of an article up to an entry, newest first."""
        rows = self._db.execute(
            "SELECT * FROM entries WHERE article = ? AND page = ? AND n <= ? ORDER BY n DESC",
            (article, page, until),
        )
        return (Entry(*row) for row in rows.fetchall())

    def has_pages(self, article: str, *, exclude: Set[int], after: int, until: int) -> bool:
        """Do the entries after one and up to another hold further pages of an article?"""
        rows = self._db.execute(
            "SELECT DISTINCT page FROM entries WHERE article = ? AND n > ? AND n <= ?",
            (article, after, until),
        )
        return any(page not in exclude for (page,) in rows)

    def _last_of_runs(self, source: Source) -> list[tuple[str | None, int]]:
        files = self._db.execute("SELECT file, max(n) FROM entries GROUP BY file ORDER BY 2")
        ends = [(source.run(name).id, number) for name, number in files.fetchall()]
        return [end for end, following in pairwise(ends) if end[0] != following[0]] + ends[-1:]


def kind(url: str, run: RunFacts) -> str:
    """The kind a crawl gave to a captured address: a page named by its user is an article."""
    found = sites.classify(url).kind
    if run.named_pages and found in ("page", "app-article", "out"):
        return "article"
    return found


def _rows(
    source: Source, only: frozenset[str] | None
) -> Iterator[tuple[str, int, int | None, str, str, int]]:
    for place in source.index.all():
        if not _was_read(place):
            continue
        if kind(place.url, source.run(place.filename)) not in sites.ARTICLES:
            continue
        of = identity(place.url)
        if only is None or of.id in only:
            yield place.filename, place.offset, place.length, place.url, of.id, of.page


def _was_read(place: Place) -> bool:
    # A crawl fetches a page again, and does not read it, when its status may soon be another.
    status = int(place.status) if place.status.isascii() and place.status.isdigit() else None
    return shows_content(status)
