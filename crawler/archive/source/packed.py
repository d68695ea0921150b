"""A WACZ as a file of files: its stored members are read in place, nothing is unpacked."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
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

    name: str
    """Path inside the package."""
    start: int
    size: int
    stored: bool
    """Whether they are there as they are; else deflated."""


class Region:
    """A part of a file, read at positions from its own beginning."""

    def __init__(self, path: Path, *, name: str, start: int, size: int) -> None:
        self.name = name
        self.size = size
        self._file = FileSource(path)
        self._start = start

    def read(self, offset: int, length: int) -> bytes:
        """Up to ``length`` bytes from ``offset``; fewer only at the end of the region."""
        length = min(length, self.size - offset)
        return self._file.read(self._start + offset, length) if length > 0 else b""

    def close(self) -> None:
        """Give the file back."""
        self._file.close()


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
    found = []
    with FileSource(path) as file:
        for entry in entries:
            header = file.read(entry.header_offset, _LOCAL_HEADER)
            if header[:4] != _LOCAL_MAGIC or len(header) < _LOCAL_HEADER:
                raise CorruptRecord(path.name, entry.header_offset, "no member begins here")
            name, extra = (int.from_bytes(header[at : at + 2], "little") for at in (26, 28))
            found.append(
                Member(
                    name=entry.filename,
                    start=entry.header_offset + _LOCAL_HEADER + name + extra,
                    size=entry.compress_size,
                    stored=entry.compress_type == zipfile.ZIP_STORED,
                )
            )
    return tuple(found)


def extract(path: Path, member: Member, target: IO[bytes]) -> None:
    """Write what a member holds to a file, at most the bytes that the directory states.

    :raises CorruptRecord: it cannot be unpacked, or is larger than the disk has room for.
    """
    try:
        with zipfile.ZipFile(path) as package:
            entry = package.getinfo(member.name)
            if entry.file_size > shutil.disk_usage(tempfile.gettempdir()).free // 2:
                says = f"{member.name}: {entry.file_size} bytes are too many to unpack"
                raise CorruptRecord(path.name, member.start, says)
            with package.open(entry) as held:
                shutil.copyfileobj(held, target, _PIECE)
        target.flush()
    except (
        zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError,
    ) as error:  # fmt: skip
        says = f"{member.name} cannot be unpacked: {error}"
        raise CorruptRecord(path.name, member.start, says) from error


def basename(member: Member) -> str:
    """The member's name without its folders: what index lines call a WARC file."""
    return PurePosixPath(member.name).name
