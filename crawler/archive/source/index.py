"""The index of an archive: which captures there are of an address, and where they lie."""

from __future__ import annotations

import gzip
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from crawler.archive.source.lines import SortedLines
from crawler.archive.source.packed import Member, extract
from crawler.archive.warc import cdxj, reader, stand_ins
from crawler.archive.warc.source import FileSource
from crawler.ledger import LedgerReader
from crawler.models import Capture

_SUFFIXES = (".cdxj", ".cdx")
_COPIED_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A capture as an index names it."""

    url: str
    timestamp: str
    """14 digits, UTC."""
    digest: str
    filename: str
    offset: int
    length: int | None
    status: str
    """Status as written, ``-`` when the line gives none."""
    mime: str
    """Media type as written; ``warc/revisit`` for what repeats an earlier capture."""


class _Closable(Protocol):
    def close(self) -> None: ...


class Index:
    """One or more sorted CDXJ files, asked as one."""

    def __init__(self, parts: Iterable[tuple[SortedLines, _Closable]]) -> None:
        self._parts: list[SortedLines] = []
        self._undo = ExitStack()
        for lines, file in parts:
            self._parts.append(lines)
            self._undo.callback(file.close)

    def of(self, url: str) -> list[Place]:
        """All captures with the key of an address, in no order."""
        prefix = cdxj.key(url).encode() + b" "
        return [
            place
            for part in self._parts
            for line in part.beginning_with(prefix)
            if (place := _place(line)) is not None
        ]

    def all(self) -> Iterator[Place]:
        """Every capture, in the order of the files."""
        for part in self._parts:
            for line in part.since(b""):
                place = _place(line)
                if place is not None:
                    yield place

    def close(self) -> None:
        """Give the files back."""
        self._undo.close()


def _place(line: bytes) -> Place | None:
    try:
        entry = cdxj.parse(line.decode("utf-8"))
        told = entry.fields
        return Place(
            url=str(told["url"]),
            timestamp=entry.timestamp,
            digest=_prefixed(str(told.get("digest") or "")),
            filename=str(told["filename"]),
            offset=int(told["offset"]),
            length=int(told["length"]) if told.get("length") else None,
            status=str(told.get("status") or "-"),
            mime=str(told.get("mime") or "unk"),
        )
    except (ValueError, KeyError, TypeError):
        return None  # a heading (``!meta``), or nothing that leads to a record


def _prefixed(digest: str) -> str:
    # Quirk: some index tools leave the algorithm out; Base32 SHA-1 is what they mean.
    return digest if ":" in digest or not digest else f"sha1:{digest}"


def of_folder(folder: Path) -> Index | None:
    """The index files of an ``indexes/`` folder, None when it has none."""
    files = sorted(folder.glob("*")) if folder.is_dir() else []
    parts: list[tuple[SortedLines, _Closable]] = []
    for path in files:
        if path.name == stand_ins.NAME:
            continue
        if path.name.endswith(_SUFFIXES):
            source = FileSource(path)
            parts.append((SortedLines(source, path.stat().st_size), source))
        elif path.name.endswith(".cdx.gz"):
            with path.open("rb") as packed:
                parts.append(_unpacked(packed))
    return Index(parts) if parts else None


def of_package(path: Path, members: Sequence[Member]) -> Index | None:
    """The index of a WACZ, None when it has none."""
    wanted = [
        member
        for member in members
        if member.name.startswith("indexes/") and not member.name.endswith(f"/{stand_ins.NAME}")
    ]
    parts: list[tuple[SortedLines, _Closable]] = []
    with zipfile.ZipFile(path) as package:
        for member in wanted:
            if member.name.endswith(_SUFFIXES) and member.stored:
                region = FileSource(path, name=member.name, start=member.start, size=member.size)
                parts.append((SortedLines(region, member.size), region))
            elif member.name.endswith(_SUFFIXES):
                plain = tempfile.TemporaryFile()  # noqa: SIM115 - the Index closes it
                try:
                    extract(package, member, plain)
                except BaseException:
                    plain.close()
                    raise
                parts.append(_open_file(plain, member.name))
            elif member.name.endswith(".cdx.gz"):
                with tempfile.TemporaryFile() as packed:
                    extract(package, member, packed)
                    packed.seek(0)
                    parts.append(_unpacked(packed))
    return Index(parts) if parts else None


def of_files(paths: Iterable[Path]) -> Index:
    """An index made now, of WARC files that have none; it lives as long as this object.

    :raises CorruptRecord: when a file is damaged.
    """
    made = tempfile.TemporaryFile()  # noqa: SIM115 - the Index closes it
    lines = (
        reader.index_line(record)
        for path in paths
        for record in reader.records(path)
        if record.type in ("response", "revisit")
    )
    for line in sorted({line.encode() + b"\n" for line in lines}):
        made.write(line)
    made.flush()
    return Index([_open_file(made, "index made now")])


def _unpacked(packed: IO[bytes]) -> tuple[SortedLines, _Closable]:
    """A gzipped index (ZipNum: many members), unpacked into a file without a name."""
    plain = tempfile.TemporaryFile()  # noqa: SIM115 - the Index closes it
    with gzip.GzipFile(fileobj=packed) as stream:
        shutil.copyfileobj(stream, plain, _COPIED_BYTES)
    plain.flush()
    return _open_file(plain, "index.cdx.gz")


def _open_file(file: IO[bytes], name: str) -> tuple[SortedLines, _Closable]:
    size = file.seek(0, 2)
    return SortedLines(_OpenFile(file, name), size), file


class _OpenFile:
    """A file that is open already, read at positions."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        self.name = name
        self._file = file

    def read(self, offset: int, length: int) -> bytes:
        """Up to ``length`` bytes from ``offset``."""
        self._file.seek(offset)
        return self._file.read(length)


class LedgerIndex:
    """The captures of a collection as its ledger knows them: newer than the CDXJ file, which is
    written when a run ends.

    :param path: ``ledger.sqlite``.
    :param behind: index of the archive that holds the records, when it is not the collection's:
        what a capture repeats need not have been crawled with it.
    :raises ArchiveError: when it cannot be read.
    """

    def __init__(self, path: Path, *, behind: Index | LedgerIndex | None = None) -> None:
        self._ledger = LedgerReader(path)
        self._behind = behind

    def of(self, url: str) -> list[Place]:
        """All captures with the key of an address, in no order."""
        places = [_ledger_place(capture) for capture in self._ledger.by_key(cdxj.key(url))]
        return places + (self._behind.of(url) if self._behind else [])

    def all(self) -> Iterator[Place]:
        """Every whole capture."""
        return map(_ledger_place, self._ledger.whole_captures())

    def close(self) -> None:
        """Close the files."""
        self._ledger.close()
        if self._behind is not None:
            self._behind.close()


def _ledger_place(capture: Capture) -> Place:
    return Place(
        url=capture.url,
        timestamp=cdxj.timestamp(capture.date),
        digest=capture.payload_digest,
        filename=capture.filename,
        offset=capture.offset,
        length=capture.length,
        status="-" if capture.status is None else str(capture.status),
        mime="warc/revisit" if capture.record_type == "revisit" else capture.mime,
    )
