"""What a name stands for: a collection, an unpacked or packed WACZ, or one WARC file."""

from __future__ import annotations

import os
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from crawler.archive.source import packed
from crawler.archive.warc import stand_ins
from crawler.archive.warc.source import FileSource
from crawler.audit.facts import Facts
from crawler.audit.findings import Reporter
from crawler.audit.parts import Part
from crawler.errors import ConfigurationError, CorruptRecord

MANIFEST = "datapackage.json"
DIGEST = "datapackage-digest.json"
Kind = Literal["collection", "folder", "wacz", "warc"]
Defect = tuple[str, str, str]
"""Code, file, sentence."""

_WARC = (".warc", ".warc.gz", ".warc.open", ".warc.gz.open")
_INDEX = (".cdxj", ".cdx", ".cdxj.gz", ".cdx.gz")
_PLACES = {
    "archive/": (".warc", ".warc.gz"),
    "indexes/": (*_INDEX, ".idx"),
    "pages/": (".jsonl",),
}
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
    defects: tuple[Defect, ...] = ()
    """What opening it found."""

    def below(self, folder: str) -> list[Part]:
        """The files of a folder."""
        return [part for name, part in self.parts.items() if name.startswith(folder + "/")]

    @property
    def warcs(self) -> list[Part]:
        """The WARC files."""
        if self.kind == "warc":
            return list(self.parts.values())
        return [part for part in self.below("archive") if part.name.endswith(_WARC)]

    @property
    def indexes(self) -> list[Part]:
        """The CDXJ files, without the one that is derived from them."""
        files = [part for part in self.below("indexes") if part.name.endswith(_INDEX)]
        return [part for part in files if part.basename != stand_ins.NAME]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A package under audit: what the checks that look across its files need."""

    number: int
    """The number of the package in the facts."""
    package: Package
    facts: Facts
    reporter: Reporter
    hashes: dict[str, str] = field(default_factory=dict)
    """``sha256`` of each file that was read, hexadecimal, by name."""


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
    """Whether :func:`open_package` opens what lies at a path."""
    if path.is_dir():
        return _is_package(path)
    return path.is_file() and path.name.endswith((*_WARC, ".wacz"))


def _is_package(path: Path) -> bool:
    known = ("archive", "ledger.sqlite", MANIFEST)
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
        members, defects = _members(path, scratch)
        return Package(name=name, kind="wacz", root=path, parts=members, defects=tuple(defects))
    part = Part(name=path.name, path=path, size=path.stat().st_size)
    return Package(name=name, kind="warc", root=path, parts={path.name: part})


def _files(root: Path) -> Iterator[tuple[str, Part]]:
    for path in sorted(Path(folder, name) for folder, _, names in os.walk(root) for name in names):
        name = path.relative_to(root).as_posix()
        if path.is_file() and name not in _NO_PART:
            yield name, Part(name=name, path=path, size=path.stat().st_size)


def _members(path: Path, scratch: Path) -> tuple[dict[str, Part], list[Defect]]:
    """The members of a WACZ: stored ones where they lie, others unpacked."""
    parts: dict[str, Part] = {}
    defects: list[Defect] = []
    try:
        with zipfile.ZipFile(path) as archive, FileSource(path) as file:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            for entry in sorted(entries, key=lambda entry: entry.filename):
                name = entry.filename
                if name in parts:
                    says = f"two members are called {name!r}"
                    defects.append(("wacz.name-repeated", name, says))
                    continue
                if name.startswith("/") or ".." in name.split("/") or "\\" in name:
                    defects.append(("wacz.name-unsafe", name, f"a member is called {name!r}"))
                    continue
                if entry.compress_type and (name.endswith(".gz") or name.startswith("archive/")):
                    says = f"{name} is compressed by method {entry.compress_type}, not stored"
                    defects.append(("wacz.not-stored", name, says))
                try:
                    target = scratch / f"{len(parts)}.member"
                    parts[name] = _member(archive, file, entry, target)
                except CorruptRecord as error:
                    defects.append(("wacz.zip-damaged", name, error.found))
                except OSError as error:
                    defects.append(("wacz.zip-damaged", name, f"cannot be unpacked: {error}"))
    except (zipfile.BadZipFile, NotImplementedError, struct.error, ValueError) as error:
        says = f"no ZIP directory can be read: {error}"
        defects.append(("wacz.zip-damaged", path.name, says))
    return parts, defects


def _member(
    archive: zipfile.ZipFile, file: FileSource, entry: zipfile.ZipInfo, target: Path
) -> Part:
    member = packed.place(file, entry)
    if not member.stored:
        with target.open("xb") as out:
            packed.extract(archive, member, out)
        return Part(name=member.name, path=target, size=target.stat().st_size)
    path, size = Path(str(archive.filename)), entry.file_size
    if member.start + size > path.stat().st_size:
        raise CorruptRecord(path.name, member.start, "the end of the member is not in the file")
    if member.local_name != entry.orig_filename.encode(
        "utf-8" if entry.flag_bits & 0x800 else "cp437"
    ):
        says = f"the local header of the member calls it {member.local_name[:200]!r}"
        raise CorruptRecord(path.name, member.start, says)
    return Part(name=member.name, path=path, base=member.start, size=size, crc=entry.CRC)


def check_files(subject: Subject, *, borrowed: bool) -> None:
    """What opening a package found, and whether its files are in their folders (items Z1 to Z7).

    :param borrowed: the records of the collection lie in another archive.
    """
    package, add = subject.package, subject.reporter.add
    for code, file, says in package.defects:
        offset = None
        if code == "wacz.zip-damaged":  # of a member, or where the directory should end
            offset = package.root.stat().st_size if file == package.root.name else 0
        add(code, file, says, offset=offset)
    if any(code == "wacz.zip-damaged" for code, _, _ in package.defects) and not package.parts:
        return
    if not package.warcs and not borrowed:
        add("wacz.archive-missing", "archive/", "no WARC file in archive/")
    if not package.indexes:
        add("wacz.index-missing", "indexes/", "no CDXJ in indexes/")
    if "pages/pages.jsonl" not in package.parts:
        add("wacz.pages-missing", "pages/pages.jsonl", "there is no pages/pages.jsonl")
    if package.kind == "wacz" and DIGEST not in package.parts:
        add("datapackage.digest-missing", DIGEST, f"there is no {DIGEST}")
    for name in package.parts:
        if defect := _misplaced(name, package.kind):
            add(*defect)


def _misplaced(name: str, kind: Kind) -> Defect | None:
    folder = name[: name.find("/") + 1]
    if kind == "collection" and (name.startswith("torn/") or ".torn-" in name):
        says = "a recovery set these bytes aside; they are in no WARC file"
        return "collection.file-torn", name, says
    if name.endswith(_PLACES.get(folder, "")):
        return None
    if kind == "collection" and name.endswith(".open"):
        says = "the run that wrote it did not seal it; run again to recover it"
        return "collection.file-open", name, says
    return "wacz.foreign-file", name, f"{name[:200]} does not belong into {folder}"
