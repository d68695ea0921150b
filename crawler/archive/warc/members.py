"""Gzip members of a WARC file (WARC 1.1 annex D): one record each, written and walked strictly."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, cast

from isal import isal_zlib

from crawler.archive.warc.fields import Pair, serialise
from crawler.errors import CorruptRecord

IsalError = cast("type[Exception]", isal_zlib.error)  # Quirk: its stub says instance

FAST = 1
"""ISA-L level for what is compressed already. Level 0 is no faster there and a quarter larger."""
DENSE = 3
"""ISA-L level for text."""

GZIP_HEADER: bytes = isal_zlib.compress(b"", FAST, 31)[:10]
"""How each member that is written here begins: no flags, no time, no name."""

_RESERVED_FLAGS = 0xE0
_START_BYTES = 1 << 16
_FIRST_WINDOW = 1 << 14
_LARGEST_WINDOW = 1 << 20
_LARGEST_PIECE = 1 << 20


class Source(Protocol):
    """A file that is read at positions, as :func:`os.pread` reads."""

    name: str

    def read(self, offset: int, length: int) -> bytes:
        """Up to ``length`` bytes from ``offset``; fewer only at the end of the file."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One whole gzip member: its end was reached and its checksum and length are right."""

    offset: int
    """Position of its first byte in the file."""
    length: int
    """Compressed bytes."""
    inflated: int
    """Bytes it holds."""
    start: bytes
    """The first of those, at most 64 KiB: enough for the header of any record."""


def member(header: Iterable[Pair], block: bytes, *, level: int = FAST) -> bytes:
    """A whole record as one gzip member: version, header, block, two line ends (section 4).

    The bytes depend on the arguments only: no file name and no time is in the gzip header.
    """
    data = b"".join((b"WARC/1.1\r\n", serialise(header), b"\r\n", block, b"\r\n\r\n"))
    compressed: bytes = isal_zlib.compress(data, level, 31)
    return compressed


def walk(source: Source, start: int = 0) -> Iterator[Member]:
    """The members from ``start``, where one must begin, to the end of the file.

    Memory stays bounded however large a member inflates.

    :raises CorruptRecord: at the first byte that is no whole member.
    """
    offset = start
    while source.read(offset, 1):
        seen = _Seen()
        length = inflate(source, offset, seen.add)
        yield Member(offset=offset, length=length, inflated=seen.size, start=bytes(seen.start))
        offset += length


def inflate(source: Source, offset: int, sink: Callable[[bytes], None]) -> int:
    """Hand what a member holds to ``sink`` piece by piece; returns the member's length.

    :raises CorruptRecord: when no gzip member begins there, it is torn, or a checksum fails.
    """
    head = source.read(offset, 4)
    if head[:2] != b"\x1f\x8b":
        raise CorruptRecord(source.name, offset, "no gzip member begins here")
    if len(head) == 4 and head[3] & _RESERVED_FLAGS:  # RFC 1952 section 2.3.1.2; ISA-L lets it pass
        raise CorruptRecord(source.name, offset, "damaged gzip member: reserved flags are set")
    stream = isal_zlib.decompressobj(31)
    position, window = offset, _FIRST_WINDOW
    while not stream.eof:
        data = source.read(position, window)
        if not data:
            raise CorruptRecord(source.name, offset, f"gzip member torn at byte {position}")
        position += len(data)
        window = min(2 * window, _LARGEST_WINDOW)
        try:
            while not stream.eof:
                piece = stream.decompress(data, _LARGEST_PIECE)
                sink(piece)
                data = stream.unconsumed_tail
                # Input may be used up while output is still held back by the piece's limit.
                if not data and len(piece) < _LARGEST_PIECE:
                    break
        except IsalError as error:
            raise CorruptRecord(source.name, offset, f"damaged gzip member: {error}") from error
    return position - len(stream.unused_data) - offset


class _Seen:
    """Counts what passes and keeps its start."""

    def __init__(self) -> None:
        self.size = 0
        self.start = bytearray()

    def add(self, piece: bytes) -> None:
        self.size += len(piece)
        if len(self.start) < _START_BYTES:
            self.start += piece[: _START_BYTES - len(self.start)]
