"""One download of Scrapy's: its attempts, each on a connection of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urldefrag

from scrapy import Request
from twisted.web.iweb import IClientRequest
from zope.interface import implementer

from crawler.fetch.capture.attempt import Attempt, Clock, TlsFacts
from crawler.fetch.capture.buffer import Buffer
from crawler.models import Exchange

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
