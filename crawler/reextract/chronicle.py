"""What captures told, put together run by run in the order of the archive, as a crawl does it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from crawler.article import PageReading, article_from
from crawler.crawl.assembling import Assembler, article_commit, judge
from crawler.crawl.items import Assembled
from crawler.crawl.split_articles import Joined
from crawler.reextract.capture_reader import (
    Line,
    Teller,
    Told,
    line_after,
)
from crawler.reextract.catalogue import Catalogue
from crawler.reextract.version_log import Shelf
from crawler.sites.identity import identity

Finished = Callable[[str | None], bool]
"""Did a run come to its end, so that what it left waiting is waited for no longer?"""
Unread = Callable[[str], bool]
"""Will the next crawl fetch or read a page of an article, so that it tells the article itself?"""


class Chronicle:
    """Makes the lines. Told the same, it makes what the crawls made.

    :param catalogue: the captures.
    :param teller: reads one of them again, where that is needed.
    :param finished: which runs came to their end.
    :param unread: asked of what waits at the end of the archive, when no run came to its end there.
    """

    def __init__(
        self, catalogue: Catalogue, teller: Teller, *, finished: Finished, unread: Unread
    ) -> None:
        self.shelf = Shelf()
        self._catalogue = catalogue
        self._teller = teller
        self._finished = finished
        self._unread = unread
        self._runs = list(catalogue.runs())
        self._assembler = Assembler(spider=teller.spider_of(catalogue))

    def add(self, entries: Iterable[Told]) -> None:
        """What the next entries told."""
        for told in entries:
            while self._runs and self._runs[0][1] < told.number:
                self._end_run()
            self._one(told)

    def finish(self) -> None:
        """All entries have been added."""
        while self._runs:
            self._end_run()

    def _one(self, told: Told) -> None:
        if told.part is not None:
            self._publish(self._assembler.assemble(told.part))
        elif self._assembler.is_waiting(told.article):
            item = self._teller.read(self._catalogue.entry(told.number))
            if item is not None:
                self._publish(self._assembler.assemble(item))
        elif told.refusal is not None:
            self.shelf.refuse(told.refusal)
        elif told.line is not None:
            self._put(told.line)

    def _put(self, line: Line) -> None:
        previous = self.shelf.last_version(line.article)
        if previous is None:
            self.shelf.put(line)
        elif previous[1] != line.version.version_id:
            later = line_after(previous, article_from(line.version.line))
            if later is not None:
                self.shelf.put(later)

    def _publish(self, assembled: Assembled) -> None:
        if assembled.article is None:
            return
        commit = article_commit(judge(assembled))
        for refused in commit.refused:
            self.shelf.refuse(refused)
        if commit.drafts:
            previous = self.shelf.last_version(assembled.article.id)
            line = line_after(previous, assembled.article)
            if line is not None:
                self.shelf.put(line)

    def _end_run(self) -> None:
        """What a crawl does when it finishes (see ``Crawl.finish``)."""
        run, last = self._runs.pop(0)
        until = last if self._finished(run) else self._end_of_next_finished()
        unread = self._unread if until is None else lambda _: False
        held: list[Joined] = []

        def to_come(joined: Joined) -> bool:
            there = {identity(told.capture.url).page for told in joined.pages}
            article = identity(joined.pages[0].capture.url).id
            if unread(article) or self._catalogue.has_pages(
                article, but=there, after=last, until=until or self._catalogue.total
            ):
                held.append(joined)
                return True
            return False

        def earlier(article: str, page: int) -> PageReading | None:
            return self._earlier(article, page, until=last)

        for whole in self._assembler.rest(to_come=to_come, earlier=earlier):
            self._publish(whole)
        for joined in held:
            self._assembler.hold(joined)

    def _end_of_next_finished(self) -> int | None:
        """Runs that are not finished are gone on with by those after them; None: by the next."""
        for run, last in self._runs:
            if self._finished(run):
                return last
        return None

    def _earlier(self, article: str, page: int, *, until: int) -> PageReading | None:
        for entry in self._catalogue.pages(article, page, until=until):
            item = self._teller.read(entry)
            if item is not None and item.reading.fields is not None and item.capture is not None:
                fields, capture = item.reading.fields, item.capture
                return PageReading(fields=fields, capture=capture, crawl_id=item.run)
        return None
