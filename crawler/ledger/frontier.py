"""The frontier: which addresses are to be fetched, in six verbs.

What an archive holds (captures, versions, files, runs) is the catalogue, ``ledger.py``. The two
share one transaction, so that an address and what was captured of it change as one. An address
is known by its key, the SURT that says when two URLs are the same page.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from crawler.models import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An address met on a page, judged by scope: what ``add`` enters."""

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
    """An address of the frontier, ready to be fetched or to be read from the archive."""

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


class Lease(NamedTuple):
    """Addresses that this process fetches now; no other process does."""

    addresses: list[Address]
    whole: bool
    """Are these all that are pending and not leased yet?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """Which articles are looked at again: each once for each age that it has reached."""

    ages: tuple[timedelta, ...]
    """Since the first capture of an article."""
    since: datetime | None
    """An age reached by then was looked at; None when no run has looked yet."""
    until: datetime
    """An age reached by then is due."""
    prefixes: tuple[str, ...] = ()
    """Keys of the columns it is confined to; empty for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What becomes pending once more when a run begins."""

    attempts: int = 0
    """Addresses that failed for a passing reason in fewer runs than this."""
    recheck: Recheck | None = None
    """Articles that are old enough."""


class Frontier(Protocol):
    """Every address ever met, each in exactly one state.

    All verbs but ``lease`` run inside a transaction of the ledger, in the writer thread.
    """

    def add(self, found: Iterable[Found], *, run: str) -> int:
        """Enter addresses; known ones keep their state unless they are due again.

        :returns: how many are newly pending.
        """

    def lease(
        self, limit: int, *, queue: str | None = None, exclude: frozenset[str] = frozenset()
    ) -> Lease:
        """The next addresses to fetch, most urgent first, then in the order they were found.

        A leased address is ``pending`` until its response is durable. The lease lasts until
        ``settle`` or ``move`` is committed; a process that dies forgets its leases.

        :param queue: only addresses that this one run wants (``-a urls=``); None for all.
        :param exclude: hosts whose addresses are left out.
        :raises ArchiveError: the ledger cannot be read.
        """

    def captured(self, key: str, *, run: str, url: str | None = None, hops: str = "") -> None:
        """The address has a whole response in the archive that has not been read yet.

        :param url: where a record says that it was captured, None for the URL that is known.
        :param hops: how a record says that it was reached, empty for the hops that are known.
        """

    def settle(self, key: str, state: State, *, run: str, reason: str | None = None) -> None:
        """Give an address its state; a failure adds to its attempts, a success clears them."""

    def move(self, key: str, url: str, *, run: str) -> None:
        """The page is at another spelling of its address: it is pending there."""

    def make_due(self, due: Due, *, run: str) -> int:
        """At the start of a run: make addresses pending once more; returns how many."""
