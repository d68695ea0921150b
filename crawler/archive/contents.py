"""What an archive holds, for programs: captures, exchanges and records, in archive order.

Archive order is the order of the WARC files by name, and of the records in each: the order in
which this crawler captured them. Memory does not grow with the archive.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crawler.archive.source.files import warc_files
from crawler.archive.warc import naming, reader
from crawler.archive.warc.exchanges import bundles, exchange
from crawler.archive.warc.reader import Record
from crawler.models import Capture, Exchange
from crawler.page import content, http1

_LARGEST_BODY = 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedExchange:
    """A request and its response, as the archive holds them."""

    exchange: Exchange
    """The bytes that crossed the wire, secrets of the request covered. A revisit that repeats a
    payload stores the head of its response alone."""
    capture: Capture | None
    """Where the response lies; None when no response came."""

    @property
    def content_type(self) -> str | None:
        """``Content-Type`` of the response, None when it states none."""
        value = http1.parse_head(self.exchange.response).first(b"content-type")
        return None if value is None else value.decode("latin-1")

    @property
    def body(self) -> bytes:
        """Body of the response without transfer-coding and content-coding; empty for a revisit.

        :raises ContentError: the body unpacks to more than 1 GiB.
        """
        head = http1.parse_head(self.exchange.response)
        entity = http1.entity(self.exchange.response, method=self.exchange.method, head=head)
        coding = head.first(b"content-encoding") or b""
        return content.decode(entity, coding.decode("latin-1"), limit=_LARGEST_BODY)


def captures(path: str | os.PathLike[str]) -> Iterator[Capture]:
    """The captures of an archive: one for each ``response`` and ``revisit`` record.

    :param path: folder of a collection, a WACZ, or a WARC file of any writer. Of a folder, files
        that a run is still writing (``.open``) are left out.
    :raises ConfigurationError: there is no such thing, or it holds no WARC file.
    :raises CorruptRecord: at the first byte that is no whole record.
    """
    for file in warc_files(Path(path)):
        for record in file.records():
            if record.type in ("response", "revisit"):
                yield reader.capture(record)


def exchanges(path: str | os.PathLike[str]) -> Iterator[ArchivedExchange]:
    """The exchanges of an archive: the records of each capture event taken together.

    An exchange without a response is there when its request was sent.

    :param path: as for :func:`captures`.
    :raises ConfigurationError: there is no such thing, or it holds no WARC file.
    :raises CorruptRecord: at the first byte that is no whole record.
    """
    for file in warc_files(Path(path)):
        for bundle in bundles(file.records()):
            if bundle.answer or bundle.request:
                yield ArchivedExchange(
                    exchange=exchange(bundle),
                    capture=reader.capture(bundle.answer) if bundle.answer else None,
                )


def open_record(path: str | os.PathLike[str], offset: int) -> Record:
    """One record of a WARC file.

    :param path: the file, by the name that captures and articles give it; a file of that name
        that is still being written (``.open``) is found as well.
    :param offset: first byte of the record: ``Capture.offset``, or ``warcOffset`` of an article.
    :raises CorruptRecord: when no whole record begins there.
    :raises OSError: when the file cannot be read.
    """
    file = Path(path)
    return reader.read(naming.locate(file.parent, file.name), offset)
