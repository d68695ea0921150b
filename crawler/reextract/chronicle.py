"""Makes lines of what captures gave, run by run in the order of the archive, as crawls do."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from crawler.article import PageReading, article_from
from crawler.crawl.assembling import Assembled, Assembler, Joined, article_commit, judge
from crawler.reextract.capture_reader import CaptureReader, ReadEntry, line_after
from crawler.reextract.catalogue import Catalogue
from crawler.reextract.version_log import Line, VersionLog
from crawler.sites.identity import identity

Finished = Callable[[str | None], bool]
"""Did a run come to its end, so that the next run does not continue it?"""
Unread = Callable[[str], bool]
"""Will the next crawl fetch or read a page of an article, so that it makes the line itself?"""


class Chronicle:
    """Makes the lines that the crawls made, if the program reads the captures as it did then.

    :param catalogue: the captures.
    :param reader: reads a capture a second time, where that is needed.
    :param finished: which runs came to their end.
    :param unread: asked about the articles that wait for pages at the end of the archive, when
        the last run did not come to its end.
    """

    def __init__(
        self, catalogue: Catalogue, reader: CaptureReader, *, finished: Finished, unread: Unread
    ) -> None:
        self.version_log = VersionLog()
        self._catalogue = catalogue
        self._reader = reader
        self._finished = finished
        self._unread = unread
        self._runs = list(catalogue.runs())
        self._assembler = Assembler(spider=reader.spider_of(catalogue))

    def add(self, entries: Iterable[ReadEntry]) -> None:
        """Add what the reading of the next entries gave."""
        for entry in entries:
            while self._runs and self._runs[0][1] < entry.number:
                self._end_run()
            self._add(entry)

    def finish(self) -> None:
        """All entries have been added."""
        while self._runs:
            self._end_run()

    def _add(self, entry: ReadEntry) -> None:
        if entry.page is not None:
            self._publish(self._assembler.assemble(entry.page))
        elif self._assembler.is_waiting(entry.article):
            item = self._reader.read(self._catalogue.entry(entry.number))
            if item is not None:
                self._publish(self._assembler.assemble(item))
        elif entry.refusal is not None:
            self.version_log.refuse(entry.refusal)
        elif entry.line is not None:
            self._put(entry.line)

    def _put(self, line: Line) -> None:
        previous = self.version_log.last_version(line.article)
        if previous is None:
            self.version_log.put(line)
        elif previous[1] != line.version_id:
            later = line_after(previous, article_from(line.line))
            if later is not None:
                self.version_log.put(later)

    def _publish(self, assembled: Assembled) -> None:
        if assembled.article is None:
            return
        commit = article_commit(judge(assembled))
        for refusal in commit.refused:
            self.version_log.refuse(refusal)
        if commit.drafts:
            previous = self.version_log.last_version(assembled.article.id)
            line = line_after(previous, assembled.article)
            if line is not None:
                self.version_log.put(line)

    def _end_run(self) -> None:
        """What a crawl does when it finishes (see ``Crawl.finish``)."""
        run, last = self._runs.pop(0)
        until = last if self._finished(run) else self._end_of_next_finished()
        unread = self._unread if until is None else lambda _: False
        held: list[Joined] = []

        def to_come(joined: Joined) -> bool:
            there = {identity(page.capture.url).page for page in joined.pages}
            article = identity(joined.pages[0].capture.url).id
            if unread(article) or self._catalogue.has_pages(
                article, exclude=there, after=last, until=until or self._catalogue.total
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
        """Later runs continue an unfinished run; None when the next crawl will."""
        for run, last in self._runs:
            if self._finished(run):
                return last
        return None

    def _earlier(self, article: str, page: int, *, until: int) -> PageReading | None:
        for entry in self._catalogue.pages(article, page, until=until):
            item = self._reader.read(entry)
            if (
                item is not None
                and item.reading.extraction is not None
                and item.capture is not None
            ):
                extraction, capture = item.reading.extraction, item.capture
                return PageReading(extraction=extraction, capture=capture, crawl_id=item.run)
        return None
