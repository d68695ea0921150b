"""Where records begin and end in a file, damaged ones included: gzip members and plain records.

Nothing stops the walk: behind damage it continues at the next place where a record begins.
"""

from __future__ import annotations

import re
from contextlib import suppress

from isal import isal_zlib

from crawler.archive.warc.members import GZIP_HEADER, IsalError, inflate
from crawler.archive.warc.source import header_end
from crawler.audit.content import LARGEST_HEADER, Content
from crawler.audit.parts import Section
from crawler.audit.records import Inspection, Inspector
from crawler.errors import CorruptRecord

_GZIP = b"\x1f\x8b\x08"
_PLAIN = re.compile(rb"WARC/[0-9]\.[0-9]{1,2}\r?\n[A-Za-z-]+:")
_SCAN = 1 << 20
_PROBE = 1 << 12
_PIECE = 1 << 20
_FCOMMENT = 16


def walk(section: Section, start: int, stop: int, inspector: Inspector) -> int:
    """Visit the records from ``start`` on that begin before ``stop``.

    :returns: where the next record begins: ``stop`` or a byte behind it.
    """
    # Recompressed files, and those of other programs, have other headers: not a defect.
    usual = GZIP_HEADER if _is_ours(section.read(0, len(GZIP_HEADER))) else b""
    offset = start
    while offset < min(stop, section.size):
        head = section.read(offset, len(GZIP_HEADER))
        if head[:2] == _GZIP[:2]:
            offset = _member(section, offset, inspector, usual=usual or head)
        elif head[:5] == b"WARC/":
            offset = _plain(section, offset, inspector)
        else:
            offset = _foreign(section, offset, inspector)
    return offset


def _is_ours(head: bytes) -> bool:
    """Whether a file begins as ours do; a bit of that may be flipped."""
    differing = int.from_bytes(head) ^ int.from_bytes(GZIP_HEADER)
    return len(head) == len(GZIP_HEADER) and differing.bit_count() <= 1


def next_record(section: Section, offset: int, stop: int | None = None) -> int:
    """The first byte at or behind ``offset`` where a record begins.

    :param stop: where to give up, and what is returned then; None for the end of the file.
    """
    end = section.size if stop is None else stop
    while offset < end:
        block = section.read(offset, _SCAN)
        candidates = [block.find(_GZIP), block.find(b"WARC/")]
        found = min((at for at in candidates if at >= 0), default=-1)
        if found < 0:
            offset += max(len(block) - 4, 1)
            continue
        offset += found
        if offset < end and _begins(section, offset):
            return offset
        offset += 1
    return end


def _begins(section: Section, offset: int) -> bool:
    probe = section.read(offset, _PROBE)
    if probe.startswith(_GZIP):
        return _readable(probe, 40).startswith(b"WARC/")
    if not _PLAIN.match(probe):
        return False
    before = section.read(offset - 2, 2) if offset >= 2 else b"\r\n"
    return before == b"\r\n"


def _readable(data: bytes, limit: int) -> bytes:
    """What unpacks from the start of a member, however damaged it is further on."""
    stream = isal_zlib.decompressobj(31)
    out = b""
    with suppress(IsalError):
        for at in range(0, len(data), 64):
            out += stream.decompress(data[at : at + 64], limit)
            if len(out) >= limit or stream.eof:
                break
    return out


def _member(section: Section, offset: int, inspector: Inspector, *, usual: bytes) -> int:
    content = Content(offset, inspector)
    head = section.read(offset, len(GZIP_HEADER))
    try:
        length = inflate(section, offset, content.feed)
    except CorruptRecord as error:
        following = _behind(section, offset, section.reached)
        held = content.start or _readable(section.read(offset, _PROBE), LARGEST_HEADER)
        torn = following >= section.size and "torn" in error.found
        if torn:
            says = f"the file ends at byte {section.size}, within this gzip member"
            inspector.damage("warc.truncated", offset, says, held)
        else:
            says = f"{error.found}; the next record begins at byte {following}"
            if following >= section.size:
                says = f"{error.found}; no record follows"
            inspector.damage("warc.gzip-damaged", offset, says, held)
        return following
    content.end(length)
    if head not in (usual, _commented(usual)):
        says = f"its gzip header is {head.hex()}, that of its neighbours {usual.hex()}"
        inspector.damage("warc.member-header", offset, says, content.start)
    return offset + length


def _commented(head: bytes) -> bytes:
    """The same gzip header with a comment (RFC 1952, FCOMMENT), which fills up what covers withheld
    records. A flipped bit there is found all the same: data is taken for a comment then."""
    return head[:3] + bytes([head[3] | _FCOMMENT]) + head[4:] if head else head


def _behind(section: Section, offset: int, reached: int) -> int:
    """Where the walk continues behind a record that ended badly at ``reached``.

    The next record may begin within what was read as the bad record, so those bytes are read
    again; but a file made of nothing but bad records inside each other is not read over and over.
    """
    section.patience -= reached - offset
    return next_record(section, offset + 2 if section.patience > 0 else max(reached, offset + 2))


def _plain(section: Section, offset: int, inspector: Inspector) -> int:
    window = 1 << 14
    head = section.read(offset, window)
    while header_end(head) < 0 and len(head) == window and window < LARGEST_HEADER:
        window *= 4
        head = section.read(offset, window)
    start = header_end(head)
    if start < 0:
        return _cut_or_lost(section, offset, inspector, head)
    inspection = Inspection(inspector, offset, head[:start])
    if inspection.length is None:
        inspection.end(0)
        return next_record(section, offset + start)
    end = offset + start + inspection.length
    if end > section.size:
        following = _behind(section, offset + start, offset + start)
        if following >= section.size:
            says = f"the file ends at byte {section.size}, this record at {end + 4}"
            inspector.damage("warc.truncated", offset, says, head)
        else:
            inspection.note("warc.content-length-wrong", f"a record begins at byte {following}")
            inspection.end(0)
        return following
    for at in range(offset + start, end, _PIECE):
        inspection.block(section.read(at, min(end - at, _PIECE)))
    after = section.read(end, 4)
    if after == b"\r\n\r\n":
        inspection.end(start + inspection.length)
        return end + 4
    following = _behind(section, offset + start, end)
    if len(after) < 4 and following >= section.size and b"\r\n\r\n".startswith(after):
        says = f"the file ends at byte {section.size}, within the end of this record"
        inspector.damage("warc.truncated", offset, says, head)
    else:
        says = f"{after!r} where Content-Length ends; the next record begins at byte {following}"
        code = "warc.record-end" if end <= following <= end + 4 else "warc.content-length-wrong"
        inspection.note(code, says)
        inspection.end(start + inspection.length)
    return following


def _cut_or_lost(section: Section, offset: int, inspector: Inspector, head: bytes) -> int:
    if len(head) < LARGEST_HEADER:
        says = f"the file ends at byte {section.size}, within this record's header"
        inspector.damage("warc.truncated", offset, says, head)
        return section.size
    inspector.damage("warc.header-unended", offset, "no empty line ends the header", head)
    return next_record(section, offset + len(head))


def _foreign(section: Section, offset: int, inspector: Inspector) -> int:
    following = next_record(section, offset)
    shown = section.read(offset, 24)
    says = f"{following - offset} bytes that are no record, beginning {shown!r}"
    last = following >= section.size
    inspector.damage("warc.trailing-bytes" if last else "warc.garbage", offset, says)
    return following
