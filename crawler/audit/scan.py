"""What is read byte by byte, cut into ranges that processes take: WARC files, lines, hashes."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice

from crawler import __version__
from crawler.archive.ordered_pool import ordered_pool
from crawler.archive.warc import members
from crawler.archive.warc.fields import parse
from crawler.archive.warc.source import header_end
from crawler.audit.articles import ArticleLines
from crawler.audit.facts import CaptureRow, LineRow, PageRow, RecordRow
from crawler.audit.findings import Tally
from crawler.audit.members import next_record, walk
from crawler.audit.parts import Part, Section
from crawler.audit.records import Inspector
from crawler.errors import CorruptRecord

SMALL = 100 << 20
"""Bytes below which starting processes would take longer than the work."""
WARC_BYTES = 32 << 20
LINE_BYTES = 4 << 20
_PEEKED_RECORDS = 8
_OURS = "zjol-archive"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Range:
    """Bytes of a part that one process takes."""

    part: Part
    start: int
    stop: int

    @property
    def bytes(self) -> int:
        """How many bytes there are to read."""
        return self.stop - self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class WarcRange(_Range):
    """Task: the records of a file that begin from ``start`` on and before ``stop``."""

    ours: bool
    indexed: bool
    """There is an index to hold the records against."""

    def run(self, start: int | None = None) -> WarcFound:
        """Check the records.

        :param start: where a record begins or there is damage; None to look for the next record.
        """
        inspector = Inspector(self.part.name, ours=self.ours, indexed=self.indexed)
        with Section(self.part) as section:
            if start is None:
                start = next_record(section, self.start, self.stop) if self.start else 0
            end = walk(section, start, self.stop, inspector)
        return WarcFound(
            task=self, start=start, end=end, tally=inspector.tally, records=inspector.records,
            captures=inspector.captures, warcinfos=inspector.warcinfos,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class WarcFound:
    """What was found in a range of a WARC file."""

    task: WarcRange
    start: int
    end: int
    """Where the next record begins: another range must have begun there."""
    tally: Tally
    records: list[RecordRow]
    captures: list[CaptureRow]
    warcinfos: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRange(_Range):
    """Task: the lines of an article file that begin from ``start`` on and before ``stop``."""

    def run(self) -> LinesFound:
        """Check the lines."""
        lines = ArticleLines(self.part, version=__version__)
        lines.read(self.start, self.stop)
        return LinesFound(task=self, tally=lines.tally, lines=lines.lines, pages=lines.pages)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesFound:
    """What was found in a range of an article file."""

    task: LineRange
    tally: Tally
    lines: list[LineRow]
    pages: list[PageRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hash:
    """Task: the SHA-256 of a whole file, and the CRC-32 a ZIP states of it."""

    part: Part

    def run(self) -> Hashed:
        """Compute both."""
        digest, crc = hashlib.sha256(usedforsecurity=False), 0
        with self.part.open() as stream:
            while piece := stream.read(1 << 20):
                digest.update(piece)
                if self.part.crc is not None:
                    crc = zlib.crc32(piece, crc)
        sound = self.part.crc is None or crc == self.part.crc
        return Hashed(task=self, value=digest.hexdigest(), sound=sound)

    @property
    def bytes(self) -> int:
        """How many bytes there are to read."""
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


def _run(task: Task) -> Found:
    return task.run()


pool = partial(ordered_pool, _run)
"""Runs tasks in as many processes as it is given (:func:`crawler.archive.ordered_pool`)."""


def warc_ranges(
    part: Part, *, ours: bool, indexed: bool, size: int = WARC_BYTES
) -> Iterator[WarcRange]:
    """The ranges that cover a WARC file."""
    for start in range(0, part.size, size):
        stop = min(start + size, part.size)
        yield WarcRange(part=part, start=start, stop=stop, ours=ours, indexed=indexed)


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
    # What looked like a record lies within another, or there is damage at the seam: read again.
    return task.run(reached)


def line_ranges(part: Part) -> Iterator[LineRange]:
    """The ranges that cover an article file."""
    for start in range(0, part.size, LINE_BYTES):
        yield LineRange(part=part, start=start, stop=min(start + LINE_BYTES, part.size))


def is_ours(part: Part) -> bool:
    """Does a warcinfo at the start of the file say that this program wrote it?"""
    with Section(part) as section, suppress(CorruptRecord):
        if section.read(0, 2) != b"\x1f\x8b":
            return _says_ours(section.read(0, 1 << 16))
        starts = (member.start for member in members.walk(section))
        return any(map(_says_ours, islice(starts, _PEEKED_RECORDS)))
    return False


def _says_ours(data: bytes) -> bool:
    start = header_end(data)
    if start < 0 or b"warcinfo" not in data[:start].lower():
        return False
    return (parse(data[start:]).first("software") or "").startswith(_OURS)
