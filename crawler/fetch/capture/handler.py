"""Scrapy's download handler for http and https that records every exchange before it is used."""

from __future__ import annotations

import asyncio
from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, NotConfigured, StopDownload
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached
from twisted.web.client import HostnameCachingHTTPSPolicy

from crawler.crawl.assembling import CapturedPage
from crawler.errors import ConfigurationError
from crawler.fetch.capture import connect_to
from crawler.fetch.capture.download import CURRENT, Buffer, Download
from crawler.fetch.capture.guard import GuardedReactor, PrivateAddressRefused, is_global, literal
from crawler.fetch.capture.pool import CapturingPool, Network
from crawler.fetch.meta import CAPTURE, EXCHANGE, PAGE, PREREQUISITE
from crawler.fetch.session import archive_of

_TLS_HOSTS = 256
_IDLE_SECONDS = 15
"""How long a connection without work is kept (Twisted: 240): a site of sixty hosts is often one
server."""


class CapturingDownloadHandler(HTTP11DownloadHandler):
    """HTTP/1.1 over TCP and TLS. A response reaches Scrapy only once its bytes are recorded.

    ``request.meta["archive_capture"]`` then holds the Capture of the final attempt. A failed
    download raises what Scrapy's own handler raises, after its exchange was recorded too. When
    recording fails, the request's errback gets that error instead.

    Settings: ``ARCHIVE_CONNECT_TO``, ``ARCHIVE_PRIVATE_ADDRESSES``, and those of Scrapy's
    handler. Proxies are trusted: they are the operator's.
    """

    def __init__(self, crawler: Crawler) -> None:
        """
        :raises ConfigurationError: when the crawler has no session with an archive, or
            ``ARCHIVE_CONNECT_TO`` cannot be understood.
        """
        try:
            self._session = archive_of(crawler)
        except NotConfigured as error:  # Scrapy would not log it
            raise ConfigurationError(f"nothing is fetched that cannot be kept: {error}") from error
        super().__init__(crawler)
        from twisted.internet import reactor

        # A TLS context costs 7 ms, most of it reading the trust store: one a host, not one a
        # connection.
        policy: Any = HostnameCachingHTTPSPolicy(self._contextFactory, _TLS_HOSTS)
        self._contextFactory = policy
        self._private = crawler.settings.getbool("ARCHIVE_PRIVATE_ADDRESSES")
        network = Network(
            reactor=reactor,
            guarded=reactor if self._private else GuardedReactor(reactor),
            policy=policy,
            connect_to=connect_to.parse(crawler.settings.get("ARCHIVE_CONNECT_TO") or ""),
        )
        pool = CapturingPool(reactor, network)
        pool.configure_like(self._pool)
        pool.cachedConnectionTimeout = _IDLE_SECONDS
        self._pool = pool
        self._buffer = Buffer()

    async def download_request(self, request: Request) -> Response:
        """Download and record.

        :raises ArchiveError: the exchange could not be kept.
        :raises Postponed: the host may not be asked yet.
        :raises HostAbandoned: the host is not asked again in this run.
        :raises PrivateAddressRefused: when the host is no global address and nothing allows it.
        """
        await self._session.pacing.admit(request)
        for key in (CAPTURE, EXCHANGE, PAGE):
            request.meta.pop(key, None)
        download = Download.of(
            request, self._session.clock, maxsize=self._default_maxsize, buffer=self._buffer
        )
        if download.proxied:
            self._check_proxied(request)
        try:
            return await self._download(download, request)
        finally:
            self._buffer.leave(download)

    async def _download(self, download: Download, request: Request) -> Response:
        CURRENT.set(download)
        try:
            response = await super().download_request(request)
        except (Exception, asyncio.CancelledError) as failure:
            await self._record(download, request, failure)
            if download.oversize:
                raise DownloadCancelledError(
                    f"Received more than {download.limit} bytes for {request}."
                ) from failure
            raise
        cut = StopDownload() if "download_stopped" in response.flags else None
        await self._record(download, request, cut)
        return response

    async def _record(
        self, download: Download, request: Request, failure: BaseException | None
    ) -> None:
        for exchange in download.exchanges(failure):
            if PREREQUISITE in request.meta:
                request.meta[EXCHANGE] = exchange
            capture = await self._session.record(exchange, request)
            if capture is None:
                request.meta.pop(CAPTURE, None)
            else:
                request.meta[CAPTURE] = capture
                if failure is None or isinstance(failure, StopDownload):
                    request.meta[PAGE] = CapturedPage.of_message(
                        capture, exchange.response, run=self._session.run
                    )

    def _check_proxied(self, request: Request) -> None:
        """Refuse a literal that a proxy would connect to; names are the proxy's to resolve."""
        host = urlparse_cached(request).hostname or ""
        address = literal(host)
        if address is not None and not self._private and not is_global(address):
            raise PrivateAddressRefused(host)
