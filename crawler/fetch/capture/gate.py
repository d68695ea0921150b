"""The last door before the wire: a request passes when its host may be asked, not sooner."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from scrapy import Request
from scrapy.exceptions import IgnoreRequest

from crawler.fetch.politeness.places import place
from crawler.fetch.politeness.table import Table
from crawler.fetch.politeness.traffic import Traffic

PATIENCE = 5.0
"""Seconds a request waits here; for longer it goes back to the scheduler."""
NOT_BEFORE = "not_before"
"""Key of ``request.meta``: the monotonic second before which the scheduler keeps a request."""
READY = "ready_since"
"""Key of ``request.meta``: the monotonic second at which a request wanted to go out."""


class Postponed(IgnoreRequest):
    """Raised when a request has to wait longer than it may wait here. Then schedule it again.

    :param seconds: how long it has to wait.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(f"postponed by {seconds:.1f} s")
        self.seconds = seconds


class LeftInPeace(IgnoreRequest):
    """Raised when the host is not asked again in this run. Then leave the address pending."""


class Gate(Protocol):
    """Decides when a request may use the network."""

    async def admit(self, request: Request) -> None:
        """Return when the request may be sent, which is then taken to happen at once.

        :raises Postponed: it would take too long.
        :raises LeftInPeace: it may not be sent in this run.
        """


class TrafficGate:
    """Lets requests through as a run's traffic rules say.

    Scrapy's downloader slots space requests out too, by chance and as AutoThrottle adjusts them;
    what passes here is certain, for pages, retries and robots.txt alike.
    """

    def __init__(self, traffic: Traffic, table: Table, clock: Callable[[], float]) -> None:
        self._traffic = traffic
        self._table = table
        self._clock = clock

    async def admit(self, request: Request) -> None:
        """See :class:`Gate`."""
        where = place(request.url)
        while True:
            if (why := self._traffic.stopped(where.host)) is not None:
                raise LeftInPeace(why)
            now = self._clock()
            wait = self._traffic.hold(where, now)
            if wait <= 0:
                break
            if wait > PATIENCE:
                raise Postponed(wait)
            await asyncio.sleep(wait)
        self._traffic.sent(where, now)
        ready = request.meta.pop(READY, now)
        self._table.waited(where.host, max(0.0, now - ready))
