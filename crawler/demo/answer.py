"""One HTTP answer of the embedded site, and the exact bytes that carry it."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Literal

Framing = Literal["length", "chunked", "close"]
"""How the end of the body is told: Content-Length, chunks, or the end of the connection."""
Coding = Literal["identity", "gzip"]
CHUNK = 1400
"""Bytes in a chunk: some pages take one, most take several."""
REASONS = {
    200: "OK",
    301: "Moved Permanently",
    302: "Found",
    304: "Not Modified",
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
}
Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the server says to a request for one address."""

    body: bytes = b""
    """The content, before any coding."""
    status: int = 200
    """A key of :data:`REASONS`."""
    content_type: str | None = None
    """Value of the header, None to send none."""
    headers: tuple[tuple[str, str], ...] = ()
    """Further headers, in order and spelt as given."""
    version: str = "HTTP/1.1"
    """First word of the status line."""
    framing: Framing = "length"
    """How the end of the body is told."""
    coding: Coding = "identity"
    """``gzip`` is used only when the request accepts it."""
    modified: datetime | None = None
    """When the content last changed; such an answer has validators and can become a 304."""
    missing: int = 0
    """How many bytes fewer are sent than the Content-Length promises."""
    delay: float = 0.0
    """Seconds that the server waits before it answers."""

    @property
    def etag(self) -> str:
        """Entity tag of the content (RFC 9110 section 8.8.3)."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """An answer as it goes onto the wire."""

    status: int
    """Status code, 304 where validators matched."""
    data: bytes
    """Head and body, every byte."""
    closes: bool
    """Whether the connection ends after it."""


def message(answer: Answer, method: str, request: Mapping[str, str], *, now: datetime) -> Message:
    """The bytes of an answer to one request.

    :param answer: what there is to say.
    :param method: ``GET`` or ``HEAD``.
    :param request: header fields of the request, names in lower case.
    :param now: value of the ``Date`` header; it stands still, so that the bytes are always equal.
    """
    closes = answer.framing == "close" or answer.missing > 0
    closes = closes or request.get("connection", "").lower() == "close"
    connection = "close" if closes else "keep-alive"
    headers: Headers = [("Server", "zjol-demo"), ("Date", http_date(now))]
    if answer.modified:
        headers += [("Last-Modified", http_date(answer.modified)), ("ETag", answer.etag)]
    if _unchanged(answer, request):
        return Message(
            status=304, data=_head(answer, 304, headers, connection=connection), closes=closes
        )
    body = answer.body
    if answer.content_type:
        headers.append(("Content-Type", answer.content_type))
    headers += answer.headers
    if answer.coding == "gzip":
        headers.append(("Vary", "Accept-Encoding"))
        if "gzip" in request.get("accept-encoding", ""):
            headers.append(("Content-Encoding", "gzip"))
            body = gzip.compress(body, 6, mtime=0)
    if answer.framing == "chunked":
        headers.append(("Transfer-Encoding", "chunked"))
        body = chunked(body)
    elif answer.framing == "length":
        headers.append(("Content-Length", str(len(body))))
    if method == "HEAD":
        body = b""
    elif answer.missing:
        body = body[: -answer.missing]
    data = _head(answer, answer.status, headers, connection=connection) + body
    return Message(status=answer.status, data=data, closes=closes)


def chunked(body: bytes) -> bytes:
    """A body in the chunked transfer coding (RFC 9112 section 7.1), without trailers."""
    parts = [body[at : at + CHUNK] for at in range(0, len(body), CHUNK)]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def http_date(at: datetime) -> str:
    """An instant as HTTP writes it (RFC 9110 section 5.6.7)."""
    return format_datetime(at.astimezone(UTC), usegmt=True)


def _unchanged(answer: Answer, request: Mapping[str, str]) -> bool:
    if answer.modified is None or answer.status != 200:
        return False
    if "if-none-match" in request:
        return answer.etag in request["if-none-match"]
    return request.get("if-modified-since") == http_date(answer.modified)


def _head(answer: Answer, status: int, headers: Headers, *, connection: str) -> bytes:
    lines = [f"{answer.version} {status} {REASONS[status]}"]
    lines += [f"{name}: {value}" for name, value in headers]
    if answer.version != "HTTP/1.0":
        lines.append(f"Connection: {connection}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
