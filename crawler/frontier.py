"""The Scrapy scheduler whose queue is the ledger: a restart is simply a run.

A request exists only while it is being worked on. What is still to be fetched are rows of the
ledger, so memory does not grow with them, and a process that is killed forgets nothing.
"""

from __future__ import annotations

from collections import deque
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import tldextract
from scrapy import Request
from scrapy.core.scheduler import BaseScheduler

from crawler.extensions import ADDRESS_KEY, ArchiveExtension, archive_of

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Spider
    from scrapy.crawler import Crawler

    from crawler.ledger import Address

_WINDOW = 256
"""Addresses read ahead from the ledger at a time."""

_suffixes = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
# The list that ships with the library: no download, no cache on disk.


@lru_cache(maxsize=4096)
def site(host: str) -> str:
    """The registered domain of a host: what delays and connection limits are counted for.

    All hosts of one site are one operator's servers, so politeness is owed to them together.
    """
    return _suffixes.extract_str(host).top_domain_under_public_suffix or host


class LedgerScheduler(BaseScheduler):
    """Feeds the engine from the ledger, most urgent and longest known first.

    An address stays ``pending`` in the ledger until its response is durable; which ones are
    being fetched only this object knows, and forgetting it costs nothing.
    """

    def __init__(self, archive: ArchiveExtension) -> None:
        self._archive = archive
        self._ahead: deque[Address] = deque()
        self._again: deque[Request] = deque()  # retries: at most what was in flight
        self._seen_changes = -1
        self._spider: Spider | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's factory."""
        return cls(archive_of(crawler))

    def open(self, spider: Spider) -> None:
        """The engine has opened the spider."""
        self._spider = spider

    def has_pending_requests(self) -> bool:
        """Is there anything in the ledger that is due and not being fetched?"""
        return bool(self._again or self._ahead) or self._refill()

    def enqueue_request(self, request: Request) -> bool:
        """A retry goes to the front; any other request enters its address into the ledger."""
        if ADDRESS_KEY in request.meta:
            self._again.append(request)
            return True
        return self._archive.crawl.admit(request.url)

    def next_request(self) -> Request | None:
        """The next request, None when nothing is due at the moment."""
        if self._again:
            return self._again.popleft()
        if not self._ahead and not self._refill():
            return None
        return self._request(self._ahead.popleft())

    def _refill(self) -> bool:
        changes = self._archive.crawl.changes
        if changes == self._seen_changes:
            return False
        rows, whole = self._archive.crawl.lease(_WINDOW)
        if whole:
            self._seen_changes = changes  # all is leased: ask again only after the next commit
        self._ahead.extend(rows)
        return bool(rows)

    def _request(self, address: Address) -> Request:
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
            meta={
                ADDRESS_KEY: address,
                "download_slot": site(urlsplit(address.url).hostname or ""),
                "dont_redirect": True,  # a redirect is a page that was read like any other
            },
            dont_filter=True,
        )
