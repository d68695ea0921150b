"""One request on one connection while it lasts, and the Exchange it becomes."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from twisted.internet.error import ConnectionAborted, ConnectionDone

from crawler.fetch.capture.reasons import reason_code
from crawler.models import Exchange, Truncation


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsFacts:
    """What a TLS handshake settled."""

    protocol: str | None
    """``tls/1.3``, None when OpenSSL names a version unknown to us."""
    cipher_suite: str | None
    """IANA name of the cipher suite, None when it has none."""


class Ending(Enum):
    """How an attempt ended."""

    WHOLE = "the framing of the message said so"
    LOST = "the peer or the network closed the connection"
    CUT = "we stopped reading"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Two views of time, so that a test can hold both still."""

    now: Callable[[], datetime]
    """The present as an aware UTC instant with microseconds."""
    monotonic: Callable[[], float]
    """Seconds that never run backwards, for durations."""


SYSTEM_CLOCK = Clock(now=lambda: datetime.now(UTC), monotonic=time.monotonic)


class Attempt:
    """The bytes of one request and its answer, and how they ended. Fed by the protocol."""

    __slots__ = (
        "_began",
        "_clock",
        "_ended",
        "_lost",
        "_received",
        "_sent",
        "_size",
        "_trailing",
        "began_at",
        "ending",
        "handshaking",
        "oversize",
        "peer",
        "tls",
    )

    def __init__(self, clock: Clock, peer: str | None, *, tls: TlsFacts | None) -> None:
        self.began_at: datetime | None = None
        self.ending: Ending | None = None
        self.handshaking = False
        self.oversize = False
        self.peer = peer
        self.tls = tls
        self._clock = clock
        self._began = self._ended = 0.0
        self._lost: BaseException | None = None
        self._received: list[bytes] = []
        self._sent: list[bytes] = []
        self._size = 0
        self._trailing = 0

    @property
    def crossed_the_wire(self) -> bool:
        """Whether any byte of HTTP did: not while TLS was still shaking hands."""
        return bool(self._sent) and not self.handshaking

    def sent(self, data: bytes) -> None:
        """Note bytes of the request as they are handed to the transport."""
        if not self._sent:
            self._start()
        self._sent.append(data)

    def handshaken(self, tls: TlsFacts) -> None:
        """Note the end of a TLS handshake: what was written before it is sent only now."""
        self.tls = tls
        self.handshaking = False
        self._start()

    def received(self, data: bytes) -> int:
        """Note bytes that came back.

        :returns: how many there are by now.
        """
        if self.ending is None:
            self._received.append(data)
            self._size += len(data)
        return self._size

    def complete(self, trailing: int) -> None:
        """Note the end of the message, ``trailing`` bytes before the end of what came."""
        self._trailing = trailing
        self._end(Ending.WHOLE)

    def lose(self, reason: BaseException) -> None:
        """Note the end of the connection; may still turn out to be the end of the message."""
        self._lost = reason
        self._end(Ending.CUT if isinstance(reason, ConnectionAborted) else Ending.LOST)

    def cut(self) -> None:
        """Note that later bytes are not read, unless the end of the message is known."""
        if self.ending is None:
            self._end(Ending.CUT)

    def exchange(
        self, method: str, url: str, *, proxied: bool, failure: BaseException | None
    ) -> Exchange:
        """The attempt as a value; it drops its bytes, which may be many.

        :param proxied: whether the peer was a proxy, whose address is not the origin's.
        :param failure: what the download raised, unless it has tried again after this attempt.
        """
        everything = b"".join(self._received)
        self._received.clear()
        message = everything[: len(everything) - self._trailing]
        interim, response = split_interim(message)
        truncated, error = self._verdict(failure)
        if self.began_at is None:
            raise ValueError("an attempt that sent nothing is no exchange")
        return Exchange(
            method=method,
            url=url,
            began_at=self.began_at,
            fetch_time_ms=max(0, round((self._ended - self._began) * 1000)),
            request=b"".join(self._sent),
            response=response,
            interim=interim,
            trailing_bytes=self._trailing,
            # WARC 1.1 section 5.10: the address that belongs to the host of the target URI.
            ip_address=None if proxied else self.peer,
            protocols=self._protocols(response),
            cipher_suite=self.tls.cipher_suite if self.tls else None,
            truncated=truncated if response else None,
            error=error,
        )

    def _start(self) -> None:
        self.began_at = self._clock.now()
        self._began = self._clock.monotonic()

    def _end(self, ending: Ending) -> None:
        self.ending = ending
        self._ended = self._clock.monotonic()

    def _verdict(self, failure: BaseException | None) -> tuple[Truncation | None, str | None]:
        if self.oversize:
            return "length", "too-large"
        if self.ending is Ending.WHOLE:
            # A body that ends with the connection is whole only if that was closed in order.
            if self._lost is None or isinstance(self._lost, ConnectionDone):
                return None, None
            return "disconnect", "reset"
        ours = reason_code(failure) if failure else "stopped"
        if self.ending is Ending.CUT or (ours in _OURS and failure):
            return _OURS.get(ours, "unspecified"), ours
        if self._lost is None or isinstance(self._lost, ConnectionDone):
            return "disconnect", "data-loss" if self._size else "no-response"
        return "disconnect", reason_code(self._lost)

    def _protocols(self, response: bytes) -> tuple[str, ...]:
        http = "http/1.0" if response.startswith(b"HTTP/1.0") else "http/1.1"
        return (http, self.tls.protocol) if self.tls and self.tls.protocol else (http,)


_OURS: dict[str, Truncation] = {
    "timeout": "time",
    "too-large": "length",
    "stopped": "unspecified",
    "cancelled": "unspecified",
}
"""Reasons of ours to close a connection; how that is then reported depends on the transport."""


_INTERIM = re.compile(rb"HTTP/[^ \n]{0,16} 1[0-9]{2}[ \r\n]")
_HEAD_END = re.compile(rb"\n\r?\n")


def split_interim(received: bytes) -> tuple[bytes, bytes]:
    """Split off the 1xx responses at the front of a received byte string.

    RFC 9110 section 15.2: a 1xx response has no body and ends with its header section, and any
    number of them may precede the final response. Lines end as Twisted's parser ends them, at
    LF with or without CR before it (RFC 9112 section 2.2).

    :param received: everything that came back for one request.
    :returns: the interim responses, and the rest; joined they are ``received``. An interim
        response that is cut in its head counts as interim.
    """
    start = 0
    while _INTERIM.match(received, start):
        end = _HEAD_END.search(received, start)
        if end is None:
            return received, b""
        start = end.end()
    return received[:start], received[start:]
