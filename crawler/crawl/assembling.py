"""From pages that were read to article lines: in a crawl, and when an archive is read again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Self, TypeAlias

from crawler.archive.collection.page_commit import (
    AddressUpdate,
    ArticleDraft,
    ArticleLine,
    PageCommit,
    RefusedLine,
)
from crawler.article import Article, PageReading, assemble, line, successor
from crawler.article.validate import Problem, problems
from crawler.errors import PageError
from crawler.ledger import Address
from crawler.models import Capture
from crawler.page.http1 import Head, entity, parse_head
from crawler.reading.read import Page, Reading, page_of
from crawler.sites.identity import identity


@dataclass(frozen=True, slots=True, kw_only=True)
class CapturedPage:
    """A response as the archive holds it, its codings removed."""

    capture: Capture
    page: Page | None
    """None when it cannot be read."""
    error: PageError | None = None
    """Why it cannot."""
    run: str | None = None
    """The run that captured it, None when its archive does not name it."""

    @classmethod
    def of(cls, capture: Capture, head: Head, body: bytes, *, run: str | None) -> Self:
        """Head and entity of a captured response → the page in it; raises nothing.

        :param body: the entity, transfer-coding removed (RFC 9112 section 7).
        """
        try:
            return cls(capture=capture, page=page_of(capture.url, head, body), run=run)
        except PageError as error:
            return cls(capture=capture, page=None, error=error, run=run)

    @classmethod
    def of_message(cls, capture: Capture, message: bytes, *, run: str) -> Self:
        """A response message as it crossed the wire → the page in it; raises nothing."""
        head = parse_head(message)
        return cls.of(capture, head, entity(message, head=head), run=run)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRead:
    """A response that was read, or a download that failed: yielded by the spider."""

    address: Address
    reading: Reading
    page: Page | None = None
    """The message that was read, None when there was none."""
    capture: Capture | None = None
    """Where it lies in the archive, None when nothing was kept."""
    run: str | None = None
    """The run that captured it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembled:
    """The article that a page completes, if it completes one."""

    read: PageRead | None = None
    """None for what is left of a split article at the end of a run."""
    waiting: bool = False
    """The page belongs to a split article that is not complete yet."""
    joined: Joined | None = None
    article: Article | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An assembled article, and the problems that refuse it."""

    assembled: Assembled
    problems: tuple[Problem, ...] = ()
    """Those that refuse it; empty when it may be published."""


@dataclass(slots=True)
class _Group:
    pages: dict[int, tuple[str, PageReading]] = field(default_factory=dict)
    missing: set[int] = field(default_factory=set)
    expected: int = 1

    def complete(self) -> bool:
        return all(
            number in self.pages or number in self.missing for number in range(1, self.expected + 1)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """An article's pages, and the keys of the addresses they were read at."""

    pages: tuple[PageReading, ...]
    keys: tuple[str, ...]


class SplitArticles:
    """Collects the pages of split articles; an article of one page passes straight through.

    Only what is in flight is held here. The addresses of waiting pages stay ``captured`` in the
    ledger, so after a kill they are read from the archive again and meet here again.
    """

    def __init__(self) -> None:
        self._groups: dict[str, _Group] = {}

    def __contains__(self, article: str) -> bool:
        """Does anything wait for pages of this article?"""
        return article in self._groups

    def add(self, key: str, reading: PageReading) -> Joined | None:
        """A page was read.

        :returns: the article's pages when this was the last that was missing, None while others
            are still to come.
        """
        who = identity(reading.capture.url)
        claimed = reading.extraction.pagination
        further = [identity(url).page for url in claimed.next]
        expected = max([claimed.pages, who.page, *further])
        if expected == 1 and who.id not in self._groups:
            return Joined(pages=(reading,), keys=(key,))
        group = self._groups.setdefault(who.id, _Group())
        group.expected = max(group.expected, expected)
        group.pages[max(who.page, 1)] = (key, reading)
        return self._take(who.id) if group.complete() else None

    def miss(self, url: str) -> Joined | None:
        """A page of a split article could not be had.

        :returns: the pages that are there when none is waited for any more.
        """
        who = identity(url)
        group = self._groups.setdefault(who.id, _Group())
        group.missing.add(who.page)
        group.expected = max(group.expected, who.page)
        return self._take(who.id) if group.pages and group.complete() else None

    def rest(self) -> list[Joined]:
        """At the end of a run: what still waits for pages that were not fetched."""
        joined = [self._take(name) for name in list(self._groups) if self._groups[name].pages]
        self._groups.clear()
        return joined

    def _take(self, article: str) -> Joined:
        group = self._groups.pop(article)
        ordered = [group.pages[number] for number in sorted(group.pages)]
        return Joined(
            pages=tuple(reading for _, reading in ordered),
            keys=tuple(key for key, _ in ordered),
        )


ToCome: TypeAlias = Callable[[Joined], bool]
Earlier: TypeAlias = Callable[[str, int], PageReading | None]
"""Article id and page → the reading of its newest capture, None when there is none."""

_MOST_PAGES = 200
"""Pages of an article that are looked up; a page may claim any number."""


class Assembler:
    """Joins pages of split articles, and assembles articles from what is joined.

    :param spider: name of the spider, for the records.
    """

    def __init__(self, *, spider: str) -> None:
        self._spider = spider
        self._split = SplitArticles()

    def assemble(self, item: PageRead) -> Assembled:
        """The article that this page completes, if it completes one."""
        if item.reading.extraction is None or item.capture is None:
            missed = item.address.article is not None and item.reading.state != "done"
            joined = self._split.miss(item.address.url) if missed else None
            return Assembled(read=item, joined=joined, article=self._article(joined))
        page = PageReading(
            extraction=item.reading.extraction, capture=item.capture, crawl_id=item.run
        )
        joined = self._split.add(item.address.key, page)
        return Assembled(
            read=item, waiting=joined is None, joined=joined, article=self._article(joined)
        )

    def is_waiting(self, article: str) -> bool:
        """Are there pages of this article that wait for others?"""
        return article in self._split

    def hold(self, joined: Joined) -> None:
        """Let pages that were taken out by ``rest`` wait for others after all."""
        for key, page in zip(joined.keys, joined.pages, strict=True):
            self._split.add(key, page)

    def rest(self, *, to_come: ToCome, earlier: Earlier) -> Iterator[Assembled]:
        """At the end of a run: the articles that are still waiting for pages.

        A page that this run had no reason to fetch is taken as it was last captured.

        :param to_come: will a later run bring more pages of this article?  Then it is left out.
        :param earlier: the reading of the newest capture of a page of an article.
        """
        for joined in self._split.rest():
            if not to_come(joined):
                pages = (*joined.pages, *_earlier_pages(joined, earlier))
                whole = Joined(pages=pages, keys=joined.keys)
                yield Assembled(joined=whole, article=self._article(whole))

    def _article(self, joined: Joined | None) -> Article | None:
        return assemble(joined.pages, spider=self._spider) if joined else None


def _earlier_pages(joined: Joined, earlier: Earlier) -> Iterator[PageReading]:
    there = {identity(page.capture.url).page for page in joined.pages}
    known = max(max(there), *(page.extraction.pagination.pages for page in joined.pages))
    article = identity(joined.pages[0].capture.url).id
    for number in range(1, min(known, _MOST_PAGES) + 1):
        page = earlier(article, number) if number not in there else None
        if page is not None:
            yield page


def judge(item: Assembled) -> Judged:
    """An assembled article → the problems that keep it from being published."""
    if item.article is None:
        return Judged(assembled=item)
    found = problems(item.article)
    rejecting = tuple(problem for problem in found if problem.severity == "reject")
    return Judged(assembled=item, problems=rejecting)


def article_commit(item: Judged) -> PageCommit:
    """The article's part of a commit: its line, and the pages that waited for one another."""
    joined, article = item.assembled.joined, item.assembled.article
    if joined is None or article is None:
        return PageCommit()
    updates = tuple(AddressUpdate(key=key, state="done") for key in joined.keys)
    if item.problems:
        return PageCommit(updates=updates, refused=(refused_line(article, item.problems),))
    return PageCommit(updates=updates, drafts=(draft(article),))


def draft(article: Article) -> ArticleDraft:
    """The article as a line to be, numbered when it is written."""

    def render(previous: tuple[int, str] | None) -> ArticleLine | None:
        version = successor(article, previous)
        if version is None:
            return None
        return ArticleLine(
            number=version.version,
            version_id=version.versionId,
            day=_day(version),
            line=line(version),
        )

    first = article.provenance[0]
    return ArticleDraft(
        article=article.id,
        url=article.url,
        headline=article.headline,
        captured=first.dateDownloaded,
        record_id=first.warcRecordId,
        render=render,
    )


def refused_line(article: Article, problems: Sequence[Problem]) -> RefusedLine:
    """The article as a line of the quarantine, with every reason it was refused for."""
    reasons = [
        {"code": problem.code, "field": problem.field, "detail": problem.detail}
        for problem in problems
    ]
    body = {"problems": reasons, "article": json.loads(line(article))}
    written = json.dumps(body, ensure_ascii=False, separators=(",", ":")) + "\n"
    return RefusedLine(day=_day(article), line=written.encode())


def _day(article: Article) -> str:
    """The crawl day (UTC) of the first page: which file the line belongs to."""
    return article.provenance[0].dateDownloaded[:10]
