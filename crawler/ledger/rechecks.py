"""Articles that are due to be looked at again, some time after the first look."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

_DUE = """
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
# Of the addresses of one article those that a version was read from: its twins say the same.


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """Which articles are looked at again: each once for each age that it has reached."""

    ages: tuple[timedelta, ...]
    """Since the first capture of an article."""
    since: datetime | None
    """What had reached an age by then was looked at; None when nobody has looked yet."""
    until: datetime
    """What has reached an age by then is due."""
    prefixes: tuple[str, ...] = ()
    """Keys of the columns it is confined to; empty for all."""


def make_due(db: sqlite3.Connection, wanted: Recheck, *, run: str) -> int:
    """Make addresses of articles pending; returns how many.

    Doing it twice does no more than once: what was captured after it reached an age is not due.
    """
    named = [f":p{number}" for number in range(len(wanted.prefixes))]
    where = " OR ".join(f"substr(key, 1, length({one})) = {one}" for one in named)
    question = f"{_DUE} AND ({where})" if where else _DUE
    prefixes = {f"p{number}": prefix for number, prefix in enumerate(wanted.prefixes)}
    due = 0
    for age in wanted.ages:
        row = {
            "run": run,
            "age": int(age.total_seconds()),
            "since": "" if wanted.since is None else _stamp(wanted.since - age),
            "until": _stamp(wanted.until - age),
        }
        due += db.execute(question, row | prefixes).rowcount
    return due


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}"  # sorts before the same second with fractions
