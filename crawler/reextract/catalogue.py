"""What is to be read again: the captures of article addresses, in the order of the archive.

They are listed in a temporary SQLite file, so that memory does not grow with the archive.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from crawler import sites
from crawler.archive.source import RunFacts, Source
from crawler.archive.source.index import Place
from crawler.models import shows_content
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


@dataclass(frozen=True, slots=True)
class Entry:
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
    """All of them, numbered.

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
        """Forget them."""
        self._db.close()

    def entries(self) -> Iterator[Entry]:
        """All of them in order."""
        rows = self._db.execute("SELECT * FROM entries ORDER BY n")
        return (Entry(*row) for row in rows)

    def runs(self) -> Sequence[tuple[str | None, int]]:
        """Each run that captured articles, with the number of its last entry, in order."""
        return self._ends

    def entry(self, number: int) -> Entry:
        """One of them."""
        return Entry(*self._db.execute("SELECT * FROM entries WHERE n = ?", (number,)).fetchone())

    def pages(self, article: str, page: int, *, until: int) -> Iterator[Entry]:
        """Captures of one page of an article up to an entry, newest first."""
        rows = self._db.execute(
            "SELECT * FROM entries WHERE article = ? AND page = ? AND n <= ? ORDER BY n DESC",
            (article, page, until),
        )
        return (Entry(*row) for row in rows.fetchall())

    def has_pages(self, article: str, *, but: Set[int], after: int, until: int) -> bool:
        """Are there captures of other pages of an article among the entries behind one?"""
        rows = self._db.execute(
            "SELECT DISTINCT page FROM entries WHERE article = ? AND n > ? AND n <= ?",
            (article, after, until),
        )
        return any(page not in but for (page,) in rows)

    def _last_of_runs(self, source: Source) -> list[tuple[str | None, int]]:
        files = self._db.execute("SELECT file, max(n) FROM entries GROUP BY file ORDER BY 2")
        ends = [(source.run(name).id, number) for name, number in files.fetchall()]
        return [one for one, other in pairwise(ends) if one[0] != other[0]] + ends[-1:]


def is_article(url: str, run: RunFacts) -> bool:
    """Was a capture of this address read as an article's? A page that was named always is."""
    kind = sites.judge(url).kind
    return kind in sites.ARTICLES or (run.named_pages and kind in ("page", "app-article", "out"))


def _rows(
    source: Source, only: frozenset[str] | None
) -> Iterator[tuple[str, int, int | None, str, str, int]]:
    for place in source.index.all():
        if not _may_tell(place) or not is_article(place.url, source.run(place.filename)):
            continue
        who = identity(place.url)
        if only is None or who.id in only:
            yield place.filename, place.offset, place.length, place.url, who.id, who.page


def _may_tell(place: Place) -> bool:
    # What may be different a moment later was fetched again and not read.
    status = int(place.status) if place.status.isascii() and place.status.isdigit() else None
    return shows_content(status)
