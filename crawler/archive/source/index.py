"""The index of an archive: which captures there are of an address, and where they lie."""

from __future__ import annotations

import gzip
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from crawler.archive.source.lines import SortedLines
from crawler.archive.source.packed import Member, extract
from crawler.archive.warc import cdxj, reader, stand_ins
from crawler.archive.warc.source import FileSource
from crawler.ledger import LedgerReader
from crawler.models import Capture

_PLAIN = (".cdxj", ".cdx")
_ZIPNUM = ".cdx.gz"
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


class Index:
    """One or more sorted CDXJ files, asked as one.

    :param files: closed by :meth:`close`.
    """

    def __init__(self, files: Iterable[FileSource]) -> None:
        self._files = tuple(files)
        self._parts = [SortedLines(file, file.size) for file in self._files]

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
        """Close the files."""
        for file in self._files:
            file.close()


def _place(line: bytes) -> Place | None:
    try:
        entry = cdxj.parse(line.decode("utf-8"))
        fields = entry.fields
        return Place(
            url=str(fields["url"]),
            timestamp=entry.timestamp,
            digest=_prefixed(str(fields.get("digest") or "")),
            filename=str(fields["filename"]),
            offset=int(fields["offset"]),
            length=int(fields["length"]) if fields.get("length") else None,
            status=str(fields.get("status") or "-"),
            mime=str(fields.get("mime") or "unk"),
        )
    except (ValueError, KeyError, TypeError):
        return None  # a heading (``!meta``), or a line that names no record


def _prefixed(digest: str) -> str:
    # Quirk: some index tools leave the algorithm out; Base32 SHA-1 is what they mean.
    return digest if ":" in digest or not digest else f"sha1:{digest}"


def of_folder(folder: Path) -> Index | None:
    """The index files of an ``indexes/`` folder, None when it has none."""
    files: list[FileSource] = []
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        if path.name == stand_ins.NAME:
            continue
        if path.name.endswith(_PLAIN):
            files.append(FileSource(path, size=path.stat().st_size))
        elif path.name.endswith(_ZIPNUM):
            with path.open("rb") as packed:
                files.append(_unpacked(packed))
    return Index(files) if files else None


def of_package(path: Path, members: Sequence[Member]) -> Index | None:
    """The index of a WACZ, None when it has none."""
    files: list[FileSource] = []
    with zipfile.ZipFile(path) as package:
        for member in members:
            name = member.name
            if not name.startswith("indexes/") or name.endswith(f"/{stand_ins.NAME}"):
                continue
            if name.endswith(_PLAIN) and member.stored:
                files.append(FileSource(path, name=name, start=member.start, size=member.size))
            elif name.endswith(_PLAIN):
                files.append(_temporary(name, partial(extract, package, member)))
            elif name.endswith(_ZIPNUM):
                with tempfile.TemporaryFile() as packed:
                    extract(package, member, packed)
                    packed.seek(0)
                    files.append(_unpacked(packed))
    return Index(files) if files else None


def of_files(paths: Iterable[Path]) -> Index:
    """An index made now, of WARC files that have none; it lives until it is closed.

    :raises CorruptRecord: when a file is damaged.
    """
    lines = {
        reader.index_line(record).encode() + b"\n"
        for path in paths
        for record in reader.records(path)
        if record.type in ("response", "revisit")
    }
    return Index([_temporary("index made now", lambda file: file.writelines(sorted(lines)))])


def _unpacked(packed: IO[bytes]) -> FileSource:
    """A gzipped index (ZipNum: many members), unpacked."""
    with gzip.GzipFile(fileobj=packed) as stream:
        return _temporary(
            "index.cdx.gz", lambda file: shutil.copyfileobj(stream, file, _COPIED_BYTES)
        )


def _temporary(name: str, fill: Callable[[IO[bytes]], object]) -> FileSource:
    """A file that is filled now and is gone from the disk once it is closed."""
    with tempfile.NamedTemporaryFile() as file:
        fill(file)
        file.flush()
        return FileSource(Path(file.name), name=name, size=file.tell())


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
