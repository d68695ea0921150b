"""One download and its attempts; the bytes in memory; what notes the request as it is sent."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urldefrag

from scrapy import Request
from twisted.web.iweb import IClientRequest
from zope.interface import implementer

from crawler.fetch.capture.attempt import Attempt, Clock, TlsFacts
from crawler.models import Exchange

BUFFER_LIMIT = 32 * 1024 * 1024
"""Bytes of all unfinished answers together, beyond which connections wait their turn."""


class Buffer:
    """Counts bytes that arrived and are not in the archive yet, and stops reading in time.

    Above the limit only one download continues, so that one always ends; the others' connections
    are not read, and TCP tells their servers to wait. Their timeouts run on. In memory are at
    most the limit, one whole answer, and what each connection read at once.

    :param limit: bytes.
    """

    def __init__(self, limit: int = BUFFER_LIMIT) -> None:
        self._limit = limit
        self._held: dict[Hashable, int] = {}
        self._waiting: dict[Hashable, Any] = {}
        self._foremost: Hashable | None = None
        self.used = 0
        """Bytes of all downloads that have not left."""

    def took(self, download: Hashable, size: int, transport: Any) -> None:
        """So many bytes more have arrived.

        :param transport: the ``IPushProducer`` they came from.
        """
        self.used += size
        self._held[download] = self._held.get(download, 0) + size
        if self.used <= self._limit or self._foremost is download:
            return
        if self._foremost is None:
            self._foremost = download
        else:
            self._waiting[download] = transport
            transport.pauseProducing()

    def leave(self, download: Hashable) -> None:
        """The download is over and what it brought is in the archive, or given up."""
        self.used -= self._held.pop(download, 0)
        self._waiting.pop(download, None)
        if self._foremost is download:
            self._foremost = None
        while self._waiting and (self.used <= self._limit or self._foremost is None):
            following = next(iter(self._waiting))
            transport = self._waiting.pop(following)
            if self.used > self._limit:
                self._foremost = following
            transport.resumeProducing()


_FRAMING = 1_048_576
"""Bytes of heads and chunk framing that an answer may have beside a body of full size."""


@dataclass(slots=True, kw_only=True, eq=False)
class Download:
    """A request on its way. Twisted may send it twice, when a reused connection was dead."""

    method: str
    url: str
    """The URL without its fragment."""
    proxied: bool
    timeout: float
    """Seconds for opening a connection."""
    limit: int
    """Bytes of one answer, framing included, that are too many; 0 for no limit."""
    clock: Clock
    buffer: Buffer
    """Counts what has arrived."""
    attempts: list[Attempt] = field(default_factory=list)
    superseded: int = 0
    """How many of the attempts were over when the latest connection was asked for."""

    @classmethod
    def of(cls, request: Request, clock: Clock, *, maxsize: int, buffer: Buffer) -> Download:
        """The download that a Scrapy request asks for.

        :param maxsize: the cap on bodies in bytes, 0 for none.
        """
        maxsize = request.meta.get("download_maxsize", maxsize)
        return cls(
            method=request.method,
            url=urldefrag(request.url)[0],
            proxied=bool(request.meta.get("proxy")),
            timeout=request.meta.get("download_timeout") or 10,
            # Scrapy counts bodies only: heads and chunk framing without end must stop as well.
            limit=maxsize + maxsize // 4 + _FRAMING if maxsize else 0,
            clock=clock,
            buffer=buffer,
        )

    def begin(self, peer: str | None, *, tls: TlsFacts | None) -> Attempt:
        """Begin a further attempt."""
        attempt = Attempt(self.clock, peer, tls=tls)
        self.attempts.append(attempt)
        return attempt

    @property
    def oversize(self) -> bool:
        """Whether the last attempt was ended by ``limit``."""
        return bool(self.attempts) and self.attempts[-1].oversize

    def exchanges(self, failure: BaseException | None) -> Iterator[Exchange]:
        """End the download and tell what crossed the wire, in the order it was sent.

        :param failure: what it raised; a StopDownload when a signal handler cut it short.
        """
        for number, attempt in enumerate(self.attempts):
            attempt.cut()
            if attempt.crossed_the_wire:
                yield attempt.exchange(
                    self.method,
                    self.url,
                    proxied=self.proxied,
                    failure=failure if number >= self.superseded else None,
                )


CURRENT: ContextVar[Download | None] = ContextVar("CURRENT", default=None)
"""The download whose connection is asked for next, within one synchronous call."""


@implementer(IClientRequest)
class RecordedRequest:
    """A request of Twisted's that knows its download; sent again, it is a new attempt."""

    def __init__(self, request: Any, download: Download) -> None:
        self._request = request
        self.download = download
        self.persistent = request.persistent

    def __getattr__(self, name: str) -> Any:
        return getattr(self._request, name)

    def writeTo(self, transport: Any) -> Any:
        """Write the request out (``Request.writeTo``), through a tee."""
        return self._request.writeTo(Tee(transport, self.download.attempts[-1]))


class Tee:
    """A transport that notes every byte written to it, in the order it was written."""

    def __init__(self, transport: Any, attempt: Attempt) -> None:
        self._transport = transport
        self._attempt = attempt

    def write(self, data: bytes) -> None:
        """See ``ITransport.write``."""
        self._attempt.sent(data)
        self._transport.write(data)

    def writeSequence(self, data: Any) -> None:
        """See ``ITransport.writeSequence``."""
        joined = b"".join(data)
        self._attempt.sent(joined)
        self._transport.write(joined)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)
