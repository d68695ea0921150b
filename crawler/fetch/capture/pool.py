"""The connection pool where a download meets its connection."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IStreamClientEndpoint
from twisted.web.client import HTTPConnectionPool
from zope.interface import implementer

from crawler.fetch.capture.download import CURRENT, Download, RecordedRequest
from crawler.fetch.capture.network import DirectEndpoint, Network
from crawler.fetch.capture.protocol import CapturingFactory


class TaggedConnection:
    """A connection lent out for one request; hands on the download with it."""

    __slots__ = ("_connection", "_download")

    def __init__(self, connection: Any, download: Download) -> None:
        self._connection = connection
        self._download = download

    def request(self, request: Any) -> Deferred[Any]:
        """Send a request (``HTTP11ClientProtocol.request``): all that an Agent calls."""
        sent: Deferred[Any] = self._connection.request(RecordedRequest(request, self._download))
        return sent


@implementer(IStreamClientEndpoint)
class _CountedEndpoint:
    """Tells the download that what it has tried so far is over: Twisted tries once more."""

    __slots__ = ("_download", "_endpoint")

    def __init__(self, endpoint: Any, download: Download) -> None:
        self._endpoint = endpoint
        self._download = download

    def connect(self, factory: Any) -> Any:
        self._download.superseded = len(self._download.attempts)
        return self._endpoint.connect(factory)


class CapturingPool(HTTPConnectionPool):
    """A pool that tags connections with downloads, and opens them through our network."""

    _factory = CapturingFactory

    def __init__(self, reactor: Any, network: Network) -> None:
        super().__init__(reactor, persistent=True)  # type: ignore[no-untyped-call]
        self._network = network

    def configure_like(self, pool: HTTPConnectionPool) -> None:
        """Take over the public settings of another pool."""
        self.persistent = pool.persistent
        self.maxPersistentPerHost = pool.maxPersistentPerHost
        self.cachedConnectionTimeout = pool.cachedConnectionTimeout
        self.retryAutomatically = pool.retryAutomatically

    def getConnection(self, key: Hashable, endpoint: IStreamClientEndpoint) -> Deferred[Any]:
        """Supply a connection for the download at hand (``HTTPConnectionPool.getConnection``).

        :raises RuntimeError: when there is none: a request from elsewhere would not be recorded.
        """
        download = CURRENT.get()
        if download is None:
            raise RuntimeError("a connection was asked for outside of a captured download")
        CURRENT.set(None)
        way: Any = endpoint
        if not download.proxied:
            way = DirectEndpoint(self._network, key, timeout=download.timeout)
        counted: Any = _CountedEndpoint(way, download)
        connection = super().getConnection(key, counted)
        return connection.addCallback(TaggedConnection, download)
