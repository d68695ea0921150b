"""The Scrapy scheduler whose queue is the ledger: a restart is simply a run.

A request exists only while it is being worked on. What is still to be fetched are rows of the
ledger, so memory does not grow with them, and a process that is killed forgets nothing.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Generic, TypeVar

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler
from scrapy.utils.asyncio import call_later

from crawler.fetch.meta import ADDRESS, NOT_BEFORE, PAGE
from crawler.fetch.politeness.traffic import Place, place
from crawler.fetch.session import Session, archive_of

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.utils.asyncio import CallLaterResult

    from crawler.ledger import Address

_WINDOW = 256
"""Addresses read ahead from the ledger at a time."""
_SHORTEST = 0.01
"""Seconds that a timer is set for at the least."""


T = TypeVar("T")


class HostQueue(Generic[T]):
    """Entries in the order they were put, of which the first that may go is taken.

    Taking costs as much as there are hosts at the most, not as there are entries.
    """

    def __init__(self) -> None:
        self._sites: dict[str, dict[Place, deque[tuple[int, T]]]] = {}
        self._first = 0
        self._last = 0
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def put_last(self, where: Place, entry: T) -> None:
        """Enter something behind all the rest."""
        self._last += 1
        self._line(where).append((self._last, entry))
        self._length += 1

    def put_first(self, where: Place, entry: T) -> None:
        """Enter something before all the rest."""
        self._first -= 1
        self._line(where).appendleft((self._first, entry))
        self._length += 1

    def take(
        self, site_may: Callable[[str], bool], place_may: Callable[[Place], bool]
    ) -> tuple[Place, T] | None:
        """Remove the foremost entry whose site and place may be asked, None without one.

        :param site_may: asked once a site, before its places.
        """
        best: tuple[int, Place] | None = None
        for site, lines in self._sites.items():
            if not site_may(site):
                continue
            for where, line in lines.items():
                if (best is None or line[0][0] < best[0]) and place_may(where):
                    best = line[0][0], where
        if best is None:
            return None
        where = best[1]
        lines = self._sites[where.site]
        entry = lines[where].popleft()[1]
        self._length -= 1
        if not lines[where]:
            del lines[where]
            if not lines:
                del self._sites[where.site]
        return where, entry

    def drop(self, hosts: frozenset[str]) -> None:
        """Forget what is on these hosts."""
        if not hosts or not self._length:
            return
        for where in [where for where in self.places() if where.host in hosts]:
            lines = self._sites[where.site]
            self._length -= len(lines.pop(where))
            if not lines:
                del self._sites[where.site]

    def places(self) -> Iterator[Place]:
        """Every place that has an entry."""
        for lines in self._sites.values():
            yield from lines

    def _line(self, where: Place) -> deque[tuple[int, T]]:
        return self._sites.setdefault(where.site, {}).setdefault(where, deque())


class LedgerScheduler(BaseScheduler):
    """Feeds the engine from the ledger, most urgent and longest known first.

    A request is handed out only when its site and host may be asked: Scrapy 2.19 does not hold
    the limit of a slot that has no delay, and what waits inside the downloader would keep
    the requests of other sites out. An address stays ``pending`` in the ledger until its
    response is durable; which ones are being fetched only this object knows, and forgetting it
    costs nothing.
    """

    def __init__(self, crawler: Crawler, session: Session) -> None:
        self._crawler = crawler
        self._session = session
        self._traffic = session.pacing.traffic
        self._clock = session.pacing.clock
        self._ahead: HostQueue[Address | Request] = HostQueue()
        self._later: list[tuple[float, int, Request]] = []
        self._order = count()
        self._seen: tuple[int, frozenset[str]] = (-1, frozenset())
        self._timer: CallLaterResult | None = None
        self._spider: Spider | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's factory."""
        return cls(crawler, archive_of(crawler))

    def open(self, spider: Spider) -> None:
        """The engine has opened the spider."""
        self._spider = spider

    def close(self, reason: str) -> None:
        """The engine has closed the spider; what was not handed out is still pending."""
        if self._timer is not None:
            self._timer.cancel()

    def has_pending_requests(self) -> bool:
        """Is there anything that may still be fetched in this run, now or later?"""
        self._ahead.drop(self._traffic.abandoned)
        return bool(self._later or len(self._ahead)) or self._refill()

    def enqueue_request(self, request: Request) -> bool:
        """Schedule a request of this crawl again; enter the address of any other one."""
        request.meta.pop(PAGE, None)  # may be 32 MiB, and the next attempt has its own
        address: Address | None = request.meta.get(ADDRESS)
        if address is None:
            return self._session.crawl.admit(request.url)
        self._traffic.give_back(address.key)
        when = request.meta.get(NOT_BEFORE, 0.0)
        if when > self._clock():
            heappush(self._later, (when, next(self._order), request))
        else:
            self._ahead.put_first(place(request.url), request)
        return True

    def next_request(self) -> Request | None:
        """The next request, None when nothing may go out at the moment."""
        now = self._clock()
        taken = self._take(now)
        if taken is None and self._runs_dry(now) and self._refill():
            taken = self._take(now)
        if taken is None:
            self._wake_up(now)
            return None
        self._traffic.hand_out(taken.meta[ADDRESS].key, place(taken.url), now)
        return taken

    def _take(self, now: float) -> Request | None:
        while self._later and self._later[0][0] <= now:
            request = heappop(self._later)[2]
            self._ahead.put_first(place(request.url), request)
        found = self._ahead.take(
            lambda site: self._traffic.site_wait(site, now) <= 0,
            lambda where: self._traffic.wait(where, now) <= 0,
        )
        if found is None:
            return None
        where, entry = found
        return entry if isinstance(entry, Request) else self._request(entry, where)

    def _runs_dry(self, now: float) -> bool:
        """Is nothing left, or nothing but what is on hosts that have to wait?"""
        sites = {where.site for where in self._ahead.places()}
        return not sites or any(self._traffic.site_wait(site, now) <= 0 for site in sites)

    def _refill(self) -> bool:
        """Read on in the ledger, when there may be something new and there is room for it.

        Hosts of which enough is read ahead, because they have to wait, are left out.
        """
        self._ahead.drop(self._traffic.abandoned)
        exclude = self._traffic.abandoned.union(where.host for where in self._ahead.places())
        state = (self._session.crawl.changes, exclude)
        if state == self._seen or len(self._ahead) >= 2 * _WINDOW:
            return False
        addresses, whole = self._session.lease(_WINDOW, exclude=exclude)
        if whole:
            self._seen = state  # every row is leased: ask again only after the next commit
        for address in addresses:
            self._ahead.put_last(place(address.url), address)
        return bool(addresses)

    # -- waking up -----------------------------------------------------------------------------

    def _wake_up(self, now: float) -> None:
        """See to it that the engine asks again once a pause is over.

        An address that waits for a request to end needs no timer: the engine asks after each end.
        """
        waits = [when - now for when, _, _ in self._later[:1]]
        waits += [self._traffic.wait(where, now) for where in self._ahead.places()]
        soonest = min(waits, default=math.inf)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if soonest < math.inf:
            self._timer = call_later(max(soonest, _SHORTEST), self._awake)

    def _awake(self) -> None:
        """Hand the engine a request: only that makes the engine ask the scheduler again."""
        self._timer = None
        engine = self._crawler.engine
        if engine is None or engine.spider is None:
            return
        now = self._clock()
        request = self._take(now)
        if request is None:
            self._wake_up(now)
        else:
            engine.crawl(request)

    def _request(self, address: Address, where: Place) -> Request:
        assert self._spider is not None
        headers = {}
        if address.etag:
            headers["If-None-Match"] = address.etag
        if address.last_modified:
            headers["If-Modified-Since"] = address.last_modified
        if address.via and not (address.via[:6] == "https:" and address.url[:5] == "http:"):
            headers["Referer"] = address.via  # replay tools find pages by it
        return Request(
            address.url,
            callback=self._spider.parse,
            errback=self._spider.failed,  # type: ignore[attr-defined]
            headers=headers,
            meta={ADDRESS: address, "download_slot": where.site},
            dont_filter=True,
        )
