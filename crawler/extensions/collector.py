"""Keeps Python's cyclic garbage collector out of the way of a crawl."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from scrapy import signals

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

THRESHOLDS = (50_000, 20, 50)
"""Allocations, and collections of the younger generations, before a generation is collected."""


class CollectorExtension:
    """Freezes what the start has made, and lets collections come rarely.

    Reading a page makes thousands of objects that hold one another for a moment. With Python's
    own thresholds the collector looks through them, and through all modules, several times a
    page: a fifth of the CPU time of a crawl (docs/decisions/0063-collector.md).
    """

    def __init__(self) -> None:
        self._before = gc.get_threshold()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's factory."""
        collector = cls()
        crawler.signals.connect(collector.engine_started, signal=signals.engine_started)
        crawler.signals.connect(collector.engine_stopped, signal=signals.engine_stopped)
        return collector

    def engine_started(self) -> None:
        """Everything that lives as long as the crawl is made: collect once, then set it aside."""
        gc.collect()
        gc.freeze()
        gc.set_threshold(*THRESHOLDS)

    def engine_stopped(self) -> None:
        """Give the process its collector back."""
        gc.set_threshold(*self._before)
        gc.unfreeze()
