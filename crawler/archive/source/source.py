"""An archive that is only read: the newest capture of an address, a revisit resolved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crawler.archive.collection.layout import Layout
from crawler.archive.source import files, index, packed
from crawler.archive.source.files import WarcFiles
from crawler.archive.source.index import Index, LedgerIndex, Place
from crawler.archive.source.instant import END_OF_TIME
from crawler.archive.source.runs import RunFacts, origin_of
from crawler.archive.warc import cdxj, reader
from crawler.archive.warc.exchanges import Answer, Reference, resolve
from crawler.archive.warc.reader import Record
from crawler.errors import ConfigurationError, NotArchived
from crawler.models import Capture
from crawler.page import http1


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedAnswer:
    """What an address answered, by an archive."""

    capture: Capture
    """The record it was read from."""
    answer: Answer
    run: RunFacts
    """The run that made the capture."""


class Source:
    """An archive that is only read: a collection's folder, or a WACZ.

    :param name: what to call it in messages.
    """

    def __init__(self, name: str, warcs: WarcFiles, found: Index | LedgerIndex) -> None:
        self.name = name
        self.index = found
        self.warcs = warcs

    def close(self) -> None:
        """Close all files."""
        self.index.close()
        self.warcs.close()

    def find(self, url: str, *, until: str = END_OF_TIME) -> ArchivedAnswer:
        """The newest whole capture of an address, a 304 as the 304 it is.

        Captures of exactly this address come before those of other addresses with the same key
        (the other scheme, another order of arguments).

        :param until: 14 digits; captures of a later second do not count.
        :raises NotArchived: when there is none, or a revisit's original is not there.
        :raises CorruptRecord: when a record is damaged.
        """
        for place in self._candidates(url, until):
            archived = self.at(place)
            if archived is not None:
                return archived
        raise NotArchived(f"{url} is not archived in {self.name}")

    def at(self, place: Place | Capture) -> ArchivedAnswer | None:
        """What lies at a place that an index names, None when that is no whole capture.

        :raises NotArchived: when it or a revisit's original is not there.
        :raises CorruptRecord: when a record is damaged.
        """
        record = self.warcs.record(place.filename, place.offset, place.length)
        if record.type not in ("response", "revisit"):
            return None
        capture = reader.capture(record)
        if capture.truncated is not None:
            return None
        return self._archived(capture, self._answer(record, capture))

    def confirmed(self, archived: ArchivedAnswer) -> ArchivedAnswer:
        """What a 304 confirmed: the earlier capture, which a client without a copy gets.

        :raises NotArchived: when it is not there.
        """
        answer = resolve(archived.answer.original, self._original)
        return self._archived(reader.capture(answer.original), answer)

    def answer(self, capture: Capture) -> Answer:
        """The head and entity that a capture stands for; of a 304 its own.

        :raises NotArchived: when it or a revisit's original is not there.
        :raises CorruptRecord: when a record is damaged.
        """
        record = self.warcs.record(capture.filename, capture.offset, capture.length)
        return self._answer(record, capture)

    def copy(self, capture: Capture) -> bytes:
        """The records of a capture as they lie in the archive, after those that it repeats.

        :raises NotArchived: when they are not there.
        :raises CorruptRecord: when a record is damaged.
        """
        original = self.answer(capture).original
        held = self.warcs.exchange(capture.filename, capture.offset)
        if (original.filename, original.offset) == (capture.filename, capture.offset):
            return held
        return self.warcs.exchange(original.filename, original.offset) + held

    def run(self, filename: str) -> RunFacts:
        """The run that wrote a file.

        :raises NotArchived: when there is no such file.
        """
        return self.warcs.run(filename)

    def _candidates(self, url: str, until: str) -> list[Place]:
        def rank(place: Place) -> tuple[bool, bool, str, str, int]:
            same = place.url == url
            close = _schemeless(place.url) == _schemeless(url)
            return same, close, place.timestamp, place.filename, place.offset

        places = [place for place in self.index.of(url) if place.timestamp <= until]
        return sorted(places, key=rank, reverse=True)

    def _archived(self, capture: Capture, answer: Answer) -> ArchivedAnswer:
        return ArchivedAnswer(capture=capture, answer=answer, run=self.warcs.run(capture.filename))

    def _answer(self, record: Record, capture: Capture) -> Answer:
        if capture.status == 304:
            return Answer(head=http1.parse_head(record.block), entity=b"", original=record)
        return resolve(record, self._original)

    def _original(self, wanted: Reference) -> Record | None:
        """What a revisit refers to: by address and date, else by payload."""
        if wanted.target_uri is None:
            return None
        stamp = cdxj.timestamp(wanted.date) if wanted.date else ""
        places = [
            place
            for place in self.index.of(wanted.target_uri)
            if place.mime != "warc/revisit" and wanted.payload_digest in (None, place.digest)
        ]
        places.sort(key=lambda place: (place.timestamp != stamp, place.timestamp))
        for place in places:
            record = self.warcs.record(place.filename, place.offset, place.length)
            if record.type == "response" and record.first("WARC-Truncated") is None:
                return record
        return None


def open_source(path: Path) -> Source:
    """Open a collection's folder or a WACZ for reading.

    :raises ConfigurationError: when there is no such thing, or it holds no capture.
    :raises CorruptRecord: when it is damaged.
    """
    if path.is_dir():
        return _open_folder(Layout(path))
    if path.is_file():
        members = packed.members(path)
        found = index.of_package(path, members)
        if found is None:
            raise ConfigurationError(f"{path} has no index below indexes/")
        return Source(path.name, files.in_package(path, members), found)
    raise ConfigurationError(f"{path}: no collection and no WACZ of this name")


def open_files(paths: Sequence[Path]) -> Source:
    """Open WARC files of one folder that no index knows of.

    :raises CorruptRecord: when one is damaged.
    """
    folder = paths[0].parent
    return Source(folder.name, files.in_folder(folder), index.of_files(paths))


def open_collection(path: Path) -> Source:
    """Open a collection for reading by what its ledger knows, which is newer than its index.

    A collection that was crawled from an archive has no records of its own: they are read where
    they lie, in that archive. What has no ledger is opened as a source.

    :raises ConfigurationError: when it is no collection, or the archive it was made from is gone.
    :raises ArchiveError: when its ledger or that archive is damaged.
    """
    layout = Layout(path)
    if not layout.ledger.is_file():
        return open_source(path)
    origin = origin_of(layout)
    if origin is None:
        return Source(path.name, files.in_folder(layout.archive), LedgerIndex(layout.ledger))
    behind = open_source(origin)
    return Source(path.name, behind.warcs, LedgerIndex(layout.ledger, behind=behind.index))


def _open_folder(layout: Layout) -> Source:
    warcs = sorted(layout.archive.glob("*.warc*"))
    if not warcs:
        raise ConfigurationError(f"{layout.root} holds no WARC files")
    found = index.of_folder(layout.index.parent) or index.of_files(warcs)
    return Source(layout.root.name, files.in_folder(layout.archive), found)


def _schemeless(url: str) -> str:
    return url.partition("://")[2]
