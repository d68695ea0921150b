from __future__ import annotations

from datetime import UTC

import pytest
from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler.fetch.capture.attempt import SYSTEM_CLOCK
from crawler.fetch.session import Session, archive_of, attach


def session() -> Session:
    return Session(collection=None, crawl=None, pacing=None, abort=None)


def test_a_crawler_without_an_archive_is_refused() -> None:
    with pytest.raises(NotConfigured, match="ArchiveExtension is not enabled"):
        archive_of(Crawler(Spider))


def test_each_crawler_has_its_own_session() -> None:
    first, second = Crawler(Spider), Crawler(Spider)
    one, other = session(), session()
    attach(first, one)
    attach(second, other)
    assert archive_of(first) is one
    assert archive_of(second) is other


def test_the_system_clock_is_aware_and_finer_than_a_second() -> None:
    assert SYSTEM_CLOCK.now().tzinfo is UTC
    assert any(SYSTEM_CLOCK.now().microsecond for _ in range(3))
