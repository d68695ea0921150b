"""How a run treated each host: the evidence of politeness that goes into its report."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

MAX_HOSTS = 1000
"""Hosts with a row of their own; what is beyond is counted in one row."""
OTHERS = "other hosts"


@dataclass(slots=True)
class _Row:
    requests: int = 0
    sent: int = 0
    received: int = 0
    milliseconds: int = 0
    longest: int = 0
    waited: float = 0.0
    retries: int = 0
    throttled: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    robots: dict[str, str] = field(default_factory=dict)
    crawl_delay: float | None = None
    stopped: str | None = None


class Table:
    """Counts what happened, host by host."""

    def __init__(self) -> None:
        self._rows: dict[str, _Row] = {}

    def exchange(
        self, host: str, *, status: int | None, sent: int, received: int, milliseconds: int
    ) -> None:
        """One request that crossed the wire, and what came back.

        :param status: None when no readable status came.
        :param sent: bytes.
        :param received: bytes.
        :param milliseconds: from the first byte sent to the last received.
        """
        row = self._row(host)
        row.requests += 1
        row.sent += sent
        row.received += received
        row.milliseconds += milliseconds
        row.longest = max(row.longest, milliseconds)
        row.throttled += status in (429, 503)
        row.statuses["none" if status is None else f"{status // 100}xx"] += 1

    def waited(self, host: str, seconds: float) -> None:
        """A request that could have gone out was held back so long."""
        self._row(host).waited += seconds

    def retried(self, host: str) -> None:
        """A request will be made once more."""
        self._row(host).retries += 1

    def robots(self, host: str, origin: str, *, verdict: str, delay: float | None) -> None:
        """What the robots.txt of an origin came to."""
        row = self._row(host)
        row.robots[origin] = verdict
        if delay is not None:
            row.crawl_delay = max(row.crawl_delay or 0.0, delay)

    def stopped(self, host: str, reason: str) -> None:
        """The host is not asked again in this run."""
        self._row(host).stopped = reason

    def report(self) -> dict[str, Any]:
        """For ``runs/<id>.json``: by host, in alphabetical order."""
        return {host: _told(row) for host, row in sorted(self._rows.items())}

    def _row(self, host: str) -> _Row:
        row = self._rows.get(host)
        if row is None:
            name = host if len(self._rows) < MAX_HOSTS else OTHERS
            row = self._rows.setdefault(name, _Row())
        return row


def _told(row: _Row) -> dict[str, Any]:
    return {
        "requests": row.requests,
        "bytesSent": row.sent,
        "bytesReceived": row.received,
        "serverTimeMs": {
            "mean": round(row.milliseconds / row.requests) if row.requests else None,
            "longest": row.longest if row.requests else None,
        },
        "delaySeconds": round(row.waited, 3),
        "retries": row.retries,
        "throttled": row.throttled,
        "statuses": dict(sorted(row.statuses.items())),
        "robots": dict(sorted(row.robots.items())),
        "crawlDelaySeconds": row.crawl_delay,
        "stopped": row.stopped,
    }
