from __future__ import annotations

from datetime import UTC

import pytest
from scrapy import Request, Spider
from scrapy.crawler import Crawler

from crawler.errors import ConfigurationError
from crawler.fetch.capture.recorder import SYSTEM_CLOCK, archive_of, register
from crawler.models import Capture, Exchange


class Nowhere:
    async def record(self, exchange: Exchange, request: Request) -> Capture | None:
        return None


def test_a_crawler_without_a_recorder_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="no recorder is registered"):
        archive_of(Crawler(Spider))


def test_each_crawler_has_its_own_recorder() -> None:
    first, second = Crawler(Spider), Crawler(Spider)
    one, other = Nowhere(), Nowhere()
    register(first, one)
    register(second, other)
    assert archive_of(first).recorder is one
    assert archive_of(second).recorder is other


def test_the_system_clock_is_aware_and_finer_than_a_second() -> None:
    assert SYSTEM_CLOCK.now().tzinfo is UTC
    assert any(SYSTEM_CLOCK.now().microsecond for _ in range(3))
