"""Asks an origin's robots.txt before anything else there, and keeps to it (RFC 9309)."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.misc import load_object

from crawler import sites
from crawler.errors import ArchiverError, NotArchived, PageError
from crawler.fetch.capture.reasons import reason_code
from crawler.fetch.meta import EXCHANGE, PREREQUISITE
from crawler.fetch.pacing import Pacing, Postponed, RobotsRefusal
from crawler.fetch.politeness import robots
from crawler.fetch.politeness.backoff import LONGEST_RETRY, full_jitter, retry_after
from crawler.fetch.politeness.robots import Robots
from crawler.fetch.politeness.traffic import Place, place
from crawler.fetch.session import archive_of
from crawler.page import http1
from crawler.reading.read import Page, take_apart

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from crawler.models import Exchange

_REDIRECTS = 5  # RFC 9309 section 2.3.1.2
_MAX_BYTES = 2 * robots.MAX_BYTES
"""Bytes of an answer after which its download is stopped; it is read up to there."""
_NO_CONNECTION = frozenset({"dns", "refused", "unreachable", "tls", "private-address", "proxy"})
"""Failures that would have met the page itself: they are its reason."""


class RobotsMiddleware:
    """Stands in for Scrapy's middleware of this name, which takes any failure for a permission.

    Each file is fetched once a run, by way of the downloader: so it is captured, waits its turn
    like any request of its site, and cannot leave the public Internet.
    """

    def __init__(self, crawler: Crawler, pacing: Pacing) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._pacing = pacing
        agent = settings.get("ROBOTSTXT_USER_AGENT") or settings["USER_AGENT"]
        self._token = robots.product_token(agent)
        self._tries = 1 + settings.getint("RETRY_TIMES")
        self._passing = tuple(map(load_object, settings.getlist("RETRY_EXCEPTIONS")))
        self._known: dict[str, Robots] = {}
        self._hops: dict[str, str | Robots] = {}
        self._asking: dict[str, asyncio.Event] = {}
        self._failures: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's factory.

        :raises NotConfigured: robots.txt is not to be obeyed.
        """
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        return cls(crawler, archive_of(crawler).pacing)

    async def process_request(self, request: Request) -> None:
        """Scrapy's hook.

        :raises RobotsRefusal: the request may not go out in this run.
        :raises Postponed: robots.txt could not be asked for yet.
        """
        if PREREQUISITE in request.meta:
            return
        where = place(request.url)
        known = self._known.get(where.origin) or await self._learn(where)
        if not known.allows(request.url):
            unknown = known.verdict == "unreachable"
            raise RobotsRefusal(_code(known.detail) if unknown else "robots")

    # -- learning ------------------------------------------------------------------------------

    async def _learn(self, where: Place) -> Robots:
        """Follow an origin's robots.txt through its redirects to its rules (section 2.3.1)."""
        url = f"{where.origin}/robots.txt"
        found: str | Robots = url
        for _ in range(1 + _REDIRECTS):
            found = await self._hop(url)
            if isinstance(found, Robots):
                break
            verdict = sites.classify_requisite(found)
            if not verdict.admitted:
                found = robots.missing("leads out of the site")
                break
            url = verdict.url
        else:
            found = robots.missing("more than five redirects")
        if where.origin not in self._known:
            self._known[where.origin] = found
            self._pacing.robots(where, found)
        return found

    async def _hop(self, url: str) -> str | Robots:
        """One file: the target of its redirect, or its rules. It is fetched once a run."""
        while url not in self._hops:
            if (asking := self._asking.get(url)) is not None:
                await asking.wait()
                continue
            self._asking[url] = asyncio.Event()
            try:
                self._hops[url] = await self._ask(url)
            finally:
                self._asking.pop(url).set()
        return self._hops[url]

    async def _ask(self, url: str) -> str | Robots:
        failure = None
        request = Request(
            url,
            callback=NO_CALLBACK,
            meta={
                PREREQUISITE: True,
                "download_slot": place(url).site,
                "download_maxsize": _MAX_BYTES,
                "dont_retry": True,
            },
            dont_filter=True,
        )
        assert self._crawler.engine is not None
        try:
            response = await self._crawler.engine.download_async(request)
            request = response.request or request  # a middleware may have replaced it
        except NotArchived:  # the crawl that made the archive was allowed in
            return robots.missing("not archived")
        except (ArchiverError, IgnoreRequest) as error:
            if reason_code(error) != "private-address":
                raise
            failure = "private-address"
        except Exception as error:
            failure = reason_code(error)
            if failure == "failed":
                raise
            if isinstance(error, self._passing):
                self._try_again(url, after=0.0)
        return self._judge(url, request.meta.get(EXCHANGE), failure)

    def _judge(self, url: str, exchange: Exchange | None, failure: str | None) -> str | Robots:
        cut = exchange is not None and exchange.truncated == "length"
        if exchange is None or (failure is not None and not cut):
            return robots.unreachable(failure or "no answer")
        try:
            page: Page = take_apart(url, exchange.response)
        except PageError as error:
            return robots.unreachable(error.code)
        if robots.passing(page.status):
            now = exchange.began_at + timedelta(milliseconds=exchange.fetch_time_ms)
            value = http1.parse_head(exchange.response).first(b"retry-after")
            self._try_again(url, after=retry_after(value, now) or 0.0)
        if 300 <= page.status < 400 and page.location:
            return page.location.partition("#")[0]
        return robots.of_answer(page.status, page.body, token=self._token)

    def _try_again(self, url: str, *, after: float) -> None:
        """After a failure that may pass: later, not now.

        :param after: seconds the server asks us to wait; when they are many, the rest of the
            site does not wait with this host: it is left alone in this run.
        :raises Postponed: as long as there are tries left.
        """
        self._failures[url] += 1
        if self._failures[url] < self._tries and after <= LONGEST_RETRY:
            self._pacing.table.retried(place(url).host)
            pause = full_jitter(self._failures[url], longest=LONGEST_RETRY, chance=random.random)
            raise Postponed(max(after, pause))


def _code(detail: str) -> str:
    return detail if detail in _NO_CONNECTION else "robots-unreachable"
