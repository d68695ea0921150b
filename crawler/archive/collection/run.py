"""One execution of a crawl against a collection, its surroundings, and its report."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from crawler.errors import EXIT_CODES
from crawler.ledger import Found
from crawler.models import Hop

Ending = Literal["complete", "failed", "archive", "degraded", "interrupted", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Who crawls what, with which software, since when: the ``warcinfo`` of a run's files."""

    id: str
    """UTC instant of its start with milliseconds, ``20261123T020000123Z``."""
    began: datetime
    spider: str
    software: str
    user_agent: str
    operator: str | None
    sender: str | None
    """The ``From`` field, None when the operator gave no e-mail address."""
    robots: str
    hostname: str
    is_part_of: str
    """Name of the collection."""
    plan: str = ""
    """What it is asked for, equal for equal demands: a run continues one that was asked for the
    same and did not finish."""
    notes: Mapping[str, str] = field(default_factory=dict)
    """Settings that a reader of the archive must know of, such as unverified certificates."""


def run_id(began: datetime) -> str:
    """The id of a run that began at this aware UTC instant."""
    return f"{began:%Y%m%dT%H%M%S}{began.microsecond // 1000:03d}Z"


def report(
    run: Run, *, ended: datetime, ending: Ending, reason: str, facts: Mapping[str, Any]
) -> bytes:
    """The content of ``runs/<id>.json``: written last, so its presence says the run was closed.

    :param reason: one line for people.
    :param facts: counts, states, files.
    """
    body = {
        "id": run.id,
        "spider": run.spider,
        "outcome": ending,
        "exitCode": EXIT_CODES[ending],
        "reason": reason,
        "began": run.began.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "ended": ended.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "operator": run.operator,
        "software": run.software,
        "userAgent": run.user_agent,
        "robots": run.robots,
        "notes": dict(run.notes),
        **facts,
    }
    return (json.dumps(body, ensure_ascii=False, indent=2) + "\n").encode()


def ignore_step(_: str) -> None:
    """The observer of a collection that nothing observes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Clock, chance and observer of a run: arguments, so that a test can hold them still."""

    now: Callable[[], datetime]
    """The clock, aware UTC."""
    new_id: Callable[[], UUID]
    """Ids of records."""
    locate: Callable[[str, Hop], Found]
    """URL and hop of a capture → the address that the ledger enters for it."""
    step: Callable[[str], None] = ignore_step
    """Called with the name of each step of a commit that was just taken."""
