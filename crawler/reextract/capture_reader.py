"""Reads one capture again and gives its line, refusal or page; runs in worker processes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crawler.archive.collection.page_commit import RefusedLine
from crawler.archive.source import Source
from crawler.archive.source.index import Place
from crawler.article import Article
from crawler.crawl.assembling import Assembler, PageRead, article_commit, draft, judge
from crawler.errors import PageError
from crawler.ledger import Address
from crawler.reading import discover
from crawler.reading.read import Reading, page_of, read_page
from crawler.reextract.catalogue import Catalogue, Entry, kind
from crawler.reextract.version_log import Line


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """What the reading of one entry gave: a line, a refusal or a page."""

    number: int
    article: str
    line: Line | None = None
    """The article of an unsplit page, as a first version."""
    refusal: RefusedLine | None = None
    """Validation refused the article."""
    page: PageRead | None = None
    """A page of a split article, or a page that could not be read; without links and body."""


class CaptureReader:
    """Reads captures as a crawl reads responses.

    :param source: the archive.
    :param fallback: name of the spider for records whose WARC file does not name it.
    """

    def __init__(self, source: Source, *, fallback: str | None = None) -> None:
        self._source = source
        self.fallback = fallback

    def read_all(self, entries: Sequence[Entry]) -> list[ReadEntry]:
        """Entries → what the reading of each gave, without those that gave nothing.

        :raises ArchiveError: a record is damaged.
        :raises NotArchived: the original of a revisit is not there.
        """
        return [found for entry in entries if (found := self._read_entry(entry)) is not None]

    def read(self, entry: Entry) -> PageRead | None:
        """One entry as a page; None when the capture is cut short."""
        archived = self._source.at(_place(entry))
        if archived is None:
            return None
        capture, run = archived.capture, archived.run
        try:
            opened = page_of(capture.url, archived.answer.head, archived.answer.entity)
        except PageError as error:
            reading = Reading(state="failed", reason=error.code)
        else:
            reading = read_page(
                opened, kind(entry.url, run), robots_meta=run.robots_meta, look=discover.orders
            )
        return PageRead(address=_address(entry), reading=reading, capture=capture, run=run.id)

    def spider_of(self, catalogue: Catalogue) -> str:
        """Name of the spider whose run captured the first of the entries."""
        first = next(catalogue.entries(), None)
        return self._spider(first.file) if first else self.fallback or ""

    def _spider(self, filename: str) -> str:
        return self._source.run(filename).spider or self.fallback or ""

    def _read_entry(self, entry: Entry) -> ReadEntry | None:
        item = self.read(entry)
        if item is None or (item.reading.extraction is None and item.reading.state == "done"):
            return None
        assembled = Assembler(spider=self._spider(entry.file)).assemble(item)
        if assembled.article is None:
            reading = item.reading
            reading = Reading(
                state=reading.state, reason=reading.reason, extraction=reading.extraction
            )
            return ReadEntry(entry.number, entry.article, page=replace(item, reading=reading))
        commit = article_commit(judge(assembled))
        if commit.refused:
            return ReadEntry(entry.number, entry.article, refusal=commit.refused[0])
        return ReadEntry(entry.number, entry.article, line=line_after(None, assembled.article))


def line_after(previous: tuple[int, str] | None, article: Article) -> Line | None:
    """The line of an article after a version of it; None when that version has the same content.

    :param previous: number and ``versionId`` of that version, None for the first.
    """
    drafted = draft(article)
    version = drafted.render(previous)
    if version is None:
        return None
    first = article.provenance[0]
    return Line(
        day=version.day,
        file=first.warcFile,
        offset=first.warcOffset,
        article=drafted.article,
        version=version.number,
        version_id=version.version_id,
        record_id=drafted.record_id,
        url=drafted.url,
        headline=drafted.headline,
        captured=drafted.captured,
        run=first.crawlId or "",
        line=version.line,
    )


def _address(entry: Entry) -> Address:
    return Address(
        key=entry.url,
        url=entry.url,
        kind="article",
        article=entry.article,
        via=None,
        hops="",
        priority=0,
        attempts=0,
    )


def _place(entry: Entry) -> Place:
    return Place(
        url=entry.url,
        timestamp="",
        digest="",
        filename=entry.file,
        offset=entry.offset,
        length=entry.length,
        status="",
        mime="",
    )
