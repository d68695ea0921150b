"""Makes a request again after a failure that may pass, later: the ledger's scheduler keeps it."""

from __future__ import annotations

import logging
import random
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy.utils.misc import load_object

from crawler.fetch.meta import ADDRESS, NOT_BEFORE, READY
from crawler.fetch.pacing import Pacing, Postponed
from crawler.fetch.politeness.backoff import LONGEST_RETRY, full_jitter, retry_after
from crawler.fetch.politeness.traffic import place
from crawler.fetch.session import archive_of

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

_MODERATION = frozenset({429, 503})
"""Statuses that are about us or about the whole server, not about one page."""


class BackOffMiddleware:
    """Stands in for Scrapy's RetryMiddleware, which asks again at once.

    After 429 and 503 the whole site is left alone, for as long as ``Retry-After`` demands or,
    without it, longer each time; after other passing failures only the request waits. Nothing
    waits inside the downloader, so other sites are served meanwhile.
    """

    def __init__(self, crawler: Crawler, pacing: Pacing) -> None:
        settings = crawler.settings
        self._pacing = pacing
        self._retries = settings.getint("RETRY_TIMES")
        self._statuses = frozenset(map(int, settings.getlist("RETRY_HTTP_CODES")))
        self._passing = tuple(map(load_object, settings.getlist("RETRY_EXCEPTIONS")))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's factory."""
        return cls(crawler, archive_of(crawler).pacing)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Scrapy's hook: the response, or its request to be made again later."""
        if ADDRESS not in request.meta or response.status not in self._statuses:
            return response
        wait: float | None = None
        if response.status in _MODERATION:
            after = retry_after(response.headers.get(b"Retry-After"), datetime.now(UTC))
            wait = self._pacing.throttled(place(request.url), after)
        return self._again(request, wait, f"status {response.status}") or response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Scrapy's hook: the request to be made again later, None when it has failed for good."""
        if ADDRESS not in request.meta:
            return None
        if isinstance(exception, Postponed):
            return self._later(request, exception.seconds)
        if isinstance(exception, self._passing):
            return self._again(request, None, repr(exception))
        return None

    def _again(self, request: Request, wait: float | None, why: str) -> Request | None:
        tried = request.meta.get("retry_times", 0) + 1
        most = request.meta.get("max_retry_times", self._retries)
        if request.meta.get("dont_retry") or tried > most:
            return None
        if wait is None:
            wait = full_jitter(tried, longest=LONGEST_RETRY, chance=random.random)
        again = self._later(request, wait)
        again.meta["retry_times"] = tried
        self._pacing.table.retried(place(request.url).host)
        logger.debug("again in %.1f s (%d of %d): %s: %s", wait, tried, most, request.url, why)
        return again

    def _later(self, request: Request, seconds: float) -> Request:
        later = request.copy()
        now = self._pacing.clock()
        later.meta[NOT_BEFORE] = now + seconds
        later.meta.setdefault(READY, now)
        return later
