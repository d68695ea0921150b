"""What a gzip member holds: one record (WARC 1.1 annex D), or what else was put into it."""

from __future__ import annotations

from crawler.archive.warc.source import header_end
from crawler.audit.records import Inspection, Inspector

LARGEST_HEADER = 1 << 20
"""Bytes of a record header beyond which it is taken for damage."""

_START = 1 << 12


class Content:
    """Takes what a gzip member holds piece by piece."""

    def __init__(self, offset: int, inspector: Inspector) -> None:
        self._offset = offset
        self._inspector = inspector
        self._state = self._header
        self._buffer = b""
        self._inspection: Inspection | None = None
        self._left = 0
        self._whole: list[Inspection] = []
        self._extra = 0
        self._records = 0
        self.start = b""

    def feed(self, piece: bytes) -> None:
        while piece:
            piece = self._state(piece)

    def _header(self, piece: bytes) -> bytes:
        self._buffer = self._buffer + piece if self._buffer else piece
        if not self.start or len(self.start) < _START:
            self.start = self._buffer[:_START]
        end = header_end(self._buffer)
        if end < 0 and len(self._buffer) < LARGEST_HEADER:
            return b""
        if end < 0 or not self._buffer.startswith(b"WARC/"):
            self._state = self._surplus
            rest, self._buffer = self._buffer, b""
            return rest
        header, rest, self._buffer = self._buffer[:end], self._buffer[end:], b""
        self._inspection = Inspection(self._inspector, self._offset, header)
        self._records += 1
        if self._inspection.length is None:
            self._whole.append(self._inspection)
            self._state = self._skip
            return rest
        self._left = self._inspection.length
        self._state = self._block if self._left else self._tail
        return rest

    def _block(self, piece: bytes) -> bytes:
        assert self._inspection is not None
        taken = piece[: self._left]
        self._inspection.block(taken)
        self._left -= len(taken)
        if not self._left:
            self._state = self._tail
        return piece[len(taken) :]

    def _tail(self, piece: bytes) -> bytes:
        assert self._inspection is not None
        missing = 4 - len(self._buffer)
        self._buffer += piece[:missing]
        if len(self._buffer) == 4:
            self._whole.append(self._inspection)
            if self._buffer != b"\r\n\r\n":
                self._state = self._skip
                self._extra = 4
            else:
                self._state = self._header
            self._buffer = b""
        return piece[missing:]

    def _skip(self, piece: bytes) -> bytes:
        """Behind a record whose end is not where its Content-Length puts it."""
        self._extra += len(piece)
        return b""

    def _surplus(self, piece: bytes) -> bytes:
        """Behind a whole record: no record either."""
        self._extra += len(piece)
        return b""

    def end(self, length: int) -> None:
        """The member was whole, ``length`` bytes of the file."""
        offset, damage = self._offset, self._inspector.damage
        if self._state == self._header and self._buffer:
            self._extra, self._state = len(self._buffer), self._surplus
            if not self._records:
                damage("warc.header-unended", offset, "no empty line ends the header", self._buffer)
                return
        if self._inspection is None:
            if self._extra:
                damage("warc.version-wrong", offset, f"a member that begins {self.start[:40]!r}")
            else:
                damage("warc.member-empty", offset, "a gzip member of no bytes")
            return
        if self._state == self._surplus:
            says = f"{self._extra} bytes follow the record in its member"
            damage("warc.member-extra-bytes", offset, says, self.start)
        else:
            self._last(self._inspection)
        if self._records > 1:
            says = f"{self._records} records in one member: none but the first can be looked up"
            damage("warc.member-holds-many", offset, says, self.start)
        for inspection in self._whole:
            inspection.end(length)

    def _last(self, last: Inspection) -> None:
        """How the last record of the member ended."""
        if self._state == self._block:
            says = f"the block has {self._left} bytes less than Content-Length says"
            last.note("warc.content-length-wrong", says)
            self._whole.append(last)
        elif self._state == self._tail:
            last.note("warc.record-end", f"the member ends with {self._buffer!r} behind the block")
            self._whole.append(last)
        elif self._state == self._skip and last.length is not None:
            says = f"{self._extra} bytes follow where Content-Length says that the block ends"
            code = "warc.record-end" if self._extra == 4 else "warc.content-length-wrong"
            last.note(code, says)
