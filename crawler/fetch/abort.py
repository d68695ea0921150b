"""Ends a crawl whose archive cannot be written or trusted, whenever that is found out."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import CloseSpider

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.errors import ArchiveError

logger = logging.getLogger(__name__)

_REASON = "archive_error"


class Abort:
    """Called with what went wrong, from any thread, closes the spider, once.

    Scrapy cannot close a spider that is not open yet; but a handler of its
    ``spider_opened`` signal may refuse the opening.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._loop: asyncio.AbstractEventLoop | None = None
        self.why = ""
        """What went wrong first, in one line; empty as long as nothing has."""
        crawler.signals.connect(self.spider_opened, signal=signals.spider_opened)

    def __call__(self, error: ArchiveError) -> None:
        """Close the crawl, now or as soon as it can be."""
        if self.why:
            return
        self.why = str(error)
        logger.critical("the archive cannot be written, closing the crawl: %s", error)
        if self._loop is not None:  # the log may be refused in the thread of the archivist
            self._loop.call_soon_threadsafe(self._close)

    def _close(self) -> None:
        engine = self._crawler.engine
        if engine is not None and engine.spider is not None:
            self._closing = asyncio.ensure_future(engine.close_spider_async(reason=_REASON))

    def spider_opened(self) -> None:
        """Scrapy's signal.

        :raises CloseSpider: the archive failed before there was anything to close.
        """
        self._loop = asyncio.get_running_loop()
        if self.why:
            raise CloseSpider(_REASON)
