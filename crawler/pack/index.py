"""Index lines of the chosen files: as CDXJ, or compressed in blocks as ZipNum.

ZipNum as ``cdxj-indexer`` writes it: ``index.cdx.gz`` holds gzip members of up to 1,024 lines
each, ``index.idx`` names the first line of each with the member's place and digest.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import islice

from crawler.archive.warc import cdxj
from crawler.errors import ArchiveError
from crawler.pack.contents import Part

BLOCK = 1024
"""Lines in a gzip member of a ZipNum index."""

_TAIL = re.compile(
    rb'"digest": "([^"\\]*)", "length": "([0-9]{1,12})", "offset": "([0-9]{1,15})", '
    rb'"filename": "([^"\\]*)"\}\r?\n?'
)
_REVISIT = b'"mime": "warc/revisit"'
_NOT_MODIFIED = b'"mime": "warc/revisit", "status": "304"'
_OK = b'"mime": "warc/revisit", "status": "200"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the index, and what of it matters here."""

    written: bytes
    filename: str
    offset: int
    length: int
    digest: str
    revisit: bool

    @property
    def packed(self) -> bytes:
        """The line for a package: that of a 304 has the status of the page it confirms.

        Quirk: ReplayWeb.page answers with the status in the index before it looks at the
        record, so a revisit called 304 is a blank page. pywb looks at the record, and shows it.
        """
        return self.written.replace(_NOT_MODIFIED, _OK, 1) if self.revisit else self.written


def entries(part: Part) -> Iterator[Entry]:
    """The lines of an index.

    :raises ArchiveError: a line is no CDXJ, or the file is not what the manifest says.
    """
    digest = hashlib.sha256()
    try:
        with part.file.open("rb") as file:
            for number, written in enumerate(file, 1):
                digest.update(written)
                try:
                    yield _entry(written)
                except (ValueError, KeyError, TypeError) as error:
                    raise ArchiveError(f"{part.path} line {number}: {error!r}") from error
    except OSError as error:
        raise ArchiveError(f"{part.path} cannot be read: {error}") from error
    part.check(f"sha256:{digest.hexdigest()}")


def _entry(written: bytes) -> Entry:
    # Our own lines end alike; parsing JSON for each of millions would take most of the time.
    tail = _TAIL.search(written)
    if tail is not None and tail.end() == len(written):
        digest, length, offset, filename = tail.groups()
        return Entry(
            written=written,
            filename=filename.decode(),
            offset=int(offset),
            length=int(length),
            digest=digest.decode(),
            revisit=_REVISIT in written,
        )
    fields = cdxj.parse(written.decode()).fields
    return Entry(
        written=written,
        filename=str(fields["filename"]),
        offset=int(fields["offset"]),
        length=int(fields["length"]),
        digest=str(fields["digest"]),
        revisit=fields.get("mime") == "warc/revisit",
    )


def chosen(
    found: Iterable[Entry], sizes: Mapping[str, int], *, of: AbstractSet[str],
    hidden: AbstractSet[tuple[str, int]],
) -> Iterator[Entry]:  # fmt: skip
    """The entries that point into the files ``of``.

    :param sizes: bytes of every WARC file of the collection by its name.
    :param hidden: file name and offset of captures that are left out.
    :raises ArchiveError: an entry points where no record can be.
    """
    for entry in found:
        if entry.offset + entry.length > sizes.get(entry.filename, -1):
            raise ArchiveError(
                f"the index points to offset {entry.offset} of {entry.filename}, where nothing "
                "is; run scrapy audit"
            )
        if entry.filename in of and (entry.filename, entry.offset) not in hidden:
            yield entry


class ZipNum:
    """An index in blocks, written while it is read.

    :param name: file name of the blocks, which the other file repeats.
    """

    def __init__(self, name: str) -> None:
        meta = json.dumps({"format": "cdxj-gzip-1.0", "filename": name})
        self._table = [f"!meta 0 {meta}\n".encode()]

    def blocks(self, found: Iterable[bytes]) -> Iterator[bytes]:
        """The content of the block file; :meth:`table` is whole when it has been taken.

        :param found: index lines, sorted.
        """
        remaining = iter(found)
        offset = 0
        while block := list(islice(remaining, BLOCK)):
            packer = zlib.compressobj(wbits=31)
            packed = packer.compress(b"".join(block)) + packer.flush()
            digest = "sha256:" + hashlib.sha256(packed).hexdigest()
            place = json.dumps({"offset": offset, "length": len(packed), "digest": digest})
            self._table.append(block[0].partition(b" {")[0] + f" {place}\n".encode())
            offset += len(packed)
            yield packed

    def table(self) -> Iterator[bytes]:
        """The content of the table of blocks."""
        return iter(self._table)
