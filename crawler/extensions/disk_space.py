"""The disk guard: pauses the crawl when the disk is nearly full, and stops it if it stays so."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call

from crawler.errors import CaptureNotWritten
from crawler.fetch.configuration import configuration
from crawler.fetch.session import Session, archive_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """The space on one file system that a user other than root may fill."""

    path: Path
    """A folder on it; may not exist yet."""
    least: int
    """Bytes that shall stay free; 0 for no such demand."""

    def free(self) -> int:
        """Bytes that may still be written.

        :raises OSError: the file system does not say.
        """
        folder = self.path.absolute()
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        state = os.statvfs(folder)
        return state.f_bavail * state.f_frsize

    def short(self) -> str | None:
        """One line for people when there is too little space, None when there is enough.

        :raises OSError: the file system does not say.
        """
        if not self.least:
            return None
        free = self.free()
        if free >= self.least:
            return None
        return f"{free:,} bytes are free for {self.path}, ARCHIVE_MIN_FREE_BYTES is {self.least:,}"


logger = logging.getLogger(__name__)


class DiskSpaceExtension:
    """Looks once a second. Requests in flight when the crawl pauses are finished and kept: with
    the default settings that is at most a gigabyte, half of what is kept free."""

    seconds: ClassVar[float] = 1.0
    """Between two looks."""
    patience: ClassVar[int] = 10
    """Looks that find no space before the crawl is stopped."""

    def __init__(self, crawler: Crawler, session: Session, space: Space) -> None:
        self._crawler = crawler
        self._session = session
        self._space = space
        self._short_looks = 0
        self._loop = create_looping_call(self._look)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's factory."""
        least = configuration(crawler.settings).min_free_bytes
        if not least:
            raise NotConfigured
        session = archive_of(crawler)
        folder = session.collection.layout.root
        guard = cls(crawler, session, Space(path=folder, least=least))
        crawler.signals.connect(guard.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(guard.spider_closed, signal=signals.spider_closed)
        return guard

    def spider_opened(self) -> None:
        """Begin to look."""
        self._loop.start(self.seconds)

    def spider_closed(self) -> None:
        """Look no more."""
        if self._loop.running:
            self._loop.stop()

    def _look(self) -> None:
        engine = self._crawler.engine
        assert engine is not None
        short = self._space.short()
        if short is None and self._short_looks:
            logger.warning("there is space on the disk again: the crawl continues")
            self._short_looks = 0
            engine.unpause()
        elif short is not None:
            if not self._short_looks:
                logger.warning("pausing: %s", short)
                engine.pause()
            self._short_looks += 1
            if self._short_looks > self.patience:
                self._loop.stop()
                self._session.abort(CaptureNotWritten(short))
