"""How a run ended: from what happened to the word and the exit code a scheduler acts on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from crawler.archive.collection.run import Ending


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What happened in a run, counted."""

    finish_reason: str
    """Scrapy's word for why the spider was closed."""
    responses: int
    """Responses of any status that were kept."""
    pages: int
    """Of those, how many answered with what was asked for (2xx, 304)."""
    refused_by_robots: int
    errors: int
    """Exceptions in callbacks and pipelines."""
    states: Mapping[str, int]
    """Addresses in each state, at the end."""
    abandoned_hosts: int = 0
    """Hosts that were not asked any more, because they answered with block pages or not at all."""


class Verdict(NamedTuple):
    """The outcome of a run, and one line for people."""

    ending: Ending
    reason: str


_SHUTDOWN = "shutdown"
_BUDGETS = ("closespider_",)


def verdict(tally: Tally) -> Verdict:
    """The ending of a run whose archive is in order."""
    pending = tally.states.get("pending", 0)
    unread = tally.states.get("captured", 0)
    if tally.finish_reason == _SHUTDOWN:
        return Verdict("interrupted", f"stopped by a signal, {pending} addresses still pending")
    if tally.finish_reason.startswith(_BUDGETS):
        if pending or unread:
            return Verdict(
                "interrupted", f"{tally.finish_reason}, {pending} addresses still pending"
            )
        return Verdict("complete", f"{tally.finish_reason}, and nothing was left to fetch")
    if tally.finish_reason != "finished":
        return Verdict("failed", f"the spider was closed: {tally.finish_reason}")
    if tally.errors:
        return Verdict(
            "failed",
            f"{tally.errors} exceptions in our own code, {unread} pages not read: see the log",
        )
    if not tally.pages:
        return _without_a_page(tally)
    if tally.abandoned_hosts:
        return Verdict(
            "degraded",
            f"hosts abandoned after block pages or silence: {tally.abandoned_hosts}, "
            f"{pending} addresses still pending",
        )
    return Verdict("complete", "nothing is left to fetch")


def _without_a_page(tally: Tally) -> Verdict:
    if tally.refused_by_robots:
        return Verdict("refused", "robots.txt allows none of the addresses")
    if tally.states.get("blocked", 0):
        return Verdict("refused", "the site answered with block pages only")
    if not tally.responses:
        return Verdict("failed", "no server answered")
    return Verdict("failed", "every response was an error")
