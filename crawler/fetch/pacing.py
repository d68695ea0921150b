"""The traffic rules of a run, for Scrapy: when a request may go out, what its outcome means."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import IgnoreRequest

from crawler.fetch.meta import ADDRESS, READY
from crawler.fetch.politeness.traffic import ReplayTraffic, Table, Traffic, place

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler

    from crawler.fetch.politeness.robots import Robots
    from crawler.fetch.politeness.traffic import Place
    from crawler.ledger import Address
    from crawler.models import Exchange

logger = logging.getLogger(__name__)

PATIENCE = 5.0
"""Seconds that a request waits in the download handler; for longer it goes to the scheduler."""

_BLOCKING = frozenset({"challenge", "block-page", "throttled"})
"""Reasons that a firewall gives to this crawler, which say nothing of the page."""
_NOT_THERE = frozenset({"dns", "refused", "unreachable", "unavailable"})
"""Reasons that concern a host, not one address."""
_UNHEALTHY = frozenset({"server-error", "unavailable"})


class Postponed(IgnoreRequest):
    """Raised when a request has to wait longer than ``PATIENCE``. Then schedule it again.

    :param seconds: how long it has to wait.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(f"postponed by {seconds:.1f} s")
        self.seconds = seconds


class HostAbandoned(IgnoreRequest):
    """Raised when the host is not asked again in this run. Then leave the address pending."""


class RobotsRefusal(IgnoreRequest):
    """Raised when robots.txt does not let a request go out. Then record ``code`` as the reason.

    :param code: ``robots``; ``robots-unreachable`` when robots.txt could not be read; or why no
        connection to the host came about.
    """

    def __init__(self, code: str) -> None:
        super().__init__(f"not allowed by robots.txt: {code}")
        self.code = code


class Pacing:
    """The traffic rules of one crawl, and the table of how it kept them."""

    def __init__(self, traffic: Traffic, clock: Callable[[], float]) -> None:
        self.traffic = traffic
        self.table = Table()
        self.clock = clock
        """Monotonic seconds."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made once for a crawl, by the extension that opens its collection."""
        settings = crawler.settings
        rules = ReplayTraffic if settings.get("ARCHIVE_SOURCE") else Traffic
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
        """Note when a request enters the queue of its site: from here on, waiting is politeness."""
        request.meta.setdefault(READY, self.clock())

    async def admit(self, request: Request) -> None:
        """Return when the request may be sent, which is then taken to happen at once.

        Scrapy's downloader slots space requests out too, by chance and as AutoThrottle adjusts
        them; what passes here is certain, for pages, retries and robots.txt alike.

        :raises Postponed: the request would have to wait too long here.
        :raises HostAbandoned: the request may not be sent in this run.
        """
        where = place(request.url)
        while True:
            if (why := self.traffic.stopped(where.host)) is not None:
                raise HostAbandoned(why)
            now = self.clock()
            wait = self.traffic.hold(where, now)
            if wait <= 0:
                break
            if wait > PATIENCE:
                raise Postponed(wait)
            await asyncio.sleep(wait)
        self.traffic.sent(where, now)
        ready = request.meta.pop(READY, now)
        self.table.waited(where.host, max(0.0, now - ready))

    def left(self, request: Request) -> None:
        """Give a request back once its transfer is over."""
        address: Address | None = request.meta.get(ADDRESS)
        if address is not None:
            self.traffic.give_back(address.key)

    def exchanged(self, exchange: Exchange, status: int | None) -> None:
        """Count an exchange in the table of its host."""
        self.table.exchange(
            place(exchange.url).host,
            status=status,
            sent=len(exchange.request),
            received=len(exchange.interim) + len(exchange.response) + exchange.trailing_bytes,
            milliseconds=exchange.fetch_time_ms,
        )

    def robots(self, where: Place, rules: Robots) -> None:
        """Keep to the rules of an origin's robots.txt, and note them in the table."""
        if rules.delay is not None:
            self.traffic.space(where.host, rules.delay, self.clock())
        self.traffic.robots_known(where.origin)
        verdict = f"{rules.verdict} ({rules.detail})" if rules.detail else rules.verdict
        self.table.robots(where.host, where.origin, verdict=verdict, delay=rules.delay)
        logger.info("robots.txt of %s: %s", where.origin, verdict)

    def throttled(self, where: Place, after: float | None) -> float:
        """The site asked for moderation; seconds until it may be asked again."""
        return self.traffic.throttled(where, self.clock(), after)

    def ended(self, address: Address, reason: str | None) -> None:
        """The address of a request has an outcome; a host that keeps refusing is abandoned."""
        self.traffic.give_back(address.key)
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
                "%s is not asked again in this run (%s, the last answer was %s); its other "
                "addresses stay pending",
                where.host, why, reason,
            )  # fmt: skip

    # -- the report ----------------------------------------------------------------------------

    @property
    def abandoned_hosts(self) -> int:
        """How many hosts were not asked any more."""
        return len(self.traffic.abandoned)

    def facts(self) -> dict[str, Any]:
        """For ``runs/<id>.json``."""
        return {"politeness": self.table.report()}
