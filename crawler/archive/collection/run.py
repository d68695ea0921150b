"""One execution of a crawl against a collection, and the report it leaves behind."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from crawler.errors import EXIT_CODES

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
