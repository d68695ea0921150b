"""One HTTP answer of the embedded site, and the exact bytes that carry it."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from http import HTTPStatus
from typing import Literal

CHUNK = 1400
"""Bytes in a chunk: some pages take one, most take several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the server says to a request for one address."""

    body: bytes = b""
    """The content, before any coding."""
    status: int = 200
    """Status code."""
    content_type: str | None = None
    """Value of the header, None to send none."""
    headers: tuple[tuple[str, str], ...] = ()
    """Further headers, in order and spelt as given."""
    version: str = "HTTP/1.1"
    """First word of the status line."""
    framing: Literal["length", "chunked", "close"] = "length"
    """How the end of the body is marked: Content-Length, chunks, or the end of the connection."""
    coding: Literal["identity", "gzip"] = "identity"
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

    :param answer: what to send.
    :param method: ``GET`` or ``HEAD``.
    :param request: header fields of the request, names in lower case.
    :param now: value of the ``Date`` header; it stands still, so that the bytes are always equal.
    """
    closes = answer.framing == "close" or answer.missing > 0
    closes = closes or request.get("connection", "").lower() == "close"
    status, body = answer.status, answer.body
    headers = [("Server", "zjol-demo"), ("Date", http_date(now))]
    if answer.modified:
        headers += [("Last-Modified", http_date(answer.modified)), ("ETag", answer.etag)]
    if _unchanged(answer, request):
        status, body = 304, b""
    else:
        fields, body = _content(answer, request)
        headers += fields
    if answer.version != "HTTP/1.0":
        headers.append(("Connection", "close" if closes else "keep-alive"))
    lines = [f"{answer.version} {status} {HTTPStatus(status).phrase}"]
    lines += [f"{name}: {value}" for name, value in headers]
    head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
    data = head if method == "HEAD" else head + body[: len(body) - answer.missing]
    return Message(status=status, data=data, closes=closes)


def _content(answer: Answer, request: Mapping[str, str]) -> tuple[list[tuple[str, str]], bytes]:
    """The header fields that describe the body, and the body with its codings."""
    body = answer.body
    headers = [("Content-Type", answer.content_type)] if answer.content_type else []
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
    return headers, body


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
