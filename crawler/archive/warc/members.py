"""Gzip members of a WARC file (WARC 1.1 annex D): one record each, written and walked strictly."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from isal import isal_zlib

from crawler.archive.warc.fields import Pair, record_id, serialise, sha1
from crawler.archive.warc.source import FileSource
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

_FILLER_HEAD = b"\x1f\x8b\x08%c\x00\x00\x00\x00\x00\xff"
_HAS_COMMENT = 16
_EMPTY_BLOCK = b"\x00\x00\x00\xff\xff"
"""A stored deflate block of no bytes."""
_WITHHELD = b"withheld: taken down by the operator of the archive\r\n"


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
    """A whole record as one gzip member.

    The bytes depend on the arguments only: no file name and no time is in the gzip header.
    """
    compressed: bytes = isal_zlib.compress(_record(header, block), level, 31)
    return compressed


def filler(length: int, *, new_id: UUID, date: str, warcinfo_id: str | None = None) -> bytes:
    """One gzip member of exactly ``length`` bytes that holds a ``metadata`` record.

    It takes the place of other records byte for byte, so that nothing behind it moves.

    :param new_id: of the record.
    :param date: its ``WARC-Date``.
    :param warcinfo_id: its ``WARC-Warcinfo-ID``, if any.
    :raises ValueError: ``length`` is too short for a record, which no exchange is.
    """
    header = [("WARC-Type", "metadata"), ("WARC-Record-ID", record_id(new_id)), ("WARC-Date", date)]
    if warcinfo_id:
        header.append(("WARC-Warcinfo-ID", warcinfo_id))
    header += [
        ("Content-Type", "application/warc-fields"),
        ("WARC-Block-Digest", sha1(_WITHHELD)),
        ("Content-Length", str(len(_WITHHELD))),
    ]
    record = _record(header, _WITHHELD)
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(record) + packer.flush()
    end = zlib.crc32(record).to_bytes(4, "little") + len(record).to_bytes(4, "little")
    spare = length - len(_FILLER_HEAD % 0) - len(packed) - len(end)
    if spare < 0:
        raise ValueError(f"{length} bytes are too few for a record")
    blocks, rest = divmod(spare, len(_EMPTY_BLOCK))
    comment = b" " * (rest - 1) + b"\x00" if rest else b""
    head = _FILLER_HEAD % (_HAS_COMMENT if rest else 0) + comment
    return head + blocks * _EMPTY_BLOCK + packed + end


def _record(header: Iterable[Pair], block: bytes) -> bytes:
    """Version, header, block, two line ends (section 4)."""
    return b"".join((b"WARC/1.1\r\n", serialise(header), b"\r\n", block, b"\r\n\r\n"))


def walk(source: FileSource, start: int = 0) -> Iterator[Member]:
    """The members from ``start``, where one must begin, to the end of the file.

    Memory stays bounded however large a member inflates.

    :raises CorruptRecord: at the first byte that is no whole member.
    """
    offset = start
    while source.read(offset, 1):
        found = _whole_member(source, offset)
        yield found
        offset += found.length


def _whole_member(source: FileSource, offset: int) -> Member:
    size, start = 0, bytearray()

    def add(piece: bytes) -> None:
        nonlocal size
        size += len(piece)
        start.extend(piece[: _START_BYTES - len(start)])

    length = inflate(source, offset, add)
    return Member(offset=offset, length=length, inflated=size, start=bytes(start))


def inflate(source: FileSource, offset: int, sink: Callable[[bytes], None]) -> int:
    """Give what a member holds to ``sink`` piece by piece; returns the member's length.

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
