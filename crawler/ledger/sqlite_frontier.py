"""The frontier in the ledger's SQLite file, table ``addresses``."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.ledger.frontier import Address, Due, Found, Lease, Recheck
from crawler.ledger.reader import ADDRESS, ReadOnly, address
from crawler.models import State

_ADD = """
INSERT INTO addresses
  (key, url, kind, rule, article, via, hops, priority, queue, state, reason, run)
VALUES (:key, :url, :kind, :rule, :article, :via, :hops, :priority, :queue, :state, :reason, :run)
ON CONFLICT (key) DO NOTHING
"""
# An address met again becomes due when this run has not given it its state yet, and no run that
# this one continues has lately captured it; or when it was only left out so far.
_AGAIN = """
UPDATE addresses SET state = 'pending', reason = NULL, queue = :queue, kind = :kind,
  rule = :rule, priority = :priority, run = :run
WHERE key = :key AND state NOT IN ('pending', 'captured')
  AND (state = 'excluded' OR run <> :run AND NOT EXISTS (
    SELECT 1 FROM captures c JOIN runs r ON r.id = c.run
    WHERE c.address = addresses.id AND r.cycle = :cycle AND c.date >= :fresh))
"""
_WANTED = """
UPDATE addresses SET state = 'pending', reason = NULL, queue = :queue, kind = :kind, rule = :rule,
  priority = :priority, via = :via, hops = :hops, run = :run
WHERE key = :key AND state = 'excluded'
"""
# What failed in a run that this one continues has had its chance: it is due when a run begins
# anew. What is too large for our own limits is not due at all.
_FAILED = """
UPDATE addresses SET state = 'pending', run = :run
WHERE state IN ('failed', 'blocked') AND attempts < :attempts AND run <> :run
  AND coalesce(reason, '') NOT IN ('too-large', 'content-bomb')
  AND run NOT IN (SELECT id FROM runs WHERE cycle = :cycle)
"""
# Of the addresses of one article those that a version was read from: its twins say the same.
_OLD_ENOUGH = """
UPDATE addresses SET state = 'pending', reason = NULL, queue = '', run = :run
WHERE state = 'done' AND id IN (
  SELECT a.id FROM versions v JOIN addresses a ON a.article = v.article
  WHERE v.version = 1 AND v.captured > :since AND v.captured <= :until
    AND (a.kind = 'article-page' OR EXISTS (
      SELECT 1 FROM versions w JOIN captures c ON c.record_id = w.record_id
      WHERE w.article = v.article AND c.address = a.id))
    AND NOT EXISTS (
      SELECT 1 FROM captures c WHERE c.address = a.id
      AND CAST(strftime('%s', c.date) AS INTEGER)
        >= CAST(strftime('%s', v.captured) AS INTEGER) + :age))
"""
_HOSTS = """
WITH RECURSIVE hosts (host) AS (
  SELECT min(host) FROM addresses WHERE state = 'pending'
  UNION ALL
  SELECT (SELECT min(host) FROM addresses WHERE state = 'pending' AND host > hosts.host)
  FROM hosts WHERE host IS NOT NULL)
SELECT host FROM hosts WHERE host IS NOT NULL AND host NOT IN (SELECT value FROM json_each(?))
"""
# One look into the index for each host, however many addresses it has.


class SqliteFrontier:
    """See :class:`crawler.ledger.frontier.Frontier`.

    :param db: the connection on which the ledger opens its transactions.
    :param path: ``ledger.sqlite``; ``lease`` reads it by a connection of its own.
    """

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self._db = db
        self._path = path
        self._read: ReadOnly | None = None
        self._leased: set[str] = set()
        self._settled: set[str] = set()
        self._cycle = self._fresh = ""

    def begin(self, *, cycle: str, fresh: str) -> None:
        """A run has begun.

        :param cycle: the runs whose work it continues.
        :param fresh: what they captured after this ISO instant is not fetched again.
        """
        self._cycle, self._fresh = cycle, fresh

    # -- the six verbs -----------------------------------------------------------------------

    def add(self, found: Iterable[Found], *, run: str) -> int:
        """See ``Frontier.add``."""
        pending = 0
        for new in found:
            row = {
                "key": new.key,
                "url": new.url,
                "kind": new.kind,
                "rule": new.rule,
                "article": new.article,
                "via": new.via,
                "hops": new.hops,
                "priority": new.priority,
                "queue": new.queue,
                "state": new.state,
                "reason": new.reason,
                "run": run,
                "cycle": self._cycle,
                "fresh": self._fresh,
            }
            changed = self._db.execute(_ADD, row).rowcount
            if not changed and new.state == "pending":
                changed = self._db.execute(_AGAIN if new.again else _WANTED, row).rowcount
            if changed and new.state == "pending":
                pending += 1
        return pending

    def lease(
        self, limit: int, *, queue: str | None = None, exclude: frozenset[str] = frozenset()
    ) -> Lease:
        """See ``Frontier.lease``. Leased rows still are ``pending``: as many more are read."""
        if self._read is None:
            self._read = ReadOnly(self._path)
        # As they are before the rows are read: a lease that ends meanwhile was of a row read here.
        leased = frozenset(self._leased)
        wanted = limit + len(leased)
        rows = pending(self._read, wanted, queue=queue, exclude=exclude)
        fresh = [row for row in rows if row.key not in leased][:limit]
        self._leased.update(row.key for row in fresh)
        return Lease(fresh, len(rows) < wanted)

    def captured(self, key: str, *, run: str, url: str | None = None, hops: str = "") -> None:
        """See ``Frontier.captured``."""
        self._db.execute(
            "UPDATE addresses SET state = 'captured', reason = NULL, url = coalesce(?, url), "
            "hops = coalesce(nullif(?, ''), hops), run = ? WHERE key = ?",
            (url, hops, run, key),
        )

    def settle(self, key: str, state: State, *, run: str, reason: str | None = None) -> None:
        """See ``Frontier.settle``."""
        failed = 1 if state in ("failed", "blocked") else 0
        self._db.execute(
            "UPDATE addresses SET state = ?, reason = ?, run = ?, "
            "attempts = CASE WHEN ? THEN attempts + 1 ELSE 0 END WHERE key = ?",
            (state, reason, run, failed, key),
        )
        self._end_lease(key)

    def move(self, key: str, url: str, *, run: str) -> None:
        """See ``Frontier.move``."""
        self._db.execute(
            "UPDATE addresses SET state = 'pending', url = ?, hops = hops || 'R', etag = NULL, "
            "last_modified = NULL, run = ? WHERE key = ?",
            (url, run, key),
        )
        self._end_lease(key)

    def make_due(self, due: Due, *, run: str) -> int:
        """See ``Frontier.make_due``.

        A second call changes nothing: what was captured after it reached an age is not due.
        """
        pending = 0
        if due.attempts:
            values = {"run": run, "attempts": due.attempts, "cycle": self._cycle}
            pending += self._db.execute(_FAILED, values).rowcount
        if due.recheck is not None:
            pending += self._recheck(due.recheck, run)
        return pending

    # -- leases and transactions -------------------------------------------------------------

    def committed(self) -> None:
        """The transaction is durable: leases of the addresses it settled end.

        A lease does not end before the commit: until then a reader finds its address pending. An
        address that was not leased when it was settled may be leased by now, and keeps that lease.
        """
        self._leased -= self._settled
        self._settled.clear()

    def rolled_back(self) -> None:
        """The transaction did not happen."""
        self._settled.clear()

    def stop_leasing(self) -> None:
        """Close the connection of ``lease``; another lease opens it again."""
        if self._read is not None:
            self._read.close()
            self._read = None

    def _end_lease(self, key: str) -> None:
        if key in self._leased:
            self._settled.add(key)

    def _recheck(self, wanted: Recheck, run: str) -> int:
        named = [f":p{number}" for number in range(len(wanted.prefixes))]
        where = " OR ".join(f"substr(key, 1, length({name})) = {name}" for name in named)
        question = f"{_OLD_ENOUGH} AND ({where})" if where else _OLD_ENOUGH
        prefixes = {f"p{number}": prefix for number, prefix in enumerate(wanted.prefixes)}
        due = 0
        for age in wanted.ages:
            row = {
                "run": run,
                "age": int(age.total_seconds()),
                "since": "" if wanted.since is None else _stamp(wanted.since - age),
                "until": _stamp(wanted.until - age),
            }
            due += self._db.execute(question, row | prefixes).rowcount
        return due


def pending(
    read: ReadOnly,
    limit: int,
    *,
    queue: str | None = None,
    exclude: frozenset[str] = frozenset(),
) -> list[Address]:
    """The pending addresses, leased or not, as ``Frontier.lease`` orders them."""
    if queue is not None:
        return _first(read, "queue <> '' AND queue = ?", queue, limit=limit, exclude=exclude)
    if not exclude:
        return _first(read, "1", limit=limit)
    rows: list[Any] = []
    for (host,) in read.ask(_HOSTS, (json.dumps(sorted(exclude)),)):
        rows += _rows(read, "host = ?", host, limit=limit)
    rows.sort(key=lambda row: (-row[6], row[-1]))
    return [address(row) for row in rows[:limit]]


def _first(
    read: ReadOnly, where: str, *values: str, limit: int, exclude: frozenset[str] = frozenset()
) -> list[Address]:
    if exclude:
        where += " AND host NOT IN (SELECT value FROM json_each(?))"
        values = (*values, json.dumps(sorted(exclude)))
    return [address(row) for row in _rows(read, where, *values, limit=limit)]


def _rows(read: ReadOnly, where: str, *values: str, limit: int) -> list[Any]:
    return read.ask(
        f"{ADDRESS}WHERE state = 'pending' AND {where} ORDER BY priority DESC, id LIMIT ?",
        (*values, limit),
    )


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}"  # sorts before the same second with fractions
