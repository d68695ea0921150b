"""HTTP/1.x messages as bytes: where the head ends, what it says, which bytes are the entity.

Lenient as browsers and Twisted's client are, because the messages are whatever a server sent:
nothing here raises on content. The clauses are those of RFC 9112. Twisted's parser decides live
where a message ends; for a whole message :func:`entity` returns what Scrapy's HTTP/1.1 handler
hands on as ``response.body``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Headers beyond the first megabyte of a head are not looked at: no server needs them.
_PARSED_HEAD_BYTES = 1 << 20

# Quirk: Twisted takes any protocol name and any number of digits for a status, so do we.
_STATUS_LINE = re.compile(
    rb"([A-Za-z]{1,20}/[0-9]{1,4}(?:\.[0-9]{1,4})?)[ \t]+(\+?[0-9]{1,5})(?:[ \t](.*))?", re.DOTALL
)
_REQUEST_LINE = re.compile(
    rb"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}) (.*) (HTTP/[0-9](?:\.[0-9])?)[ \t]*", re.DOTALL
)

# Section 7.1: a chunk-size line. Quirk: some servers pad the size with blanks or end lines in a
# bare LF; Twisted refuses both, other readers do not.
_CHUNK_LINE = re.compile(rb"[ \t]*0{0,1000}([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\n]*)?\r?\n")
LONGEST_CHUNK_LINE = 1 << 16
"""Bytes of a chunk-size line with its extensions; a longer one is none."""
_TORN_CHUNK_LINE = re.compile(rb"[ \t]*[0-9A-Fa-f]{0,1016}[ \t]*(?:;[^\n]*)?\r?")


PASSING = frozenset({408, 429, 500, 502, 503, 504, 522, 524})
"""Statuses that a server may not give a moment later: fetched again, not read."""


def is_final(status: int | None) -> bool:
    """Does a response of this status answer for good, so that it is read and not fetched again?"""
    return status is not None and status not in PASSING


def shows_content(status: int | None) -> bool:
    """Is a response of this status read for what it shows?  A 304 shows nothing of its own."""
    return status != 304 and is_final(status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The start line and header section of one message (RFC 9112 section 2.1)."""

    start_line: bytes
    """First line without its line end."""
    version: str
    """Protocol version as written, for instance ``HTTP/1.1``; empty when unreadable."""
    status: int | None
    """Status code of a response; None for a request and for what is not HTTP at all."""
    reason: bytes
    """Reason phrase as sent, often empty."""
    method: str | None
    """Method of a request; None for anything else."""
    target: bytes
    """Request target as sent; empty for anything but a request."""
    headers: tuple[tuple[bytes, bytes], ...]
    """Field names as sent and values without surrounding blanks, in order, duplicates kept.
    Folded lines are joined; lines without a colon are left out, as Scrapy leaves them out."""
    head_length: int
    """Number of bytes up to and including the empty line; all of the message if there is none."""

    def first(self, name: bytes) -> bytes | None:
        """Value of the first field called ``name`` (any case), None when there is none."""
        wanted = name.lower()
        for key, value in self.headers:
            if key.rstrip().lower() == wanted:
                return value
        return None

    def all(self, name: bytes) -> tuple[bytes, ...]:
        """Values of every field called ``name`` (any case), in order."""
        wanted = name.lower()
        return tuple(value for key, value in self.headers if key.rstrip().lower() == wanted)

    def sole(self, name: bytes) -> bytes | None:
        """Value of the only field called ``name``, None when there is none.

        :raises ValueError: when the field is repeated.
        """
        values = self.all(name)
        if len(values) > 1:
            raise ValueError(f"{name!r} occurs {len(values)} times")
        return values[0] if values else None


def parse_head(message: bytes) -> Head:
    """Read the head of a request or response (RFC 9112 sections 3, 4 and 5).

    Copes with bare LF, a missing reason, lines without a colon, folded lines, bytes of any
    charset, a head cut short, and messages that are not HTTP (``status`` and ``method`` None).

    :param message: one message from its first byte.
    """
    length = _head_length(message)
    lines = message[: min(length, _PARSED_HEAD_BYTES)].split(b"\n")
    start_line = lines[0].removesuffix(b"\r")
    version, status, reason, method, target = "", None, b"", None, b""
    if response := _STATUS_LINE.fullmatch(start_line):
        version, status = response[1].decode("ascii"), int(response[2])
        reason = response[3] or b""
    elif request := _REQUEST_LINE.fullmatch(start_line):
        version, method, target = request[3].decode("ascii"), request[1].decode("ascii"), request[2]
    return Head(
        start_line=start_line,
        version=version,
        status=status,
        reason=reason,
        method=method,
        target=target,
        headers=_headers(lines[1:]),
        head_length=length,
    )


def entity(message: bytes, *, method: str = "GET", head: Head | None = None) -> bytes:
    """The body without its transfer-coding, content-coding kept (RFC 9112 sections 6 and 7).

    What is cut short yields what is there. A body that claims to be chunked and is not, as
    other archivers write it, is returned as it is. Of what is not HTTP at all, the entity is
    whatever follows the first empty line. Transfer codings other than chunked stay.

    :param message: one message from its first byte; nothing of a next message behind it.
    :param method: method of the request that a response answers.
    :param head: ``parse_head(message)`` when the caller has it already.
    """
    if head is None:
        head = parse_head(message)
    start = head.head_length
    if head.status is None and head.method is None:
        return message[start:]
    if head.status is not None and _has_no_body(head.status, method):
        return b""
    lengths: list[bytes] = []
    codings: list[bytes] = []
    for name, value in head.headers:
        # Quirk: "Transfer-Encoding : chunked" frames nothing in Twisted, whose names keep blanks.
        match name.lower():
            case b"transfer-encoding":
                codings += value.lower().split(b",")
            case b"content-length":
                lengths += value.split(b",")
    if any(coding.strip() == b"chunked" for coding in codings):
        return _dechunk(message, start)
    if lengths:
        length = _content_length(lengths)
        return message[start:] if length is None else message[start : start + length]
    return b"" if head.method is not None else message[start:]


def media_type(head: Head) -> str:
    """Lower-case media type of a message, without charset or any parameter; empty when none."""
    value = head.first(b"content-type") or b""
    return value.partition(b";")[0].strip().lower().decode("latin-1")


def _head_length(message: bytes) -> int:
    if message.startswith((b"\r\n", b"\n")):
        return message.index(b"\n") + 1
    crlf = message.find(b"\n\r\n")
    bare = message.find(b"\n\n", 0, crlf + 1 if crlf >= 0 else len(message))
    if bare >= 0:
        return bare + 2
    return crlf + 3 if crlf >= 0 else len(message)


def _headers(lines: list[bytes]) -> tuple[tuple[bytes, bytes], ...]:
    unfolded: list[list[bytes]] = []
    for line in lines:
        text = line.removesuffix(b"\r")
        if text[:1] in (b" ", b"\t"):
            if unfolded:
                unfolded[-1].append(text)
        elif text:
            unfolded.append([text])
    headers = []
    for parts in unfolded:
        name, colon, value = (parts[0] if len(parts) == 1 else b"".join(parts)).partition(b":")
        if colon:
            headers.append((name, value.strip()))
    return tuple(headers)


def _has_no_body(status: int, method: str) -> bool:
    return method == "HEAD" or 100 <= status < 200 or status in (204, 304)


def _content_length(values: list[bytes]) -> int | None:
    """The one length that all values agree on (section 6.3); None when they do not."""
    lengths = set()
    for value in values:
        digits = value.strip().lstrip(b"0")
        if not (digits.isdigit() or value.strip().isdigit()) or len(digits) > 18:
            return None
        lengths.add(int(digits or b"0"))
    return lengths.pop() if len(lengths) == 1 else None


def _dechunk(message: bytes, start: int) -> bytes:
    """Section 7.1: the data of all chunks; extensions and trailers are dropped."""
    body = bytearray()
    position = start
    while line := _CHUNK_LINE.match(message, position, position + LONGEST_CHUNK_LINE):
        size, position = int(line[1], 16), line.end()
        if size == 0:
            return bytes(body)
        body += message[position : position + size]
        position += size
        if message.startswith(b"\r\n", position):
            position += 2
        elif message.startswith(b"\n", position):
            position += 1
        else:
            return bytes(body)
    torn = len(message) - start < LONGEST_CHUNK_LINE and _TORN_CHUNK_LINE.fullmatch(message, start)
    if position == start and not torn:
        return message[start:]
    return bytes(body)
