"""Cutting a torn tail: what a killed writer left behind its last whole record is set aside."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from crawler.archive.warc.members import Member, walk
from crawler.archive.warc.naming import is_warcinfo, seal, sync_directory
from crawler.archive.warc.source import FileSource, content_length
from crawler.errors import CorruptRecord

_COPY_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What :func:`repair` found and did."""

    kept_bytes: int
    """Length of the file now: the end of its last whole record."""
    kept_records: int
    """Whole records between ``from_offset`` and that end."""
    cut_bytes: int
    """Bytes that were cut off, 0 for a whole file."""
    torn: Path | None
    """File that holds them now."""
    found: str | None
    """What stood at the cut instead of a record."""


def repair(path: Path, *, from_offset: int = 0, aside: Path | None = None) -> Repair:
    """Cut a ``.warc.gz`` back to its last whole record.

    A record counts whether or not the rest of its exchange came to be written: a response
    without its request is a capture. The bytes behind it go to ``NAME.torn-OFFSET`` and are on
    disk there before the file is cut, so a repair that is killed is repeated from the start.

    Damage before the tail looks like a torn tail. Give the committed end as ``from_offset``
    where it is known: then only bytes that were never reported as durable are cut.

    :param path: the file; no other process writes it.
    :param from_offset: where a member begins; everything before it is not checked.
    :param aside: folder for the cut bytes, made when missing; the file's own by default.
    :raises CorruptRecord: when the file is shorter than ``from_offset``, or not a ``.warc.gz``.
    :raises OSError: when it cannot be read or cut.
    """
    if ".warc.gz" not in path.name:
        raise CorruptRecord(path.name, 0, "not a .warc.gz file: there are no members to keep")
    size = path.stat().st_size
    if size < from_offset:
        raise CorruptRecord(path.name, size, f"the file ends before byte {from_offset}")
    end, records, found = from_offset, 0, None
    with FileSource(path) as source:
        try:
            for member in walk(source, from_offset):
                _check_record(source.name, member)
                end = member.offset + member.length
                records += 1
        except CorruptRecord as error:
            found = error.found
    return Repair(
        kept_bytes=end,
        kept_records=records,
        cut_bytes=size - end,
        torn=_cut(path, end, aside or path.parent) if end < size else None,
        found=found,
    )


def adopt(
    path: Path, *, from_offset: int = 0, aside: Path | None = None
) -> tuple[Repair, Path | None]:
    """Finish the ``.open`` file of a writer that died: repair it and give it its name.

    A file without any exchange is removed, as its writer would have.

    :param path: the ``.open`` file.
    :param from_offset: the committed end, see :func:`repair`.
    :param aside: folder for the cut bytes, see :func:`repair`.
    :returns: what the repair did, and the sealed file, None when it was removed.
    :raises CorruptRecord: as :func:`repair` does.
    :raises CaptureNotWritten: when it cannot be renamed.
    """
    done = repair(path, from_offset=from_offset, aside=aside)
    if done.kept_bytes == 0 or _is_warcinfo_alone(path):
        path.unlink()
        sync_directory(path.parent)
        return done, None
    return done, seal(path)


def _is_warcinfo_alone(path: Path) -> bool:
    with FileSource(path) as source:
        first = next(walk(source))
        return is_warcinfo(first) and not source.read(first.length, 1)


def _check_record(name: str, member: Member) -> None:
    """Refuse a whole member that holds half a record: this program never writes one."""
    start, length = content_length(name, member.offset, member.start)
    if member.inflated != start + length + 4:
        raise CorruptRecord(name, member.offset, "the member is not exactly one record")


def _cut(path: Path, end: int, folder: Path) -> Path:
    torn = _set_aside(path, end, folder)
    with path.open("r+b") as file:
        file.truncate(end)
        os.fsync(file.fileno())
    return torn


def _set_aside(path: Path, end: int, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    aside = folder / f"{path.name}.torn-{end}"
    number = 1
    while aside.exists() and not _same_tail(path, end, aside):
        number += 1
        aside = folder / f"{path.name}.torn-{end}-{number}"
    part = aside.with_name(aside.name + ".part")
    with path.open("rb") as tail, part.open("wb") as copy:
        tail.seek(end)
        shutil.copyfileobj(tail, copy, _COPY_BYTES)
        copy.flush()
        os.fsync(copy.fileno())
    part.replace(aside)
    sync_directory(folder)
    return aside


def _same_tail(path: Path, end: int, aside: Path) -> bool:
    with path.open("rb") as tail, aside.open("rb") as copy:
        tail.seek(end)
        while True:
            ours, theirs = tail.read(_COPY_BYTES), copy.read(_COPY_BYTES)
            if ours != theirs:
                return False
            if not ours:
                return True
