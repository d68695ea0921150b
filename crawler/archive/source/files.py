"""WARC files by the name that index lines give them: in a folder, or inside a WACZ."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from crawler.archive.source import packed
from crawler.archive.source.packed import Member
from crawler.archive.source.runs import RunFacts, facts
from crawler.archive.warc import naming
from crawler.archive.warc.reader import Record, WarcFile
from crawler.archive.warc.source import FileSource
from crawler.errors import CorruptRecord, NotArchived

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
    places = {
        packed.basename(member): member for member in members if member.name.startswith("archive/")
    }

    def opener(filename: str) -> WarcFile:
        member = places.get(Path(filename).name)
        if member is None:
            raise FileNotFoundError(filename)
        if not member.stored:
            raise CorruptRecord(
                path.name, member.start, f"{member.name} is compressed: WACZ 1.1.1 has WARCs stored"
            )
        region = FileSource(path, name=member.name, start=member.start, size=member.size)
        return WarcFile(region)

    return WarcFiles(opener)
