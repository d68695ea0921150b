"""A progress bar on the terminal while a crawl works; none where stderr is no terminal."""

from __future__ import annotations

import logging
import sys
import time
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call

from crawler.fetch.session import Session, archive_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_SECONDS = 0.5
_PART = 50
"""Looking takes one part in so many of the time at the most, however large the ledger."""


class ProgressExtension:
    """Shows how many of the addresses known so far are settled."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:,.0f} of {task.total:,.0f} addresses"),
            TextColumn("{task.fields[versions]:,} articles"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._look_again = 0.0
        self._task = self._progress.add_task("crawling", total=1, versions=0)
        self._loop = create_looping_call(self._update)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's factory."""
        if not sys.stderr.isatty():
            raise NotConfigured
        bar = cls(archive_of(crawler))
        crawler.signals.connect(bar.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(bar.spider_closed, signal=signals.spider_closed)
        return bar

    def spider_opened(self) -> None:
        """Draw the bar; what is logged from now on scrolls above it."""
        self._progress.start()
        for handler in logging.root.handlers:
            if type(handler) is logging.StreamHandler:
                handler.setStream(sys.stderr)  # the one that rich has put in place
        self._loop.start(_SECONDS)

    def spider_closed(self) -> None:
        """Take the bar away."""
        self._loop.stop()
        self._progress.stop()
        for handler in logging.root.handlers:
            if type(handler) is logging.StreamHandler:
                handler.setStream(sys.stderr)

    def _update(self) -> None:
        now = time.monotonic()
        if now < self._look_again:
            return
        collection = self._session.collection
        total, to_do = collection.reader.to_do()
        self._progress.update(
            self._task,
            completed=total - to_do,
            total=max(total, 1),
            versions=collection.writing.versions,
        )
        self._look_again = now + _PART * (time.monotonic() - now)
