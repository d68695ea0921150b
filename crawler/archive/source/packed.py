"""A WACZ as a file of files: its stored members are read in place, nothing is unpacked."""

from __future__ import annotations

import shutil
import struct
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath
from typing import IO

from crawler.archive.warc.source import FileSource
from crawler.errors import CorruptRecord

_LOCAL_HEADER = 30
"""Fixed part of a local file header (APPNOTE 4.3.7); name and extra field follow."""
_PIECE = 1 << 20
_LOCAL_MAGIC = b"PK\x03\x04"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Where the bytes of a member lie."""

    entry: zipfile.ZipInfo
    """What the directory of the ZIP says of it."""
    name: str
    """Path inside the package."""
    local_name: bytes
    """The same in its local header, as it stands there."""
    start: int
    size: int
    stored: bool
    """Whether they are there as they are; else deflated."""


def members(path: Path) -> tuple[Member, ...]:
    """The members of a WACZ.

    :raises CorruptRecord: when it is no ZIP file, or its directory points nowhere.
    :raises OSError: when it cannot be read.
    """
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
    except zipfile.BadZipFile as error:
        raise CorruptRecord(path.name, 0, f"no WACZ: {error}") from error
    with FileSource(path) as file:
        return tuple(place(file, entry) for entry in entries)


def place(file: FileSource, entry: zipfile.ZipInfo) -> Member:
    """Where a member lies.

    :param file: the ZIP file.
    :param entry: what its directory says of the member.
    :raises CorruptRecord: when no member begins there.
    """
    header = file.read(entry.header_offset, _LOCAL_HEADER)
    if header[:4] != _LOCAL_MAGIC or len(header) < _LOCAL_HEADER:
        raise CorruptRecord(file.name, entry.header_offset, "no member begins here")
    name, extra = (int.from_bytes(header[at : at + 2], "little") for at in (26, 28))
    return Member(
        entry=entry,
        name=entry.filename,
        local_name=file.read(entry.header_offset + _LOCAL_HEADER, name),
        start=entry.header_offset + _LOCAL_HEADER + name + extra,
        size=entry.compress_size,
        stored=entry.compress_type == zipfile.ZIP_STORED,
    )


def extract(package: zipfile.ZipFile, member: Member, target: IO[bytes]) -> None:
    """Write what a member holds to a file, at most the bytes that the directory states.

    :raises CorruptRecord: it cannot be unpacked, or is larger than half the free disk space.
    """
    name, size = PurePath(package.filename or "").name, member.entry.file_size
    if size > shutil.disk_usage(tempfile.gettempdir()).free // 2:
        says = f"{member.name}: {size} bytes are too many to unpack"
        raise CorruptRecord(name, member.start, says)
    try:
        with package.open(member.entry) as held:
            shutil.copyfileobj(held, target, _PIECE)
        target.flush()
    except (
        zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError,
    ) as error:  # fmt: skip
        says = f"{member.name} cannot be unpacked: {error}"
        raise CorruptRecord(name, member.start, says) from error


def basename(member: Member) -> str:
    """The member's name without its folders: what index lines call a WARC file."""
    return PurePosixPath(member.name).name
