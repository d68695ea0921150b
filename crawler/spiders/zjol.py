"""The spider of zjol.com.cn: gives each captured response to the reader, yields what was read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any, Self

from scrapy import Spider
from scrapy.settings import SETTINGS_PRIORITIES

from crawler.crawl.plan import Plan, plan
from crawler.errors import ConfigurationError
from crawler.fetch.configuration import configuration, keeps_archive
from crawler.fetch.session import archive_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from crawler.crawl.assembling import PageRead


COMPONENTS: dict[str, dict[str, int | None]] = {
    "SPIDER_MIDDLEWARES": {
        # The ledger keeps via and hops; these two would only cost time on every page.
        "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
        "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
        # Every status is news to the archive: the spider sees them all.
        "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    },
    "DOWNLOADER_MIDDLEWARES": {
        # Pages that say "go there" are read like all others; the ledger follows them.
        "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
        "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    },
    "ITEM_PIPELINES": {
        "crawler.pipelines.NormalisePipeline": 100,  # readings of pages become articles
        "crawler.pipelines.ValidatePipeline": 200,  # refused ones are quarantined
        "crawler.pipelines.StorePipeline": 300,  # commits what the reading found
    },
}
"""Components of a news crawl; an entry of the project or of a subclass counts before these."""
DEFAULTS: dict[str, object] = {
    "CONCURRENT_ITEMS": 4,  # Scrapy: 100; that many tasks a response, and a page is one item
    "COOKIES_ENABLED": False,  # Scrapy: True; nothing of ours may get into a record
}
"""Settings of a news crawl that neither the project nor a subclass sets."""


class ZjolSpider(Spider):
    """Seeds → lists → articles → page requisites; scope, order and memory are the ledger's.

    ``-a seeds=URL[,URL…]`` or ``-a seeds=FILE``, ``-a columns=zjnews/huzhounews,…``,
    ``-a urls=…``, ``-a since=YYYY-MM-DD``, ``-a until=YYYY-MM-DD``, ``-a mode=news|backfill``.
    """

    name = "zjol"

    plan: Plan

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Scrapy's hook: what a news crawl needs, below what the project and a subclass set."""
        super().update_settings(settings)
        project = SETTINGS_PRIORITIES["project"]
        for name, components in COMPONENTS.items():
            priority = max(project, settings.getpriority(name) or 0)
            settings.set(name, {**components, **settings.getdict(name)}, priority)
        for name, value in DEFAULTS.items():
            if (settings.getpriority(name) or 0) < project:
                settings.set(name, value, "project")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **arguments: Any) -> Self:
        """Scrapy's factory.

        :raises ConfigurationError: an argument is wrong; nothing was started.
        """
        if not keeps_archive(crawler.settings):
            raise ConfigurationError(f"ARCHIVE_ENABLED=0: the spider {cls.name} needs its archive")
        spider = super().from_crawler(crawler, *args)
        settings = configuration(crawler.settings)
        spider.plan = plan(
            arguments,
            requisites=settings.requisites,
            robots_meta=settings.robots_meta,
            recheck=settings.recheck,
        )
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Enter the seeds, then read what an earlier run captured and had no time to read.

        Yields nothing. Requests come from the ledger, and Scrapy never closes a spider that it
        was asked to close while an item from here was in the pipelines: it looks again when a
        response is finished, not when such an item is.
        """
        await archive_of(self.crawler).begin()
        nothing: tuple[Any, ...] = ()
        for item in nothing:
            yield item

    def parse(self, response: Response, **_: Any) -> Iterator[PageRead]:
        """A response whose capture is durable → what it says."""
        yield archive_of(self.crawler).read(response)

    def failed(self, failure: Failure) -> Iterator[PageRead]:
        """A download that failed for good → why, for the ledger."""
        read = archive_of(self.crawler).failed(failure)
        if read is not None:
            yield read
