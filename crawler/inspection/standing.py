"""What the ledger of a collection holds, counted, and what is missing, listed."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from crawler.ledger.reader import ReadOnly

LISTED = 20
"""Rows of a list that are shown; the number of all of them is beside it."""

_GAPS = "state IN ('failed', 'blocked') AND kind <> 'requisite'"


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run, in short."""

    id: str
    began: str
    ended: str | None
    outcome: str | None
    """None while it is running, or when it was killed."""
    versions: int
    """Article versions that it made."""


@dataclass(frozen=True, slots=True)
class Gap:
    """An address that could not be fetched."""

    url: str
    state: str
    reason: str | None
    attempts: int
    via: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a collection stands."""

    states: tuple[tuple[str, str, int], ...]
    """Kind, state, addresses."""
    reasons: tuple[tuple[str, str, int], ...]
    """State, reason, addresses."""
    queue: tuple[tuple[str, int, int], ...]
    """What is still to be fetched: kind, priority, addresses; most urgent first."""
    unread: int
    """Addresses that are captured and not yet read."""
    captures: int
    articles: int
    versions: int
    days: tuple[tuple[str, int, int], ...]
    """Last days with articles: day, articles, versions."""
    runs: tuple[RunLine, ...]
    """The last ones, newest first."""
    gap_count: int
    gaps: tuple[Gap, ...]
    """Pages that failed or were blocked, the first of them."""


def standing(ledger: Path) -> Standing:
    """Ask a ledger, which may be in use.

    The ledger does not say which pages lack files; see ``lacking``.

    :param ledger: ``ledger.sqlite``.
    :raises ArchiveError: it cannot be read.
    """
    with closing(ReadOnly(ledger)) as db:
        return _standing(db)


def _standing(db: ReadOnly) -> Standing:
    def number(question: str) -> int:
        return int(db.first(question)[0])

    def rows(question: str, *values: object) -> tuple[Any, ...]:
        return tuple(db.ask(question, values))

    return Standing(
        states=rows(
            "SELECT kind, state, count(*) FROM addresses GROUP BY kind, state ORDER BY kind, state"
        ),
        reasons=rows(
            "SELECT state, reason, count(*) FROM addresses WHERE reason IS NOT NULL "
            "GROUP BY state, reason ORDER BY 3 DESC, 1, 2"
        ),
        queue=rows(
            "SELECT kind, priority, count(*) FROM addresses WHERE state = 'pending' "
            "GROUP BY kind, priority ORDER BY priority DESC, kind"
        ),
        unread=number("SELECT count(*) FROM addresses WHERE state = 'captured'"),
        captures=number("SELECT count(*) FROM captures"),
        articles=number("SELECT count(DISTINCT article) FROM versions"),
        versions=number("SELECT count(*) FROM versions"),
        days=rows(
            "SELECT day, count(DISTINCT article), count(*) FROM versions GROUP BY day "
            "ORDER BY day DESC LIMIT ?",
            LISTED,
        ),
        runs=tuple(
            RunLine(*row)
            for row in rows(
                "SELECT id, began, ended, outcome, "
                "(SELECT count(*) FROM versions v WHERE v.run = runs.id) FROM runs "
                "ORDER BY id DESC LIMIT ?",
                LISTED,
            )
        ),
        gap_count=number(f"SELECT count(*) FROM addresses WHERE {_GAPS}"),
        gaps=tuple(
            Gap(*row)
            for row in rows(
                f"SELECT url, state, reason, attempts, via FROM addresses WHERE {_GAPS} "
                "ORDER BY state, id LIMIT ?",
                LISTED,
            )
        ),
    )


def as_facts(found: Standing) -> Mapping[str, Any]:
    """Where a collection stands, as one JSON object."""
    columns = {
        "states": ("kind", "state", "addresses"),
        "reasons": ("state", "reason", "addresses"),
        "queue": ("kind", "priority", "addresses"),
        "days": ("day", "articles", "versions"),
    }
    return asdict(found) | {
        field: [dict(zip(names, row, strict=True)) for row in getattr(found, field)]
        for field, names in columns.items()
    }
