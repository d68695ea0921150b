"""The HTTP client protocol that notes what it reads, above TLS and below the parser."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress, IHandshakeListener, ISSLTransport
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS
from twisted.web.client import HTTP11ClientProtocol  # type: ignore[attr-defined]
from twisted.web.iweb import IResponse
from zope.interface import implementer

from crawler.fetch.capture.attempt import Attempt, TlsFacts
from crawler.fetch.capture.ciphers import VERSIONS, iana_name
from crawler.fetch.capture.download import Download

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
