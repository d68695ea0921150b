"""What was taken down stays out of a package: lines, and the bytes of its records.

A WARC file is packed with a filler where the records of a withheld exchange were, of the same
length: no other record moves, so the index stays true.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from crawler.archive.collection import withdrawals
from crawler.archive.collection.layout import Layout
from crawler.archive.source import files
from crawler.archive.warc.members import filler
from crawler.errors import ArchiveError, ArchiverError
from crawler.ledger import LedgerReader
from crawler.pack.index import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """What of a collection is withheld."""

    articles: AbstractSet[str] = frozenset()
    """Ids."""
    captures: AbstractSet[tuple[str, int]] = frozenset()
    """File name and offset of their captures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """A stretch of a WARC file, and what is written in its place."""

    start: int
    written: bytes


def withheld(layout: Layout) -> Withheld:
    """What the collection's record of withdrawals holds back now.

    :raises ArchiveError: it cannot be found out, so nothing may be published.
    """
    held = withdrawals.in_force(layout)
    if not held:
        return Withheld()
    if not layout.ledger.is_file():
        raise ArchiveError(f"{layout.root} has no ledger: what is withdrawn cannot be found")
    with closing(LedgerReader(layout.ledger)) as reader:
        captures = frozenset(withdrawals.captures(held.values(), reader))
    return Withheld(articles=frozenset(held), captures=captures)


def repeated(
    entries: Callable[[], Iterable[Entry]], hidden: AbstractSet[tuple[str, int]]
) -> frozenset[str]:
    """Payload digests that revisits of other addresses share with withheld captures.

    Records with them stay: what a page that is shown repeats has to be there.

    :param entries: reads the index, from its beginning each time.
    :param hidden: file name and offset of withheld captures.
    """
    if not hidden:
        return frozenset()
    secret = {entry.digest for entry in entries() if (entry.filename, entry.offset) in hidden}
    return frozenset(
        entry.digest
        for entry in entries()
        if entry.revisit and entry.digest in secret and (entry.filename, entry.offset) not in hidden
    )


def covers(
    folder: Path, filename: str, hidden: Iterable[tuple[str, int]], kept: AbstractSet[str]
) -> list[Cover]:
    """What is written in the place of withheld exchanges of one file, in its order.

    :param folder: of the WARC files.
    :param hidden: file name and offset of withheld captures.
    :param kept: payload digests of records that stay, see :func:`repeated`.
    :raises ArchiveError: a record cannot be read.
    """
    found = []
    try:
        with closing(files.in_folder(folder)) as warcs:
            for offset in sorted(offset for name, offset in hidden if name == filename):
                record = warcs.record(filename, offset)
                if record.type == "response" and record.first("WARC-Payload-Digest") in kept:
                    continue
                written = filler(
                    len(warcs.exchange(filename, offset)),
                    new_id=uuid5(NAMESPACE_URL, f"withheld/{record.first('WARC-Record-ID')}"),
                    date=record.first("WARC-Date") or "",
                    warcinfo_id=record.first("WARC-Warcinfo-ID"),
                )
                found.append(Cover(start=offset, written=written))
    except (ArchiverError, ValueError) as error:
        raise ArchiveError(f"archive/{filename}: {error}") from error
    return found


def covered(pieces: Iterable[bytes], covers: Sequence[Cover]) -> Iterator[bytes]:
    """The pieces of a file with stretches of it covered.

    :param covers: in order, none over another.
    """
    starts = [cover.start for cover in covers]
    position = 0
    for piece in pieces:
        end = position + len(piece)
        made = bytearray(piece)
        for cover in covers[max(bisect_left(starts, position) - 1, 0) :]:
            if cover.start >= end:
                break
            first = max(cover.start, position)
            last = min(cover.start + len(cover.written), end)
            if first < last:
                made[first - position : last - position] = cover.written[
                    first - cover.start : last - cover.start
                ]
        yield bytes(made)
        position = end
