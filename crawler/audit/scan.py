"""What is read byte by byte, cut into ranges that processes take: WARC files, lines, hashes."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace

from crawler import __version__
from crawler.archive.warc.fields import parse
from crawler.archive.warc.members import inflate
from crawler.archive.warc.source import header_end
from crawler.audit.articles import ArticleLines, LineRow, PageRow
from crawler.audit.findings import Tally
from crawler.audit.members import next_record, walk
from crawler.audit.parts import Part, Section
from crawler.audit.records import Inspector
from crawler.audit.rows import CaptureRow, RecordRow
from crawler.errors import CorruptRecord

WARC_BYTES = 32 << 20
LINE_BYTES = 4 << 20
_PEEKED_RECORDS = 8
_OURS = "zjol-archive"


@dataclass(frozen=True, slots=True, kw_only=True)
class WarcRange:
    """Task: the records of a file that begin from ``start`` on and before ``stop``."""

    part: Part
    ours: bool
    indexed: bool
    """There is an index to hold the records against."""
    start: int
    stop: int
    exact: bool = True
    """A record begins at ``start`` or there is damage; False: look for the next record."""

    def run(self) -> WarcFound:
        """Check them."""
        inspector = Inspector(self.part.name, ours=self.ours, indexed=self.indexed)
        with Section(self.part) as section:
            start = self.start
            if not self.exact:
                start = next_record(section, start, self.stop)
            end = walk(section, start, self.stop, inspector)
        return WarcFound(
            task=self,
            start=start,
            end=end,
            tally=inspector.tally,
            records=inspector.records,
            captures=inspector.captures,
            warcinfos=inspector.warcinfos,
        )

    @property
    def bytes(self) -> int:
        """How much there is to read."""
        return self.stop - self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class WarcFound:
    """What was found in a range of a WARC file."""

    task: WarcRange
    start: int
    end: int
    """Where the next record begins: another range must have begun there."""
    tally: Tally
    records: list[RecordRow] = field(default_factory=list)
    captures: list[CaptureRow] = field(default_factory=list)
    warcinfos: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRange:
    """Task: the lines of an article file that begin from ``start`` on and before ``stop``."""

    part: Part
    start: int
    stop: int

    def run(self) -> LinesFound:
        """Check them."""
        lines = ArticleLines(self.part, version=__version__)
        lines.read(self.start, self.stop)
        return LinesFound(task=self, tally=lines.tally, lines=lines.lines, pages=lines.pages)

    @property
    def bytes(self) -> int:
        """How much there is to read."""
        return self.stop - self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesFound:
    """What was found in a range of an article file."""

    task: LineRange
    tally: Tally
    lines: list[LineRow]
    pages: list[PageRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hash:
    """Task: the digest of a whole file, and the CRC-32 a ZIP states of it."""

    part: Part
    algorithm: str = "sha256"

    def run(self) -> Hashed:
        """Compute it."""
        with self.part.open() as stream:
            digest, crc = hashlib.new(self.algorithm, usedforsecurity=False), 0
            while piece := stream.read(1 << 20):
                digest.update(piece)
                if self.part.crc is not None:
                    crc = zlib.crc32(piece, crc)
        sound = self.part.crc is None or crc == self.part.crc
        return Hashed(task=self, value=digest.hexdigest(), sound=sound)

    @property
    def bytes(self) -> int:
        """How much there is to read."""
        return self.part.size


@dataclass(frozen=True, slots=True, kw_only=True)
class Hashed:
    """The digest of a file, hexadecimal."""

    task: Hash
    value: str
    sound: bool
    """Whether the CRC-32 is the stated one, if one is."""


Task = WarcRange | LineRange | Hash
Found = WarcFound | LinesFound | Hashed


def warc_ranges(
    part: Part, *, ours: object, indexed: object, size: int = WARC_BYTES
) -> Iterator[WarcRange]:
    """The ranges that cover a WARC file."""
    for start in range(0, part.size, size):
        stop = min(start + size, part.size)
        yield WarcRange(
            part=part, ours=bool(ours), indexed=bool(indexed),
            start=start, stop=stop, exact=start == 0,
        )  # fmt: skip


def at_seam(found: WarcFound, reached: int) -> WarcFound | None:
    """What a range holds that no range before it has covered.

    :param reached: where the range before it ended.
    :returns: None for nothing.
    """
    task = found.task
    if reached >= task.stop:
        return None  # a record of an earlier range covers all of it
    if found.start == reached:
        return found
    # What looked like a record lies within one, or there is damage at the seam: read again.
    return replace(task, start=reached, exact=True).run()


def line_ranges(part: Part) -> Iterator[LineRange]:
    """The ranges that cover an article file."""
    for start in range(0, part.size, LINE_BYTES):
        yield LineRange(part=part, start=start, stop=min(start + LINE_BYTES, part.size))


def is_ours(part: Part) -> bool:
    """Does a warcinfo at the start of the file say that this program wrote it?"""
    with Section(part) as section, suppress(CorruptRecord):
        offset = 0
        for _ in range(_PEEKED_RECORDS):
            if offset >= part.size:
                break
            if section.read(offset, 2) != b"\x1f\x8b":
                return _says_ours(section.read(offset, 1 << 16))
            kept = _Start()
            offset += inflate(section, offset, kept.add)
            if _says_ours(bytes(kept.data)):
                return True
    return False


class _Start:
    def __init__(self) -> None:
        self.data = bytearray()

    def add(self, piece: bytes) -> None:
        if len(self.data) < 1 << 16:
            self.data += piece[: 1 << 16]


def _says_ours(data: bytes) -> bool:
    start = header_end(data)
    if start < 0 or b"warcinfo" not in data[:start].lower():
        return False
    return (parse(data[start:]).first("software") or "").startswith(_OURS)
