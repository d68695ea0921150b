"""How a connection is opened, what it notes, and the pool where a download meets it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Any

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import (
    HostnameEndpoint,
    TCP4ClientEndpoint,
    TCP6ClientEndpoint,
    wrapClientTLS,
)
from twisted.internet.interfaces import (
    IAddress,
    IHandshakeListener,
    IProtocolFactory,
    ISSLTransport,
    IStreamClientEndpoint,
)
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS
from twisted.web.client import HTTP11ClientProtocol, HTTPConnectionPool  # type: ignore[attr-defined]
from twisted.web.iweb import IResponse
from zope.interface import implementer

from crawler.fetch.capture.attempt import Attempt, TlsFacts
from crawler.fetch.capture.ciphers import VERSIONS, iana_name
from crawler.fetch.capture.connect_to import ConnectTo
from crawler.fetch.capture.download import CURRENT, Download, RecordedRequest
from crawler.fetch.capture.guard import literal

HEAD_LIMIT = 512 * 1024
"""Bytes of interim responses and header sections; browsers take half of that."""
_HEAD_STATES = frozenset({STATUS, HEADER})


@implementer(IHandshakeListener)
class CapturingProtocol(_LenientHTTP11ClientProtocol):
    """One connection. Each request on it feeds the attempt of its download."""

    _attempt: Attempt | None = None
    _download: Download | None = None
    _peer: str | None = None
    _tls: TlsFacts | None = None
    transport: Any

    def connectionMade(self) -> None:
        """Note who answers (``IProtocol.connectionMade``)."""
        super().connectionMade()
        host = getattr(self.transport.getPeer(), "host", None)
        if host:
            # RFC 5952 notation, without the zone that only this machine understands.
            self._peer = ip_address(host.partition("%")[0]).compressed

    def request(self, request: Any) -> Deferred[IResponse]:
        """Send a RecordedRequest (``HTTP11ClientProtocol.request``)."""
        if self.state == "QUIESCENT":
            attempt = request.download.begin(self._peer, tls=self._tls)
            attempt.handshaking = self._tls is None and ISSLTransport.providedBy(self.transport)
            self._attempt = attempt
            self._download = request.download
        return super().request(request)

    def handshakeCompleted(self) -> None:
        """Note what TLS was agreed upon (``IHandshakeListener``)."""
        connection = self.transport.getHandle()
        self._tls = TlsFacts(
            protocol=VERSIONS.get(connection.get_protocol_version_name()),
            cipher_suite=iana_name(connection.get_cipher_name() or ""),
        )
        if self._attempt is not None:
            self._attempt.handshaken(self._tls)

    def dataReceived(self, data: bytes) -> None:
        """Note what came, then parse it (``IProtocol.dataReceived``)."""
        attempt, download = self._attempt, self._download
        if attempt is None or download is None:
            super().dataReceived(data)  # type: ignore[no-untyped-call]
            return
        size = attempt.received(data)
        super().dataReceived(data)  # type: ignore[no-untyped-call]
        if self._parser is None:
            attempt.cut()  # the parser gave up; what follows is not read any more
        elif attempt.ending is None:
            if self._is_too_much(size, download.limit):
                attempt.oversize = True
                self.transport.abortConnection()
            else:
                download.buffer.took(download, len(data), self.transport)

    def _is_too_much(self, size: int, limit: int) -> bool:
        if self._parser is not None and self._parser.state in _HEAD_STATES:
            # Interim responses or header sections without end, or (Quirk: then Twisted only
            # closes the connection) a line that is longer than 16 KiB.
            return size > HEAD_LIMIT or bool(getattr(self.transport, "disconnecting", False))
        return 0 < limit < size

    def _finishResponse(self, rest: bytes) -> None:
        """Note the end of the message, ``rest`` being what was read beyond it."""
        if self._attempt is not None:
            self._attempt.complete(len(rest))
            self._attempt = None
        if rest and self._currentRequest is not None:
            # Unrequested bytes would be taken for the next response: do not reuse.
            self._currentRequest.persistent = False
        super()._finishResponse(rest)

    def connectionLost(self, reason: Failure) -> None:  # type: ignore[override]
        """Note how the connection ended (``IProtocol.connectionLost``)."""
        if self._attempt is not None:
            self._attempt.lose(reason.value)  # type: ignore[arg-type]
        super().connectionLost(reason)  # type: ignore[no-untyped-call]
        self._attempt = None


class CapturingFactory(_LenientHTTP11ClientFactory):
    """Builds the protocol above for the pool."""

    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:
        """See ``IProtocolFactory.buildProtocol``."""
        return CapturingProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The outside world as a crawler sees it."""

    reactor: Any
    """Opens connections to anything; for hosts that ``ARCHIVE_CONNECT_TO`` names."""
    guarded: Any
    """Opens the other connections: a GuardedReactor, or ``reactor`` when all is allowed."""
    policy: Any
    """An ``IPolicyForHTTPS``: SNI, trust and the name that certificates must bear."""
    connect_to: ConnectTo

    def endpoint(self, scheme: str, host: str, *, port: int, timeout: float, bind: Any) -> Any:
        """An ``IStreamClientEndpoint`` for the origin, redirected if the setting says so.

        TLS is spoken with the origin's name wherever the connection goes.

        :param timeout: seconds for each attempt to connect.
        :param bind: local address and port, or None.
        """
        target = self.connect_to.target(host, port)
        reactor = self.reactor if target.named else self.guarded
        options = {"timeout": timeout, "bindAddress": bind}
        address = literal(target.host)
        endpoint: Any
        if address is None:
            endpoint = HostnameEndpoint(reactor, target.host, target.port, **options)
        elif isinstance(address, IPv6Address):
            # Scrapy's default resolver knows no IPv6, so literals must not pass through it.
            endpoint = TCP6ClientEndpoint(  # type: ignore[no-untyped-call]
                reactor, str(address), target.port, **options
            )
        else:
            endpoint = TCP4ClientEndpoint(reactor, str(address), target.port, **options)
        if scheme == "https":
            creator = self.policy.creatorForNetloc(host.encode("ascii"), port)
            return wrapClientTLS(creator, endpoint)
        return endpoint


@implementer(IStreamClientEndpoint)
class DirectEndpoint:
    """The endpoint of a pool key, made only when a new connection is needed."""

    def __init__(self, network: Network, key: Any, *, timeout: float) -> None:
        self._network = network
        self._key = key
        self._timeout = timeout

    def connect(self, factory: IProtocolFactory) -> Deferred[Any]:
        """Open the connection (``IStreamClientEndpoint``)."""
        # Quirk: Twisted's Agent keys its pool by (scheme, host, port), and Scrapy's agent
        # appends the local address to bind to.
        scheme, host, port, bind = self._key
        endpoint = self._network.endpoint(
            scheme.decode("ascii"),
            host.decode("ascii"),
            port=port,
            timeout=self._timeout,
            bind=bind,
        )
        connected: Deferred[Any] = endpoint.connect(factory)
        return connected


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
