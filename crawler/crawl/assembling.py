"""From pages that were read to articles that may be published: live, resumed and told again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from crawler.archive.collection.jobs import Outcome, Settlement
from crawler.article import Article, PageReading, assemble
from crawler.article.validate import problems
from crawler.crawl.items import Assembled, Judged, PageRead
from crawler.crawl.publish import draft, refusal
from crawler.crawl.split_articles import Joined, Joins
from crawler.sites.identity import identity

ToCome: TypeAlias = Callable[[Joined], bool]
Earlier: TypeAlias = Callable[[str, int], PageReading | None]
"""Article id and page → what its newest capture told, None when there is none."""

_MOST_PAGES = 200
"""Pages of an article that are looked up; a page may claim any number."""


class Assembler:
    """Joins pages of split articles, and assembles articles from what is joined.

    :param spider: name of the spider, for the records.
    """

    def __init__(self, *, spider: str) -> None:
        self._spider = spider
        self._joins = Joins()

    def assemble(self, item: PageRead) -> Assembled:
        """The article that this page completes, if it completes one."""
        if item.reading.fields is None or item.capture is None:
            missed = item.address.article is not None and item.reading.state != "done"
            joined = self._joins.miss(item.address.url) if missed else None
            return Assembled(read=item, joined=joined, article=self._article(joined))
        told = PageReading(fields=item.reading.fields, capture=item.capture, crawl_id=item.run)
        joined = self._joins.add(item.address.id, told)
        return Assembled(
            read=item, waiting=joined is None, joined=joined, article=self._article(joined)
        )

    def is_waiting(self, article: str) -> bool:
        """Are there pages of this article that wait for others?"""
        return article in self._joins

    def hold(self, joined: Joined) -> None:
        """Let pages that were taken out by ``rest`` wait for others after all."""
        for address, told in zip(joined.addresses, joined.pages, strict=True):
            self._joins.add(address, told)

    def rest(self, *, to_come: ToCome, earlier: Earlier) -> Iterator[Assembled]:
        """At the end of a run: the articles that are still waiting for pages.

        A page that this run had no reason to fetch is taken as it was last captured.

        :param to_come: will a later run bring more pages of this article?  Then it is left out.
        :param earlier: what the newest capture of a page of an article told.
        """
        for joined in self._joins.rest():
            if not to_come(joined):
                pages = (*joined.pages, *_earlier_pages(joined, earlier))
                whole = Joined(pages=pages, addresses=joined.addresses)
                yield Assembled(joined=whole, article=self._article(whole))

    def _article(self, joined: Joined | None) -> Article | None:
        return assemble(joined.pages, spider=self._spider) if joined else None


def _earlier_pages(joined: Joined, earlier: Earlier) -> Iterator[PageReading]:
    there = {identity(told.capture.url).page for told in joined.pages}
    known = max(max(there), *(told.fields["pagination"]["pages"] for told in joined.pages))
    article = identity(joined.pages[0].capture.url).id
    for number in range(1, min(known, _MOST_PAGES) + 1):
        told = earlier(article, number) if number not in there else None
        if told is not None:
            yield told


def judge(item: Assembled) -> Judged:
    """An assembled article → the problems that keep it from being published."""
    if item.article is None:
        return Judged(assembled=item)
    found = problems(item.article)
    return Judged(assembled=item, problems=tuple(one for one in found if one.severity == "reject"))


def published(item: Judged) -> Outcome:
    """The article's part of an outcome: its line, and the pages that it was waiting for."""
    joined, article = item.assembled.joined, item.assembled.article
    if joined is None or article is None:
        return Outcome()
    settled = tuple(Settlement(address=one, state="done") for one in joined.addresses)
    if item.problems:
        return Outcome(settled=settled, refusals=(refusal(article, item.problems),))
    return Outcome(settled=settled, drafts=(draft(article),))
