"""The ZIP file of a package: members written one after the other, hashed on the way.

Members of equal content are equal bytes: no clock, no user, no umask gets into the file. What
is compressed already is stored (WACZ 1.1.1 section 4), so a reader can fetch parts of it.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from crawler.archive.warc.naming import sync_directory
from crawler.errors import ArchiveError
from crawler.pack.contents import Part
from crawler.pack.withheld import Cover, covered

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first instant a ZIP file can name."""
_UNIX = 3
_PLAIN_FILE = 0o100644 << 16
_PIECE = 1 << 20
_ZIP64_FROM = 1 << 31
_COMPRESSED = (".gz", ".zip", ".png", ".jpg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file in the package, as ``datapackage.json`` describes it."""

    path: str
    digest: str
    """``sha256:`` and hexadecimal digits."""
    size: int
    """Bytes, not compressed."""
    pieces: int
    """How many pieces it was written from."""


@contextmanager
def package_file(path: Path, *, progress: Callable[[int], None]) -> Iterator[PackageFile]:
    """Write a package beside its final name and give it that name when it is whole and durable.

    :param progress: called with the bytes of each piece of a file that was copied.
    :raises ArchiveError: it cannot be written; nothing is left of it then.
    """
    temporary = path.with_name(path.name + ".tmp")
    try:
        file = temporary.open("wb")
        package = zipfile.ZipFile(file, "w")
        try:
            yield PackageFile(package, progress)
            package.close()
            file.flush()
            os.fsync(file.fileno())
            temporary.replace(path)
            sync_directory(path.parent)
        finally:
            with suppress(OSError, ValueError):
                package.close()  # after a failure; else it is closed
            with suppress(OSError):
                file.close()
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise ArchiveError(f"{path} cannot be written: {error}") from error


class PackageFile:
    """Adds members to a package."""

    def __init__(self, package: zipfile.ZipFile, progress: Callable[[int], None]) -> None:
        self._zip = package
        self._progress = progress
        self.members: list[Member] = []

    def copy(self, part: Part, covers: Sequence[Cover] = ()) -> Member:
        """Add a file of the collection as it is.

        :param covers: stretches of it that something else is written for.
        :raises ArchiveError: it is not what the manifest says, or cannot be read or written.
        """
        whole = hashlib.sha256()

        def pieces(file: IO[bytes]) -> Iterator[bytes]:
            while piece := file.read(_PIECE):
                self._progress(len(piece))
                if covers:
                    whole.update(piece)
                yield piece

        try:
            with part.file.open("rb", buffering=0) as file:
                read = covered(pieces(file), covers) if covers else pieces(file)
                member = self.write(part.path, read, at_most=part.size)
        except OSError as error:
            raise ArchiveError(f"{part.path} cannot be packed: {error}") from error
        part.check(f"sha256:{whole.hexdigest()}" if covers else member.digest)
        return member

    def write(self, path: str, pieces: Iterable[bytes], *, at_most: int) -> Member:
        """Add a file from pieces.

        :param path: within the package, with slashes.
        :param at_most: bytes it may have; from 2 GiB on it gets 64-bit lengths.
        :raises ArchiveError: it cannot be written.
        """
        info = zipfile.ZipInfo(path, date_time=_EPOCH)
        info.create_system = _UNIX
        info.external_attr = _PLAIN_FILE
        stored = path.endswith(_COMPRESSED)
        info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        digest, size, count = hashlib.sha256(), 0, 0
        try:
            with self._zip.open(info, "w", force_zip64=at_most >= _ZIP64_FROM) as out:
                for piece in pieces:
                    digest.update(piece)
                    size += len(piece)
                    count += 1
                    out.write(piece)
        except (OSError, RuntimeError) as error:  # RuntimeError: more than at_most, beyond 2 GiB
            raise ArchiveError(f"{path} cannot be packed: {error}") from error
        member = Member(path=path, digest=f"sha256:{digest.hexdigest()}", size=size, pieces=count)
        self.members.append(member)
        return member
