"""What one capture tells when it is read again; runs in worker processes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crawler import sites
from crawler.archive.collection.page_commit import ArticleLine, RefusedLine
from crawler.archive.source import RunFacts, Source
from crawler.archive.source.index import Place
from crawler.article import Article
from crawler.crawl.assembling import Assembler, article_commit, draft, judge
from crawler.crawl.items import PageRead
from crawler.errors import PageError
from crawler.ledger import Address
from crawler.reading import discover
from crawler.reading.read import Reading, page, read
from crawler.reextract.catalogue import Catalogue, Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An article line, with what the ledger keeps of it."""

    article: str
    record_id: str
    file: str
    """WARC file of the first page."""
    offset: int
    """Where the record of the first page begins."""
    url: str
    headline: str | None
    captured: str
    run: str | None
    """The run that captured the first page."""
    version: ArticleLine


@dataclass(frozen=True, slots=True)
class Told:
    """What came of one entry: one of ``line``, ``refusal`` and ``part``."""

    number: int
    article: str
    line: Line | None = None
    """The article of a page that waits for no other, as a first version."""
    refusal: RefusedLine | None = None
    """It was refused."""
    part: PageRead | None = None
    """A page that others belong to, or one that could not be read; without its body."""


class Teller:
    """Reads captures as a crawl reads responses.

    :param source: the archive.
    :param fallback: name of the spider for records whose WARC file does not tell it.
    """

    def __init__(self, source: Source, *, fallback: str | None = None) -> None:
        self._source = source
        self.fallback = fallback

    def tell(self, entries: Sequence[Entry]) -> list[Told]:
        """Entries → what each tells; what tells nothing is left out.

        :raises ArchiveError: a record is damaged.
        :raises NotArchived: the original of a revisit is not there.
        """
        return [told for entry in entries if (told := self._one(entry)) is not None]

    def read(self, entry: Entry) -> PageRead | None:
        """One entry, read; None when it is no whole capture."""
        recalled = self._source.at(_place(entry))
        if recalled is None:
            return None
        capture, run = recalled.capture, recalled.run
        address = _address(entry)
        try:
            told = page(capture.url, recalled.answer.head, recalled.answer.entity)
        except PageError as error:
            reading = Reading(state="failed", reason=error.code)
        else:
            reading = read(
                told, kind(entry.url, run), robots_meta=run.robots_meta, look=discover.orders
            )
        return PageRead(address=address, reading=reading, capture=capture, run=run.id)

    def spider(self, filename: str) -> str:
        """Name of the spider whose run wrote a file."""
        return self._source.run(filename).spider or self.fallback or ""

    def spider_of(self, catalogue: Catalogue) -> str:
        """Name of the spider whose run captured the first of the entries."""
        first = next(catalogue.entries(), None)
        return self.spider(first.file) if first else self.fallback or ""

    def _one(self, entry: Entry) -> Told | None:
        item = self.read(entry)
        if item is None or (item.reading.fields is None and item.reading.state == "done"):
            return None
        assembled = Assembler(spider=self.spider(entry.file)).assemble(item)
        if assembled.article is None:
            part = replace(item, reading=_without_links(item.reading))
            return Told(entry.number, entry.article, part=part)
        commit = article_commit(judge(assembled))
        if commit.refused:
            return Told(entry.number, entry.article, refusal=commit.refused[0])
        return Told(entry.number, entry.article, line=line_after(None, assembled.article))


def line_after(previous: tuple[int, str] | None, article: Article) -> Line | None:
    """The line of an article after a version of it; None when it says the same as that one.

    :param previous: number and ``versionId`` of that version, None for the first.
    """
    drafted = draft(article)
    version = drafted.render(previous)
    if version is None:
        return None
    first = article.provenance[0]
    return Line(
        article=drafted.article,
        record_id=drafted.record_id,
        file=first.warcFile,
        offset=first.warcOffset,
        url=drafted.url,
        headline=drafted.headline,
        captured=drafted.captured,
        run=first.crawlId,
        version=version,
    )


def kind(url: str, run: RunFacts) -> str:
    """What a crawl took a captured address for: a page that was named is meant as an article."""
    judged = sites.judge(url).kind
    if run.named_pages and judged in ("page", "app-article", "out"):
        return "article"
    return judged


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


def _without_links(reading: Reading) -> Reading:
    return Reading(state=reading.state, reason=reading.reason, fields=reading.fields)
