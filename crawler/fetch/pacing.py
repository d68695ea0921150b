"""Where Scrapy and a run's traffic rules meet: what happened, and what follows from it."""

from __future__ import annotations

import logging
import random
import time
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import IgnoreRequest

from crawler.fetch.capture.gate import READY, TrafficGate
from crawler.fetch.politeness.places import place
from crawler.fetch.politeness.replay_traffic import Unhurried
from crawler.fetch.politeness.table import Table
from crawler.fetch.politeness.traffic import Traffic

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler

    from crawler.fetch.politeness.places import Place
    from crawler.fetch.politeness.robots import Robots
    from crawler.ledger import Address
    from crawler.models import Exchange

logger = logging.getLogger(__name__)

ADDRESS_KEY = "address"
"""Key of ``request.meta`` that holds the ledger's Address the request was made from."""
PREREQUISITE = "prerequisite"
"""Key of ``request.meta`` of a request that no address of the ledger asked for: its Asked."""

_BLOCKING = frozenset({"challenge", "block-page", "throttled"})
"""Reasons that are a firewall's word to us, not the state of one page."""
_NOT_THERE = frozenset({"dns", "refused", "unreachable", "unavailable"})
"""Reasons that are about a host, not about one address."""
_UNHEALTHY = frozenset({"server-error", "unavailable"})


class RobotsRefusal(IgnoreRequest):
    """Raised when robots.txt does not let a request go out. Then record ``code`` as the reason.

    :param code: ``robots``; ``robots-unreachable`` when nobody knows what it says; or why no
        connection to the host came about.
    """

    def __init__(self, code: str) -> None:
        super().__init__(f"not allowed by robots.txt: {code}")
        self.code = code


class Asked:
    """What came back for a request for robots.txt: read, like pages, from what was captured."""

    __slots__ = ("exchange",)

    def __init__(self) -> None:
        self.exchange: Exchange | None = None


class Pacing:
    """The traffic rules of one crawl, and the table of how it kept them."""

    def __init__(self, traffic: Traffic, clock: Callable[[], float]) -> None:
        self.traffic = traffic
        self.table = Table()
        self.clock = clock
        """Monotonic seconds."""
        self.gate = TrafficGate(traffic, self.table, clock)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made once for a crawl, by the extension that opens its collection."""
        settings = crawler.settings
        rules = Unhurried if settings.get("ARCHIVE_SOURCE") else Traffic
        traffic = rules(
            limit=max(1, settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")),
            ask_robots=settings.getbool("ROBOTSTXT_OBEY"),
            chance=random.random,
        )
        pacing = cls(traffic, time.monotonic)
        crawler.signals.connect(pacing.reached, signal=signals.request_reached_downloader)
        crawler.signals.connect(pacing.left, signal=signals.request_left_downloader)
        return pacing

    # -- a request's way -----------------------------------------------------------------------

    def reached(self, request: Request) -> None:
        """It stands in the queue of its site's slot: from here on, waiting is politeness."""
        request.meta.setdefault(READY, self.clock())

    def left(self, request: Request) -> None:
        """Its transfer is over."""
        address: Address | None = request.meta.get(ADDRESS_KEY)
        if address is not None:
            self.traffic.give_back(address.id)

    def exchanged(self, exchange: Exchange, status: int | None) -> None:
        """It crossed the wire."""
        self.table.exchange(
            place(exchange.url).host,
            status=status,
            sent=len(exchange.request),
            received=len(exchange.interim) + len(exchange.response) + exchange.trailing_bytes,
            milliseconds=exchange.fetch_time_ms,
        )

    def robots(self, where: Place, told: Robots) -> None:
        """An origin's robots.txt is known."""
        if told.delay is not None:
            self.traffic.space(where.host, told.delay, self.clock())
        self.traffic.robots_known(where.origin)
        verdict = f"{told.verdict} ({told.detail})" if told.detail else told.verdict
        self.table.robots(where.host, where.origin, verdict=verdict, delay=told.delay)
        logger.info("robots.txt of %s: %s", where.origin, verdict)

    def throttled(self, where: Place, after: float | None) -> float:
        """The site asked for moderation; seconds until it may be asked again."""
        return self.traffic.throttled(where, self.clock(), after)

    def ended(self, address: Address, reason: str | None) -> None:
        """What became of its address; a host that keeps saying no is left in peace."""
        self.traffic.give_back(address.id)
        where = place(address.url)
        if reason in _BLOCKING:
            stopped = self.traffic.blocked(where, self.clock())
        elif reason in _NOT_THERE:
            stopped = self.traffic.refused(where)
        else:
            stopped = False
            if reason not in _UNHEALTHY:
                self.traffic.answered(where)
        if stopped:
            why = self.traffic.stopped(where.host) or ""
            self.table.stopped(where.host, why)
            logger.warning(
                "%s is not asked again in this run (%s, the last answer was %s); what is left "
                "to fetch there stays pending",
                where.host, why, reason,
            )  # fmt: skip

    # -- the report ----------------------------------------------------------------------------

    @property
    def left_in_peace(self) -> int:
        """Hosts that were not asked any more."""
        return len(self.traffic.closed)

    def facts(self) -> dict[str, Any]:
        """For ``runs/<id>.json``."""
        return {"politeness": self.table.report()}
