"""The HTTP message in a block: its framing followed while it goes by, its payload hashed.

A test holds the framing against :mod:`crawler.page.http1` (RFC 9112 sections 6 and 7). That module
needs the message as a whole; this module takes it in pieces, so a record of any size is checked in
bounded memory.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from crawler.audit.digests import Stated
from crawler.errors import ContentError
from crawler.page import content, http1

if TYPE_CHECKING:
    from collections.abc import Callable
    from hashlib import _Hash

_LARGEST_HEAD = 1 << 20
_LARGEST_LINE = http1.LONGEST_CHUNK_LINE
_PREFIX = 1 << 16
_DECODED = 1 << 26
_CHUNK_LINE = re.compile(rb"[ \t]*0{0,1000}([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\n]*)?\r?\n")
_TORN_LINE = re.compile(rb"[ \t]*[0-9A-Fa-f]{0,1016}[ \t]*(?:;[^\n]*)?\r?")

Framing = Literal["size", "data", "gap", "trailers", "done", "broken", "not-chunked"]


class Chunks:
    """A chunked body taken apart piece by piece (RFC 9112 section 7.1).

    :param sink: given the data of the chunks; of a body that is not chunked at all, all of it.
    """

    def __init__(self, sink: Callable[[bytes], None]) -> None:
        self._sink = sink
        self._buffer = b""
        self._left = 0
        self._first = True
        self.state: Framing = "size"
        self.surplus = 0
        """Bytes behind the end of the body."""

    def feed(self, piece: bytes) -> None:
        """The next bytes of the body."""
        data = self._buffer + piece if self._buffer else piece
        at = 0
        while at < len(data):
            step = self._step(data, at)
            if step is None:
                break
            at = step
        self._buffer = data[at:]

    def _step(self, data: bytes, at: int) -> int | None:
        """Take what stands at a place; returns the next place, None when more bytes are needed."""
        match self.state:
            case "data":
                return self._data(data, at)
            case "size":
                return self._size(data, at)
            case "gap":
                return self._gap(data, at)
            case "trailers":
                return self._trailers(data, at)
            case "done":
                self.surplus += len(data) - at
            case "not-chunked":
                self._sink(data[at:])
        return len(data)

    def end(self) -> Framing:
        """No more bytes: how far the body got."""
        if self.state == "size" and self._first and not _TORN_LINE.fullmatch(self._buffer):
            self._give_up(self._buffer)
        return self.state

    def _size(self, data: bytes, at: int) -> int | None:
        line = _CHUNK_LINE.match(data, at, at + _LARGEST_LINE)
        if line is None:
            if b"\n" not in data[at : at + _LARGEST_LINE] and len(data) - at < _LARGEST_LINE:
                return None
            self._give_up(data[at:])
            return len(data)
        self._first = False
        self._left = int(line[1], 16)
        self.state = "data" if self._left else "trailers"
        return line.end()

    def _give_up(self, rest: bytes) -> None:
        self.state = "not-chunked" if self._first else "broken"
        if self._first:
            self._sink(rest)

    def _data(self, data: bytes, at: int) -> int:
        taken = data[at : at + self._left]
        self._sink(taken)
        self._left -= len(taken)
        if not self._left:
            self.state = "gap"
        return at + len(taken)

    def _gap(self, data: bytes, at: int) -> int | None:
        if data.startswith(b"\r\n", at):
            self.state = "size"
            return at + 2
        if data.startswith(b"\n", at):
            self.state = "size"
            return at + 1
        if data[at:] == b"\r":
            return None
        self.state = "broken"
        return len(data)

    def _trailers(self, data: bytes, at: int) -> int | None:
        end = data.find(b"\n", at, at + _LARGEST_LINE)
        if end < 0:
            if len(data) - at < _LARGEST_LINE:
                return None
            self.state = "broken"
            return len(data)
        if data[at:end] in (b"", b"\r"):
            self.state = "done"
        return end + 1


class Message:
    """A message that goes by.

    :param stated: the payload digest to be held against, None for none.
    """

    def __init__(self, stated: Stated | None) -> None:
        self._payload_hash = stated.hash if stated else None
        self._raw_hash: _Hash | None = None
        self._buffer = b""
        self._room: int | None = None
        self._keep = False
        self.chunks: Chunks | None = None
        """The body, if the head says that it is chunked."""
        self.head: http1.Head | None = None
        self.start = b""
        """The head as it stands, with its empty line."""
        self.ended = False
        """Whether that empty line was there."""
        self.body_length = 0
        """Bytes behind the head."""
        self.claimed: int | None = None
        """What ``Content-Length`` says where it frames the body."""
        self.prefix = b""
        """The first bytes of the entity, kept when it has a content coding."""

    def feed(self, piece: bytes) -> None:
        """The next bytes of the message."""
        if self.head is not None:
            self._body(piece)
            return
        self._buffer = self._buffer + piece if self._buffer else piece
        data = self._buffer
        if b"\n\r\n" in data or b"\n\n" in data or data.startswith((b"\r\n", b"\n")):
            self.ended = True
            self._begin()
        elif len(self._buffer) > _LARGEST_HEAD:
            self._begin()

    def end(self) -> None:
        """No more bytes."""
        if self.head is None:
            self._begin()
        if self.chunks is not None:
            self.chunks.end()

    @property
    def hashes(self) -> tuple[_Hash | None, _Hash | None]:
        """Hash of the payload by the standard; and of all bytes behind the head, where others
        differ from it."""
        return self._payload_hash, self._raw_hash

    def not_encoded(self) -> str | None:
        """A content coding that the head names and the body does not have."""
        head = self.head
        if head is None or not self.prefix:
            return None
        value = b",".join(head.all(b"content-encoding")).decode("latin-1").lower()
        last = value.rpartition(",")[2].strip()
        known = ("gzip", "x-gzip", "deflate", "br", "zstd")
        if last not in known or len(self.prefix) < 18:
            return None
        try:
            decoded = content.decode(self.prefix, last, limit=_DECODED)
        except ContentError:
            return None
        return last if decoded == self.prefix else None

    def _begin(self) -> None:
        data = self._buffer
        self.head = head = http1.parse_head(data)
        self._buffer = b""
        self.start = data[: head.head_length]
        self._frame(head)
        if self.chunks is not None and self._payload_hash is not None:
            self._raw_hash = self._payload_hash.copy()
        if len(data) > head.head_length:
            self._body(data[head.head_length :])

    def _frame(self, head: http1.Head) -> None:
        """RFC 9112 section 6.3."""
        is_response, is_request = head.status is not None, head.method is not None
        if not is_response and not is_request:
            return  # not HTTP: all that follows is the entity
        lengths: list[bytes] = []
        codings: list[bytes] = []
        for name, value in head.headers:
            match name.lower():
                case b"transfer-encoding":
                    codings += value.lower().split(b",")
                case b"content-length":
                    lengths += value.split(b",")
                case b"content-encoding":
                    self._keep = is_response
        if is_response and (head.status in (204, 304) or 100 <= (head.status or 0) < 200):
            self._room = 0
        elif any(coding.strip() == b"chunked" for coding in codings):
            self.chunks = Chunks(self._entity)
        elif lengths:
            self._room = self.claimed = _length(lengths)
        elif is_request:
            self._room = 0

    def _body(self, piece: bytes) -> None:
        self.body_length += len(piece)
        if self.chunks is not None:
            if self._raw_hash is not None:
                self._raw_hash.update(piece)
            self.chunks.feed(piece)
        elif self._room is None:
            self._entity(piece)
        else:
            taken = piece[: self._room]
            self._room -= len(taken)
            if taken:
                self._entity(taken)
            if len(taken) < len(piece) and self._payload_hash is not None:
                self._raw_hash = self._raw_hash or self._payload_hash.copy()
                self._raw_hash.update(piece[len(taken) :])

    def _entity(self, piece: bytes) -> None:
        if self._payload_hash is not None:
            self._payload_hash.update(piece)
        if self._keep and len(self.prefix) < _PREFIX:
            self.prefix += piece[: _PREFIX - len(self.prefix)]


def _length(values: list[bytes]) -> int | None:
    """RFC 9112 section 6.3: the one length that all values agree on, None when they do not."""
    lengths = set()
    for value in values:
        digits = value.strip()
        if not digits.isdigit() or len(digits.lstrip(b"0")) > 18:
            return None
        lengths.add(int(digits))
    return lengths.pop() if len(lengths) == 1 else None
