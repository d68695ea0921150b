"""The Scrapy add-on that gives the spiders of a project an archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from scrapy.settings import SETTINGS_PRIORITIES
from scrapy.utils.spider import DefaultSpider

from crawler.fetch.configuration import configuration, keeps_archive, operator_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

    from crawler.fetch.configuration import Operator

_SCRAPY = "scrapy.downloadermiddlewares"
COMPONENTS: dict[str, dict[str, int | None]] = {
    "DOWNLOADER_MIDDLEWARES": {
        # robots.txt by RFC 9309; Scrapy's own takes a failure to fetch it for a permission.
        f"{_SCRAPY}.robotstxt.RobotsTxtMiddleware": None,
        "crawler.middlewares.robots.RobotsMiddleware": 100,
        # Retries after a pause of the request or of the whole site; Scrapy's own retries at once.
        f"{_SCRAPY}.retry.RetryMiddleware": None,
        "crawler.middlewares.backoff.BackOffMiddleware": 550,
        # Bodies are those that were captured, decoded by the code that reads them back.
        f"{_SCRAPY}.httpcompression.HttpCompressionMiddleware": None,
        "crawler.middlewares.decoding.DecodingMiddleware": 590,
    },
    "EXTENSIONS": {
        "crawler.extensions.archive.ArchiveExtension": 0,
        "crawler.extensions.disk_space.DiskSpaceExtension": 5,  # pauses, then stops
        "crawler.extensions.collector.CollectorExtension": 5,  # garbage collection, rarely
        "crawler.extensions.progress.ProgressExtension": 10,  # a bar, when a person is looking
    },
}
"""Components of the archive; what a project says of one of them counts."""
CAPTURING = "crawler.fetch.capture.handler.CapturingDownloadHandler"
"""Download handler for http and https; other schemes cannot be captured, and have none."""
SCHEDULER = "crawler.fetch.scheduler.LedgerScheduler"
"""The ledger is the frontier."""
_ANSWERING = "crawler.fetch.archive_handler.ArchiveDownloadHandler"
_AT_A_TIME = 32
"""Answers come from the disk, so only memory limits how many pages are in work."""


class ArchiveAddon:
    """Puts the components of the archive into the settings, and the operator's name.

    ``scrapy shell``, ``fetch`` and ``view`` look at a page and crawl nothing (they run Scrapy's
    ``DefaultSpider``), so they keep Scrapy's own components and write no collection. So does a
    spider that runs with ``ARCHIVE_ENABLED`` off.

    :param looking: no spider of the project runs.
    """

    def __init__(self, *, looking: bool) -> None:
        self._looking = looking

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's factory."""
        return cls(looking=crawler.spidercls is DefaultSpider)

    def update_settings(self, settings: BaseSettings) -> None:
        """Called by Scrapy before any component is built.

        :raises ConfigurationError: a setting is wrong; nothing was started.
        """
        if self._looking or not keeps_archive(settings):
            _name(settings, operator_of(settings))
            return
        checked = configuration(settings)
        for name, components in COMPONENTS.items():
            _set(settings, name, {**components, **settings.getdict(name)})
        _set(settings, "SCHEDULER", SCHEDULER)
        _handlers(settings, CAPTURING if checked.source is None else _ANSWERING)
        if checked.source is not None:
            _hurry(settings)
        _name(settings, checked.operator)


def _set(settings: BaseSettings, name: str, value: Any) -> None:
    """Set a setting whatever else is set.

    Quirk: the priority "addon" lies below that of the project's settings.
    """
    least = SETTINGS_PRIORITIES["project"]
    settings.set(name, value, max(least, settings.getpriority(name) or 0))


def _name(settings: BaseSettings, who: Operator | None) -> None:
    if who is None:
        return
    settings.set("USER_AGENT", who.user_agent(settings["USER_AGENT"]), "project")
    if who.email:
        headers = {**settings.getdict("DEFAULT_REQUEST_HEADERS"), "From": who.email}
        settings.set("DEFAULT_REQUEST_HEADERS", headers, "project")


def _handlers(settings: BaseSettings, handler: str) -> None:
    """No handler is left that would fetch without a record."""
    others = dict.fromkeys(settings.getwithbase("DOWNLOAD_HANDLERS"))
    _set(settings, "DOWNLOAD_HANDLERS", {**others, "http": handler, "https": handler})


def _hurry(settings: BaseSettings) -> None:
    """A crawl from an archive opens no connection, and nothing waits.

    This must hold whatever else is set, so it has the priority of the command line.
    """
    settings.set("DOWNLOAD_HANDLERS_BASE", {}, "cmdline")
    settings.set("DOWNLOAD_DELAY", 0, "cmdline")
    settings.set("AUTOTHROTTLE_ENABLED", value=False, priority="cmdline")
    settings.set("RETRY_TIMES", 0, "cmdline")  # the same capture would come again
    settings.set("CONCURRENT_REQUESTS", _AT_A_TIME, "cmdline")
    settings.set("CONCURRENT_REQUESTS_PER_DOMAIN", _AT_A_TIME, "cmdline")
