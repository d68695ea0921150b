"""Item pipelines: what was read of a page becomes an article, is judged, and is committed.

Every response is one item, so that all that one page changes is committed as one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.crawl.assembling import Assembled, Judged, PageRead, judge
from crawler.fetch.session import Session, archive_of

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler


class NormalisePipeline:
    """Joins the pages of an article and assembles its record."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's factory."""
        return cls(archive_of(crawler))

    def process_item(self, item: PageRead) -> Assembled:
        """A page that was read → the article it completes, if it completes one."""
        return self._session.crawl.assemble(item)


class ValidatePipeline:
    """Judges articles; it changes nothing."""

    def process_item(self, item: Assembled) -> Judged:
        """An article → the problems that send it to the quarantine."""
        return judge(item)


class StorePipeline:
    """Commits what a page changes: new addresses, its article line, its state."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's factory."""
        return cls(archive_of(crawler))

    async def process_item(self, item: Judged) -> Judged:
        """Returns when all of it is durable.

        :raises ArchiveError: it could not be written; the crawl is being closed.
        """
        await self._session.commit(item)
        return item
