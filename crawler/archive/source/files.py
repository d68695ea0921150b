"""WARC files by the name that index lines give them: in a folder, or inside a WACZ."""

from __future__ import annotations

import zipfile
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path

from crawler.archive.collection.layout import Layout
from crawler.archive.source import packed
from crawler.archive.source.packed import Member
from crawler.archive.source.runs import RunFacts, facts
from crawler.archive.warc import naming
from crawler.archive.warc.reader import Record, WarcFile
from crawler.archive.warc.source import FileSource
from crawler.errors import ConfigurationError, CorruptRecord, NotArchived

_OPEN_FILES = 32


class WarcFiles:
    """Records by file name and offset. The files used last stay open.

    :param opener: opens a file by name; raises FileNotFoundError when there is none.
    """

    def __init__(self, opener: Callable[[str], WarcFile]) -> None:
        self._opener = opener
        self._open: OrderedDict[str, WarcFile] = OrderedDict()
        self._facts: dict[str, RunFacts] = {}

    def record(self, filename: str, offset: int, length: int | None = None) -> Record:
        """The record at ``offset`` of a file.

        :raises NotArchived: when there is no such file.
        :raises CorruptRecord: when there is no such whole record in it.
        """
        return self._file(filename).read(offset, length)

    def exchange(self, filename: str, offset: int) -> bytes:
        """The records of one capture event as they lie in a file, the first at ``offset``.

        :raises NotArchived: when there is no such file.
        :raises CorruptRecord: when there is no such whole record in it.
        """
        file = self._file(filename)
        end = offset
        named: set[str] = set()
        for record in file.records(offset):
            own = record.first("WARC-Record-ID") or ""
            if named and named.isdisjoint(record.all("WARC-Concurrent-To")):
                break
            named.add(own)
            end = record.offset + record.length
        return file.raw(offset, end - offset)

    def run(self, filename: str) -> RunFacts:
        """What a file says of the run that wrote it.

        :raises NotArchived: when there is no such file.
        """
        if filename not in self._facts:
            self._facts[filename] = facts(self._file(filename))
        return self._facts[filename]

    def close(self) -> None:
        """Close all files."""
        while self._open:
            self._open.popitem()[1].close()

    def _file(self, filename: str) -> WarcFile:
        if filename not in self._open:
            try:
                self._open[filename] = self._opener(filename)
            except FileNotFoundError as error:
                raise NotArchived(f"{filename} is not there") from error
            if len(self._open) > _OPEN_FILES:
                self._open.popitem(last=False)[1].close()
        self._open.move_to_end(filename)
        return self._open[filename]


def in_folder(folder: Path) -> WarcFiles:
    """The WARC files of a folder; one that is still being written is found as well."""

    def opener(filename: str) -> WarcFile:
        if Path(filename).name != filename:
            raise FileNotFoundError(filename)
        return WarcFile(naming.locate(folder, filename))

    return WarcFiles(opener)


def in_package(path: Path, members: tuple[Member, ...]) -> WarcFiles:
    """The WARC files of a WACZ, read where they lie."""
    places = {packed.basename(member): member for member in _warcs_of(members)}

    def opener(filename: str) -> WarcFile:
        member = places.get(Path(filename).name)
        if member is None:
            raise FileNotFoundError(filename)
        return _open_member(path, member)

    return WarcFiles(opener)


def warc_files(path: Path) -> Iterator[WarcFile]:
    """The WARC files of an archive in order of their names, each closed when the next is taken.

    :param path: folder of a collection, a WACZ, or a WARC file. Of a folder, files that a run is
        still writing (``.open``) are left out.
    :raises ConfigurationError: there is no such thing, or it holds no WARC file.
    :raises CorruptRecord: a WACZ is damaged.
    """
    opened: Iterable[WarcFile]
    if path.is_dir():
        folder = Layout(path).archive
        files = sorted([*folder.glob("*.warc"), *folder.glob("*.warc.gz")])
        if not files:
            raise ConfigurationError(f"{path} holds no WARC files")
        opened = map(WarcFile, files)
    elif zipfile.is_zipfile(path):
        members = sorted(_warcs_of(packed.members(path)), key=packed.basename)
        opened = (_open_member(path, member) for member in members)
    elif path.is_file():
        opened = (WarcFile(path),)
    else:
        raise ConfigurationError(f"{path}: no collection, WACZ or WARC file of this name")
    for file in opened:
        with closing(file):
            yield file


def _warcs_of(members: Iterable[Member]) -> list[Member]:
    return [member for member in members if member.name.startswith("archive/")]


def _open_member(path: Path, member: Member) -> WarcFile:
    if not member.stored:
        raise CorruptRecord(
            path.name, member.start, f"{member.name} is compressed: WACZ 1.1.1 has WARCs stored"
        )
    return WarcFile(FileSource(path, name=member.name, start=member.start, size=member.size))
