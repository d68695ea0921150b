"""The writing side of the ledger; used by one thread, inside transactions that it opens."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.errors import CaptureNotWritten
from crawler.ledger import schema
from crawler.ledger.addresses import Found, State
from crawler.models import Capture

_ADD = """
INSERT INTO addresses
  (key, url, kind, rule, article, via, hops, priority, queue, state, reason, run)
VALUES (:key, :url, :kind, :rule, :article, :via, :hops, :priority, :queue, :state, :reason, :run)
ON CONFLICT (key) DO NOTHING
"""
# An address met again becomes due when this run has not given it its state yet, or when it was
# only left out so far and is now wanted.
_AGAIN = """
UPDATE addresses SET state = 'pending', reason = NULL, queue = :queue, kind = :kind,
  rule = :rule, priority = :priority, run = :run
WHERE key = :key AND (run <> :run OR state = 'excluded') AND state NOT IN ('pending', 'captured')
"""
_WANTED = """
UPDATE addresses SET state = 'pending', reason = NULL, queue = :queue, kind = :kind, rule = :rule,
  priority = :priority, via = :via, hops = :hops, run = :run
WHERE key = :key AND state = 'excluded'
"""


class Ledger:
    """Rows in, rows changed. Nothing here reads a clock or makes an id.

    :param path: ``ledger.sqlite`` of the collection, created when missing.
    :raises ArchiveError: when it is no ledger, or of a newer schema.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db = schema.connect(path)
        self._files: dict[str, int] = {
            name: row for row, name in self._db.execute("SELECT id, name FROM files")
        }

    def close(self) -> None:
        """Fold the write-ahead log into the file and let go of it."""
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what happens inside.

        :raises CaptureNotWritten: when SQLite cannot commit (disk full, I/O error).
        """
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise CaptureNotWritten(f"{self.path}: commit failed: {error}") from error
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    # -- addresses ---------------------------------------------------------------------------

    def add(self, found: Iterable[Found], *, run: str) -> int:
        """Enter addresses; known ones keep their state unless they are due again.

        :returns: how many are newly pending.
        """
        pending = 0
        for one in found:
            row = {
                "key": one.key,
                "url": one.url,
                "kind": one.kind,
                "rule": one.rule,
                "article": one.article,
                "via": one.via,
                "hops": one.hops,
                "priority": one.priority,
                "queue": one.queue,
                "state": one.state,
                "reason": one.reason,
                "run": run,
            }
            changed = self._db.execute(_ADD, row).rowcount
            if not changed and one.state == "pending":
                changed = self._db.execute(_AGAIN if one.again else _WANTED, row).rowcount
            if changed and one.state == "pending":
                pending += 1
        return pending

    def address_id(self, key: str, url: str, kind: str, *, run: str) -> int:
        """The row of an address fetched without having been found (robots.txt), made if missing."""
        self._db.execute(
            "INSERT INTO addresses (key, url, kind, rule, hops, priority, queue, state, run) "
            "VALUES (?, ?, ?, 'prerequisite', 'P', 0, '', 'done', ?) ON CONFLICT (key) DO NOTHING",
            (key, url, kind, run),
        )
        row: tuple[int] = self._db.execute(
            "SELECT id FROM addresses WHERE key = ?", (key,)
        ).fetchone()
        return row[0]

    def settle(self, address: int, state: State, *, run: str, reason: str | None = None) -> None:
        """Give an address its state; a failure adds to its attempts, a success clears them."""
        failed = 1 if state in ("failed", "blocked") else 0
        self._db.execute(
            "UPDATE addresses SET state = ?, reason = ?, run = ?, "
            "attempts = CASE WHEN ? THEN attempts + 1 ELSE 0 END WHERE id = ?",
            (state, reason, run, failed, address),
        )

    def move(self, address: int, url: str, *, run: str) -> None:
        """The page is at another spelling of its address: fetch it there."""
        self._db.execute(
            "UPDATE addresses SET state = 'pending', url = ?, hops = hops || 'R', etag = NULL, "
            "last_modified = NULL, run = ? WHERE id = ?",
            (url, run, address),
        )

    def captured(self, address: int, *, run: str) -> None:
        """The address has a whole response in the archive that nobody has read yet."""
        self._db.execute(
            "UPDATE addresses SET state = 'captured', reason = NULL, run = ? WHERE id = ?",
            (run, address),
        )

    def recaptured(self, address: int, *, run: str) -> None:
        """Recovery found a whole response of an address that the ledger thought unfetched."""
        self._db.execute(
            "UPDATE addresses SET state = 'captured', reason = NULL, run = ? "
            "WHERE id = ? AND state = 'pending'",
            (run, address),
        )

    def validators(self, address: int, etag: str | None, last_modified: str | None) -> None:
        """Remember what a conditional request (RFC 9110 section 13) will be made of."""
        self._db.execute(
            "UPDATE addresses SET etag = ?, last_modified = ? WHERE id = ?",
            (etag, last_modified, address),
        )

    def due_again(self, *, run: str, attempts: int) -> int:
        """At the start of a run: what failed for a passing reason becomes pending once more.

        :param attempts: runs after which an address stays failed.
        """
        return self._db.execute(
            "UPDATE addresses SET state = 'pending', run = ? "
            "WHERE state IN ('failed', 'blocked') AND attempts < ? AND run <> ?",
            (run, attempts, run),
        ).rowcount

    # -- captures, versions, files ----------------------------------------------------------

    def add_capture(
        self, address: int, capture: Capture, *, run: str, index_status: str | None = None
    ) -> None:
        """Enter one record; a record already known (same file and offset) is left as it is.

        :param index_status: what the index says instead of ``capture.status`` (see cdxj.Terms).
        """
        self._db.execute(
            "INSERT INTO captures (address, url, urlkey, date, type, record_id, status, "
            "index_status, mime, digest, file, offset, length, truncated, run) "
            "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (file, offset) DO NOTHING",
            (
                address,
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

    def commit_file(self, name: str, size: int) -> None:
        """``name`` (below the collection) is whole and durable up to ``size`` bytes."""
        self._db.execute("UPDATE files SET committed = ? WHERE id = ?", (size, self._file(name)))

    def hash_file(self, name: str, digest: str) -> None:
        """``sha256:…`` of a sealed file, which will not change any more."""
        self._db.execute("UPDATE files SET sha256 = ? WHERE id = ?", (digest, self._file(name)))

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

    def add_version(self, row: tuple[object, ...]) -> None:
        """Enter an article version: article, version, version_id, record_id, day, url, headline,
        captured, run."""
        self._db.execute(
            "INSERT INTO versions (article, version, version_id, record_id, day, url, headline, "
            "captured, run) VALUES (?,?,?,?,?,?,?,?,?)",
            row,
        )

    # -- runs ------------------------------------------------------------------------------

    def begin_run(self, run: str, began: str) -> None:
        """A run has opened the collection."""
        self._db.execute("INSERT INTO runs (id, began) VALUES (?, ?)", (run, began))

    def end_run(self, run: str, ended: str, outcome: str) -> None:
        """A run has ended in an orderly way, and with it what those before it left undone."""
        self._db.execute(
            "UPDATE runs SET ended = ?, outcome = 'died' WHERE ended IS NULL AND id <> ?",
            (ended, run),
        )
        self._db.execute(
            "UPDATE runs SET ended = ?, outcome = ? WHERE id = ?", (ended, outcome, run)
        )
