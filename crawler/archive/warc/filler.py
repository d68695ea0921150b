"""A record that takes the place of others byte for byte, so that nothing behind it moves."""

from __future__ import annotations

import zlib
from uuid import UUID

from crawler.archive.warc import digests
from crawler.archive.warc.warcinfo import record_id

_HEADER = b"\x1f\x8b\x08%c\x00\x00\x00\x00\x00\xff"
_COMMENT = 16
_EMPTY_BLOCK = b"\x00\x00\x00\xff\xff"
"""A stored deflate block of no bytes."""
_BLOCK = b"withheld: taken down by the operator of the archive\r\n"


def filler(length: int, *, new_id: UUID, date: str, warcinfo_id: str | None = None) -> bytes:
    """One gzip member of exactly ``length`` bytes that holds a ``metadata`` record.

    :param new_id: of the record.
    :param date: its ``WARC-Date``.
    :param warcinfo_id: its ``WARC-Warcinfo-ID``, if any.
    :raises ValueError: ``length`` is too short for a record, which no exchange is.
    """
    belongs = f"WARC-Warcinfo-ID: {warcinfo_id}\r\n" if warcinfo_id else ""
    record = (
        "WARC/1.1\r\n"
        "WARC-Type: metadata\r\n"
        f"WARC-Record-ID: {record_id(new_id)}\r\n"
        f"WARC-Date: {date}\r\n"
        f"{belongs}"
        "Content-Type: application/warc-fields\r\n"
        f"WARC-Block-Digest: {digests.sha1(_BLOCK)}\r\n"
        f"Content-Length: {len(_BLOCK)}\r\n\r\n"
    ).encode("ascii") + _BLOCK + b"\r\n\r\n"  # fmt: skip
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(record) + packer.flush()
    end = zlib.crc32(record).to_bytes(4, "little") + len(record).to_bytes(4, "little")
    spare = length - len(_HEADER % 0) - len(packed) - len(end)
    if spare < 0:
        raise ValueError(f"{length} bytes are too few for a record")
    blocks, rest = divmod(spare, len(_EMPTY_BLOCK))
    comment = b" " * (rest - 1) + b"\x00" if rest else b""
    head = _HEADER % (_COMMENT if rest else 0) + comment
    return head + blocks * _EMPTY_BLOCK + packed + end
