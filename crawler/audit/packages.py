"""What a name stands for: a collection, an unpacked or packed WACZ, or one WARC file."""

from __future__ import annotations

import os
import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from crawler.audit.parts import Part
from crawler.errors import ConfigurationError

Kind = Literal["collection", "folder", "wacz", "warc"]

_WARC = (".warc", ".warc.gz", ".warc.open", ".warc.gz.open")
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_NO_PART = ("ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm", ".lock")


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """The files that are audited under one name."""

    name: str
    """As given."""
    kind: Kind
    """``folder`` is an unpacked WACZ without ledger."""
    root: Path
    """The folder, or the file."""
    parts: dict[str, Part]
    """All files by their path below it, in order of the paths."""
    defects: tuple[tuple[str, str, str], ...] = field(default=())
    """What opening it found: code, file, sentence."""

    def below(self, folder: str) -> list[Part]:
        """The files of a folder."""
        return [part for name, part in self.parts.items() if name.startswith(folder + "/")]

    @property
    def warcs(self) -> list[Part]:
        """The WARC files."""
        if self.kind == "warc":
            return list(self.parts.values())
        return [part for part in self.below("archive") if part.name.endswith(_WARC)]


def locate(name: str, archives: Path) -> Path:
    """Where a name lies: a folder below ``archives``, or a path.

    :raises ConfigurationError: nowhere, or it is nothing that can be audited.
    """
    for path in (archives / name, Path(name)):
        if is_auditable(path):
            return path
    if Path(name).exists() or (archives / name).exists():
        raise ConfigurationError(f"{name} is no collection, no .warc, .warc.gz or .wacz file")
    raise ConfigurationError(f"{name}: no such collection below {archives}, and no such path")


def is_auditable(path: Path) -> bool:
    """Whether something lies there that :func:`open_package` opens."""
    if path.is_dir():
        return _is_package(path)
    return path.is_file() and path.name.endswith((*_WARC, ".wacz"))


def _is_package(path: Path) -> bool:
    known = ("archive", "ledger.sqlite", "datapackage.json")
    return any((path / each).exists() for each in known) or not any(path.iterdir())


def open_package(name: str, path: Path, *, scratch: Path) -> Package:
    """List the files of a name.

    :param scratch: folder to unpack to what a ZIP holds compressed.
    """
    if path.is_dir():
        ours = any((path / each).exists() for each in ("ledger.sqlite", "articles", "runs"))
        kind: Kind = "collection" if ours else "folder"
        return Package(name=name, kind=kind, root=path, parts=dict(_files(path)))
    if path.name.endswith(".wacz"):
        opened = _Zip(path, scratch)
        return Package(
            name=name, kind="wacz", root=path, parts=opened.parts, defects=tuple(opened.defects)
        )
    part = Part(name=path.name, path=path, size=path.stat().st_size)
    return Package(name=name, kind="warc", root=path, parts={path.name: part})


def _files(root: Path) -> Iterator[tuple[str, Part]]:
    found = []
    for folder, folders, names in os.walk(root):
        folders.sort()
        found += [Path(folder, name) for name in names]
    for path in sorted(found):
        name = path.relative_to(root).as_posix()
        if path.is_file() and name not in _NO_PART:
            yield name, Part(name=name, path=path, size=path.stat().st_size)


class _Zip:
    """The members of a WACZ: stored ones where they lie, others unpacked."""

    def __init__(self, path: Path, scratch: Path) -> None:
        self.parts: dict[str, Part] = {}
        self.defects: list[tuple[str, str, str]] = []
        self._path = path
        self._scratch = scratch
        try:
            with zipfile.ZipFile(path) as archive:
                infos = [info for info in archive.infolist() if not info.is_dir()]
                for info in sorted(infos, key=lambda info: info.filename):
                    self._member(archive, info)
        except (zipfile.BadZipFile, NotImplementedError, struct.error, ValueError) as error:
            self._defect("wacz.zip-damaged", path.name, f"no ZIP directory can be read: {error}")

    def _defect(self, code: str, name: str, says: str) -> None:
        self.defects.append((code, name, says))

    def _member(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        name = info.filename
        if name in self.parts:
            self._defect("wacz.name-repeated", name, f"two members are called {name!r}")
            return
        if name.startswith("/") or ".." in name.split("/") or "\\" in name:
            self._defect("wacz.name-unsafe", name, f"a member is called {name!r}")
            return
        stored = info.compress_type == zipfile.ZIP_STORED
        if not stored and name.endswith(".gz"):
            says = f"{name} is compressed by method {info.compress_type}; it must be stored"
            self._defect("wacz.not-stored", name, says)
        elif not stored and name.startswith("archive/"):
            says = f"{name} is compressed by method {info.compress_type}; no reader can seek in it"
            self._defect("wacz.not-stored", name, says)
        try:
            part = self._stored(info) if stored else self._unpacked(archive, info)
        except (
            zipfile.BadZipFile,
            NotImplementedError,
            RuntimeError,
            EOFError,
            zlib.error,
            struct.error,
            OSError,
        ) as error:
            self._defect("wacz.zip-damaged", name, f"{name} cannot be unpacked: {error}")
        else:
            self.parts[name] = part

    def _stored(self, info: zipfile.ZipInfo) -> Part:
        with self._path.open("rb") as file:
            file.seek(info.header_offset)
            header = file.read(30)
            magic, name_length, extra_length = _LOCAL_HEADER.unpack(header)
            local = file.read(name_length)
            size = file.seek(0, os.SEEK_END)
        base = info.header_offset + 30 + name_length + extra_length
        if magic != b"PK\x03\x04" or base + info.file_size > size:
            raise zipfile.BadZipFile("its local header or its end is not in the file")
        if local != info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437"):
            raise zipfile.BadZipFile(f"its local header calls it {local[:200]!r}")
        return Part(
            name=info.filename, path=self._path, base=base, size=info.file_size, crc=info.CRC
        )

    def _unpacked(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Part:
        if info.file_size > shutil.disk_usage(self._scratch).free // 2:
            raise zipfile.BadZipFile(f"{info.file_size} bytes are too many to unpack")
        path = self._scratch / f"{len(self.parts)}.member"
        with archive.open(info) as member, path.open("xb") as out:
            shutil.copyfileobj(member, out, 1 << 20)
        return Part(name=info.filename, path=path, size=path.stat().st_size)
