"""The writing side of the ledger: the catalogue of an archive, and its frontier.

Used by one thread, inside transactions that it opens.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from crawler.errors import ArchiveError, CaptureNotWritten
from crawler.ledger import schema
from crawler.ledger.frontier import Found
from crawler.ledger.sqlite_frontier import SqliteFrontier
from crawler.models import Capture

_VERSION = (
    "INSERT INTO versions (article, version, version_id, record_id, day, url, headline, "
    "captured, run) VALUES (?,?,?,?,?,?,?,?,?)"
)

UNFINISHED = ("interrupted", "archive", "died")
"""Outcomes of runs that the next one with the same plan continues."""

FRESH = timedelta(hours=6)
"""How long what an unfinished run captured counts as fetched for the run that continues it:
seeds and lists that are older are looked at again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One entry of a list page: evidence of what it showed, and where."""

    record_id: str
    """Record of the list page."""
    position: int
    """Place among the entries, from 1."""
    url: str
    title: str
    date_text: str
    """The date beside it as written, empty without one."""


class _LastRun(NamedTuple):
    plan: str
    cycle: str
    ended: str | None
    outcome: str | None

    @property
    def unfinished(self) -> bool:
        return self.ended is None or self.outcome in UNFINISHED


class Ledger:
    """Rows in, rows changed. Nothing here reads a clock or makes an id.

    :param path: ``ledger.sqlite`` of the collection, created when missing.
    :raises ArchiveError: when it is no ledger, or of a newer schema.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db = schema.connect(path)
        self.frontier = SqliteFrontier(self._db, path)
        try:
            self._files: dict[str, int] = {
                name: row for row, name in self._db.execute("SELECT id, name FROM files")
            }
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise ArchiveError(f"{path}: reading the ledger failed: {error}") from error

    def close(self) -> None:
        """Close the file."""
        self.come_to_rest()
        self._db.close()

    def come_to_rest(self) -> None:
        """Fold the write-ahead log into the file.

        At rest the ledger is one plain file, which can be read where nothing can be written.
        When the disk does not take that, the log stays beside it: nothing is lost.
        """
        self.frontier.stop_leasing()
        with suppress(sqlite3.DatabaseError):
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._db.execute("PRAGMA journal_mode=DELETE")  # refused while somebody reads

    def make_durable(self) -> None:
        """Return when everything committed so far would survive a power cut.

        :raises CaptureNotWritten: when the disk does not take it.
        """
        try:
            self._db.execute("PRAGMA wal_checkpoint(FULL)")
        except sqlite3.DatabaseError as error:
            raise CaptureNotWritten(f"{self.path}: checkpoint failed: {error}") from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what happens inside.

        :raises CaptureNotWritten: when SQLite cannot commit (disk full, I/O error).
        """
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
            self.frontier.committed()
        except sqlite3.DatabaseError as error:
            self._roll_back()
            raise CaptureNotWritten(f"{self.path}: commit failed: {error}") from error
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        self.frontier.rolled_back()
        # A disk that refuses the commit may refuse this as well; closing then does it.
        with suppress(sqlite3.DatabaseError):
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    # -- addresses ---------------------------------------------------------------------------

    def add_prerequisite(self, key: str, url: str, kind: str, *, run: str) -> None:
        """Enter an address that was fetched without having been found (robots.txt)."""
        self._db.execute(
            "INSERT INTO addresses (key, url, kind, rule, hops, priority, queue, state, run) "
            "VALUES (?, ?, ?, 'prerequisite', 'P', 0, '', 'done', ?) ON CONFLICT (key) DO NOTHING",
            (key, url, kind, run),
        )

    def add_captured(self, found: Found, *, run: str) -> bool:
        """Enter an address that only a capture tells of, unless it is known.

        :returns: whether its captures are to be read (robots.txt is not).
        """
        self.frontier.add((found,), run=run)
        (rule,) = self._db.execute(
            "SELECT rule FROM addresses WHERE key = ?", (found.key,)
        ).fetchone()
        return bool(rule != "prerequisite")

    def keep_validators(self, key: str, etag: str | None, last_modified: str | None) -> None:
        """Remember what a conditional request (RFC 9110 section 13) will be made of."""
        self._db.execute(
            "UPDATE addresses SET etag = ?, last_modified = ? WHERE key = ?",
            (etag, last_modified, key),
        )

    # -- captures, versions, files ----------------------------------------------------------

    def add_capture(
        self, key: str, capture: Capture, *, run: str, index_status: str | None = None
    ) -> bool:
        """Enter one record; a record already known (same file and offset) is left as it is.

        :param key: of the address it is a capture of, which is entered already.
        :param run: the run that captured it.
        :param index_status: what the index says instead of ``capture.status`` (see cdxj.Terms).
        :returns: whether it was not known.
        """
        entered = self._db.execute(
            "INSERT INTO captures (address, url, urlkey, date, type, record_id, status, "
            "index_status, mime, digest, file, offset, length, truncated, run) "
            "VALUES ((SELECT id FROM addresses WHERE key = ?),?,?,?,?,?,?,?,?,?,?,?,?,?,?) "
            "ON CONFLICT (file, offset) DO NOTHING",
            (
                key,
                capture.url,
                capture.urlkey,
                capture.date,
                capture.record_type,
                capture.record_id,
                capture.status,
                index_status,
                capture.mime,
                capture.payload_digest,
                self._file(f"archive/{capture.filename}"),
                capture.offset,
                capture.length,
                capture.truncated,
                run,
            ),
        )
        return entered.rowcount == 1

    def commit_file(self, name: str, size: int) -> None:
        """``name`` (below the collection) is whole and durable up to ``size`` bytes."""
        self._db.execute("UPDATE files SET committed = ? WHERE id = ?", (size, self._file(name)))

    def hash_file(self, name: str, digest: str) -> None:
        """``sha256:…`` of a sealed file, which will not change any more."""
        self._db.execute("UPDATE files SET sha256 = ? WHERE id = ?", (digest, self._file(name)))

    def files(self) -> tuple[str, ...]:
        """The names of all output files."""
        return tuple(self._files)

    def forget_file(self, name: str) -> None:
        """A file that held nothing was removed."""
        row = self._files.pop(name, None)
        if row is not None:
            self._db.execute("DELETE FROM files WHERE id = ?", (row,))

    def _file(self, name: str) -> int:
        row = self._files.get(name)
        if row is None:
            self._db.execute(
                "INSERT INTO files (name, committed) VALUES (?, 0) ON CONFLICT (name) DO NOTHING",
                (name,),
            )
            (row,) = self._db.execute("SELECT id FROM files WHERE name = ?", (name,)).fetchone()
            self._files[name] = row
        return row

    def add_listed(self, listed: Iterable[Listed]) -> None:
        """Enter what a list page showed; an entry that is known is left as it is."""
        self._db.executemany(
            "INSERT INTO listings (record_id, position, url, title, date_text) "
            "VALUES (?,?,?,?,?) ON CONFLICT (record_id, position) DO NOTHING",
            (
                (item.record_id, item.position, item.url, item.title, item.date_text)
                for item in listed
            ),
        )

    def add_version(self, row: tuple[object, ...]) -> None:
        """Enter an article version: article, version, version_id, record_id, day, url, headline,
        captured, run."""
        self._db.execute(_VERSION, row)

    def replace_versions(self, rows: Iterable[tuple[object, ...]]) -> None:
        """Forget all article versions and enter these, as ``add_version`` takes them.

        A version read from the same record as before stays the work of the run that made it.
        """
        self._db.execute(
            "CREATE TEMP TABLE IF NOT EXISTS made "
            "(article, record_id, run, PRIMARY KEY (article, record_id))"
        )
        self._db.execute("DELETE FROM made")
        self._db.execute("INSERT OR REPLACE INTO made SELECT article, record_id, run FROM versions")
        self._db.execute("DELETE FROM versions")
        for row in rows:
            self.add_version(row)
        self._db.execute(
            "UPDATE versions SET run = made.run FROM made "
            "WHERE made.article = versions.article AND made.record_id = versions.record_id"
        )
        self._db.execute("DELETE FROM made")

    # -- runs ------------------------------------------------------------------------------

    def begin_run(self, run: str, began: str, *, plan: str = "") -> str:
        """A run has opened the collection.

        :param began: its start, ISO 8601 with offset.
        :param plan: what it is asked for. It continues the last run that was asked for the same,
            when that one did not finish.
        :returns: the cycle it belongs to: the id of the first of the runs it continues, or its
            own.
        """
        last = self._last_run("WHERE plan IN (?, '')", plan)
        cycle = last.cycle if last and last.unfinished else run
        fresh = datetime.fromisoformat(began) - FRESH
        # The instant sorts before the same second with fractions.
        self.frontier.begin(cycle=cycle, fresh=f"{fresh:%Y-%m-%dT%H:%M:%S}")
        self._db.execute(
            "INSERT INTO runs (id, began, plan, cycle) VALUES (?, ?, ?, ?)",
            (run, began, plan, cycle),
        )
        return cycle

    def add_lost_run(self, run: str, began: str, *, ended: str | None, outcome: str | None) -> None:
        """Enter a run that only its captures tell of, and its report if it left one.

        It is taken for one that continued the run before it, if that one did not finish.
        """
        last = self._last_run("")
        if last is None or not last.unfinished:
            last = _LastRun("", run, ended, outcome)
        self._db.execute(
            "INSERT INTO runs (id, began, ended, outcome, plan, cycle) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO NOTHING",
            (run, began, ended, outcome, last.plan, last.cycle),
        )

    def _last_run(self, where: str, *values: str) -> _LastRun | None:
        row = self._db.execute(
            f"SELECT plan, cycle, ended, outcome FROM runs {where} ORDER BY rowid DESC LIMIT 1",
            values,
        ).fetchone()
        return None if row is None else _LastRun(*row)

    def end_run(self, run: str, ended: str, outcome: str) -> None:
        """A run has ended in an orderly way; runs before it that never ended have died."""
        self._db.execute(
            "UPDATE runs SET ended = ?, outcome = 'died' WHERE ended IS NULL AND id <> ?",
            (ended, run),
        )
        self._db.execute(
            "UPDATE runs SET ended = ?, outcome = ? WHERE id = ?", (ended, outcome, run)
        )
