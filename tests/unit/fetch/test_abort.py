"""A failing archive closes the crawl whenever, and in whichever thread, it fails."""

import asyncio

import pytest
from scrapy import signals
from scrapy.exceptions import CloseSpider
from scrapy.signalmanager import SignalManager

from crawler.errors import CaptureNotWritten
from crawler.fetch.abort import Abort


class _Crawl:
    """What Abort knows of a crawler: its signals, and the engine, which is its own here."""

    def __init__(self):
        self.signals = SignalManager(self)
        self.spider = "open"
        self.closed = asyncio.Event()
        self.reasons = []

    @property
    def engine(self):
        return self

    async def close_spider_async(self, *, reason):
        self.reasons.append(reason)
        self.closed.set()

    def open(self):
        (result,) = self.signals.send_catch_log(signals.spider_opened, dont_log=CloseSpider)
        return getattr(result[1], "value", None)


def test_in_another_thread_and_more_than_once():
    async def crawl():
        crawler = _Crawl()
        abort = Abort(crawler)
        assert crawler.open() is None
        await asyncio.to_thread(abort, CaptureNotWritten("the disk is full"))
        abort(CaptureNotWritten("and so is the log"))
        await asyncio.wait_for(crawler.closed.wait(), 5)
        return abort.why, crawler.reasons

    assert ("the disk is full", ["archive_error"]) == asyncio.run(crawl())


@pytest.mark.parametrize("told", ["", "the log is refused"])
def test_before_the_spider_is_open(told):
    async def crawl():
        crawler = _Crawl()
        abort = Abort(crawler)
        if told:
            abort(CaptureNotWritten(told))
        answer = crawler.open()
        await asyncio.sleep(0)
        return answer, crawler.reasons

    answer, reasons = asyncio.run(crawl())
    assert (bool(told), []) == (isinstance(answer, CloseSpider), reasons)
