"""Whose server an address is on, which host may be asked when, and how hosts were treated.

Every time is a number of seconds of one monotonic clock, given by the caller.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import tldextract

from crawler.fetch.politeness.backoff import LONGEST, full_jitter

_CACHED = 4096

_suffixes = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
# The list that ships with the library: no download, no cache on disk.


class Place(NamedTuple):
    """Where a request goes."""

    origin: str
    """Scheme, host and port, ``https://www.zjol.com.cn``: what one robots.txt speaks for."""
    host: str
    """Host name in lower case, without brackets: what a block page or a delay is about."""
    site: str
    """Registered domain: what connections are counted for. All hosts of one site are one
    operator's servers, so moderation is owed to them together."""


def place(url: str) -> Place:
    """The place of an absolute http or https address."""
    scheme, _, rest = url.partition("://")
    authority = rest.partition("/")[0]
    if "?" in authority or "#" in authority:
        authority = authority.partition("?")[0].partition("#")[0]
    return _place(f"{scheme}://{authority}")


@lru_cache(maxsize=_CACHED)
def _place(origin: str) -> Place:
    host = urlsplit(origin).hostname or ""
    return Place(origin=origin.lower(), host=host, site=site(host))


@lru_cache(maxsize=_CACHED)
def site(host: str) -> str:
    """The registered domain of a host, by the public suffix list; the host itself without one."""
    return _suffixes.extract_str(host).top_domain_under_public_suffix or host


BLOCKS = 3
"""Block pages in a row after which a host is not asked again in this run."""
REFUSALS = 10
"""Addresses given up in a row, because the host could not be reached or was not available,
after which it is not asked again in this run."""

Chance = Callable[[], float]


@dataclass(slots=True)
class _Site:
    out: int = 0
    paused: float = -math.inf
    strikes: int = 0


@dataclass(slots=True)
class _Host:
    paused: float = -math.inf
    spacing: float = 0.0
    reserved: float = -math.inf
    next_at: float = -math.inf
    blocks: int = 0
    refusals: int = 0
    stopped: str | None = None


class Traffic:
    """The state of all hosts and sites of a run.

    :param limit: requests of one site that are under way at a time.
    :param ask_robots: whether an origin's robots.txt comes before all else there; until it is
        known one request waits for it, and not all that may be under way.
    :param chance: a number from 0 up to 1, another one each time.
    """

    def __init__(self, *, limit: int, ask_robots: bool, chance: Chance) -> None:
        self._limit = limit
        self._ask_robots = ask_robots
        self._chance = chance
        self._hosts: dict[str, _Host] = {}
        self._sites: dict[str, _Site] = {}
        self._out: dict[str, Place] = {}
        self._asking: dict[str, str] = {}
        self._known: set[str] = set()
        self.abandoned: frozenset[str] = frozenset()
        """Hosts that are not asked again in this run."""

    # -- handing out ---------------------------------------------------------------------------

    def site_wait(self, site: str, now: float) -> float:
        """Seconds until some host of the site may be asked; infinite while it has enough to do."""
        state = self._sites.get(site)
        if state is None:
            return 0.0
        return math.inf if state.out >= self._limit else max(0.0, state.paused - now)

    def wait(self, place: Place, now: float) -> float:
        """Seconds until a request may be handed out; infinite until something else has ended."""
        seconds = self.site_wait(place.site, now)
        if place.origin in self._asking:
            return math.inf
        host = self._hosts.get(place.host)
        if host is None:
            return seconds
        if host.stopped:
            return math.inf
        return max(seconds, host.paused - now, host.reserved - now)

    def hand_out(self, request: str, place: Place, now: float) -> None:
        """The request for an address begins its way; ``give_back`` must follow.

        :param request: key of the address.
        """
        self._out[request] = place
        self._site(place).out += 1
        if self._ask_robots and place.origin not in self._known:
            self._asking[place.origin] = request
        host = self._hosts.get(place.host)
        if host is not None and host.spacing:
            host.reserved = max(now, host.reserved) + host.spacing

    def give_back(self, request: str) -> None:
        """A request is over, or never went out. It may be given back more than once."""
        place = self._out.pop(request, None)
        if place is None:
            return
        self._site(place).out -= 1
        if self._asking.get(place.origin) == request:
            del self._asking[place.origin]

    def robots_known(self, origin: str) -> None:
        """An origin's robots.txt has been read, or will not be."""
        self._known.add(origin)
        self._asking.pop(origin, None)

    # -- on the wire ---------------------------------------------------------------------------

    def hold(self, place: Place, now: float) -> float:
        """Seconds that a request which was handed out has to wait before it is sent."""
        site, host = self._site(place), self._host(place)
        return max(0.0, site.paused - now, host.paused - now, host.next_at - now)

    def sent(self, place: Place, now: float) -> None:
        """A request is sent now."""
        host = self._host(place)
        host.next_at = now + host.spacing

    def stopped(self, host: str) -> str | None:
        """Why a host is not asked again in this run, None when it is."""
        state = self._hosts.get(host)
        return state.stopped if state else None

    # -- what is learnt ------------------------------------------------------------------------

    def space(self, host: str, seconds: float, now: float) -> None:
        """Requests to a host begin at least so many seconds apart (``Crawl-delay``)."""
        state = self._hosts.setdefault(host, _Host())
        state.spacing = max(state.spacing, seconds)
        state.next_at = state.reserved = now + state.spacing

    def throttled(self, place: Place, now: float, after: float | None) -> float:
        """The site asked for moderation: all of it is left alone for a while.

        Answers that come in during a pause were asked for before it; they do not lengthen it
        beyond what they themselves ask for.

        :param after: seconds that its answer named, None when it named none.
        :returns: seconds of the pause from now.
        """
        site = self._site(place)
        if now >= site.paused:
            site.strikes += 1
            pause = full_jitter(site.strikes, longest=LONGEST, chance=self._chance)
            site.paused = now + (pause if after is None else after)
        elif after is not None:
            site.paused = max(site.paused, now + after)
        return site.paused - now

    def blocked(self, place: Place, now: float) -> bool:
        """The host answered with a block page.

        :returns: whether that is one too many, so that the host is abandoned from now on.
        """
        host = self._host(place)
        host.blocks += 1
        pause = full_jitter(host.blocks, longest=LONGEST, chance=self._chance)
        host.paused = max(host.paused, now + pause)
        return host.blocks >= BLOCKS and self._stop(place, "blocked")

    def refused(self, place: Place) -> bool:
        """An address was given up because the host was not there.

        :returns: whether that is one too many, as in ``blocked``.
        """
        host = self._host(place)
        host.refusals += 1
        return host.refusals >= REFUSALS and self._stop(place, "not-there")

    def answered(self, place: Place) -> None:
        """The host gave an ordinary answer: its earlier refusals count no more."""
        host, site = self._host(place), self._site(place)
        host.blocks = host.refusals = site.strikes = 0

    def _stop(self, place: Place, reason: str) -> bool:
        host = self._host(place)
        if host.stopped:
            return False
        host.stopped = reason
        self.abandoned |= {place.host}
        return True

    def _site(self, place: Place) -> _Site:
        return self._sites.setdefault(place.site, _Site())

    def _host(self, place: Place) -> _Host:
        return self._hosts.setdefault(place.host, _Host())


class ReplayTraffic(Traffic):
    """Pauses and delays that hosts asked for when they were captured are not waited for."""

    def space(self, host: str, seconds: float, now: float) -> None:
        """Ignore a delay that robots.txt named."""

    def throttled(self, place: Place, now: float, after: float | None) -> float:
        """Ignore a captured 429 or 503."""
        return 0.0

    def blocked(self, place: Place, now: float) -> bool:
        """Ignore a captured block page."""
        return False

    def refused(self, place: Place) -> bool:
        """Ignore an address that is not in the archive."""
        return False


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
        return {host: _as_facts(row) for host, row in sorted(self._rows.items())}

    def _row(self, host: str) -> _Row:
        row = self._rows.get(host)
        if row is None:
            name = host if len(self._rows) < MAX_HOSTS else OTHERS
            row = self._rows.setdefault(name, _Row())
        return row


def _as_facts(row: _Row) -> dict[str, Any]:
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
