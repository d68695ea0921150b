"""The nouns of the frontier: an address with its state, and an address newly found."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.models import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An address met on a page, judged by scope: what the ledger is told about it."""

    key: str
    url: str
    kind: str
    rule: str
    state: State
    """``pending`` when it is to be fetched, ``excluded`` when a rule keeps it out."""
    reason: str | None = None
    article: str | None = None
    via: str | None = None
    hops: str = ""
    priority: int = 0
    queue: str = ""
    again: bool = False
    """Fetch it once more in this run although an earlier run has done so (seeds, list pages)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A row of the frontier, ready to be fetched or to be read from the archive."""

    id: int
    key: str
    url: str
    kind: str
    article: str | None
    via: str | None
    hops: str
    priority: int
    attempts: int
    etag: str | None = None
    last_modified: str | None = None


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
