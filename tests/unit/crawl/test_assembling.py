"""A crawl assembles articles as reading its archive again does."""

import asyncio
from dataclasses import replace

import pytest

from archive_scene import TEXT, article, page
from collection_scene import Scene, exchange, store
from crawler import sites
from crawler.crawl.assembling import CapturedPage, judge
from crawler.crawl.crawl import Crawl
from crawler.crawl.plan import plan
from crawler.reextract import reextract

HOME = "http://zjnews.zjol.com.cn/"
ONE, TWO = article(31000001), article(31000001, 1)
FIRST = page("渡口", TEXT, "第一页的末尾，说到船快要靠岸了。", pages=2)
SECOND = page("渡口", "第二页从靠岸说起，" + TEXT, pages=2)


class Crawls:
    """Runs of a crawl without Scrapy: what was fetched is given, in order."""

    def __init__(self, root):
        self.root = root
        self._scene = Scene(root)
        self._answered = 0

    def run(self, *answers, ending="complete"):
        asyncio.run(self._run(answers, ending))

    async def _run(self, answers, ending):
        collection = self._scene.open()
        crawl = Crawl(collection, plan({"seeds": HOME}, requisites=False))
        await crawl.begin()
        assert 0 == await crawl.read_back()
        for url, body, *status in answers:
            crawl.admit(url)
            address = collection.reader.address(sites.key(url))
            self._answered += 1
            one = exchange("x", body, url=url, at=self._answered, **dict(*status))
            capture = store(collection, address, one)
            item = crawl.read(
                address, CapturedPage.of_message(capture, one.response, run=collection.run.id)
            )
            await crawl.commit(judge(crawl.assemble(item)))
        await crawl.finish()
        collection.close(ending, reason="", facts={})

    @property
    def lines(self):
        files = sorted(self.root.glob("articles/*.jsonl"))
        return [line for file in files for line in file.read_bytes().splitlines(keepends=True)]


@pytest.fixture
def crawls(tmp_path):
    return Crawls(tmp_path / "zjol")


def told(crawls):
    with reextract(crawls.root, jobs=1, progress=lambda done, total: None) as again:
        return [line for day in again.version_log.days() for line in again.version_log.lines(day)]


def pages(line):
    return [one for one in (ONE, TWO) if b'"url":"%s","warcFile"' % one.encode() in line]


MISSING = {"status": b"404 Not Found"}
BUSY = {"status": b"503 Busy"}


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ([[(ONE, FIRST), (TWO, SECOND)]], [[ONE, TWO]]),
        ([[(TWO, SECOND), (ONE, FIRST)]], [[ONE, TWO]]),
        ([[(ONE, FIRST), (TWO, b"", MISSING)]], [[ONE]]),
        ([[(TWO, b"", MISSING), (ONE, FIRST)]], [[ONE]]),
        ([[(ONE, FIRST), (TWO, b"", BUSY)], [(TWO, SECOND)]], [[ONE], [ONE, TWO]]),
        ([[(ONE, FIRST), (TWO, SECOND)], [(ONE, FIRST.replace(b"TRS", b""))]], [[ONE, TWO]]),
        (
            [[(ONE, FIRST), (TWO, SECOND)], [(ONE, FIRST.replace("末尾".encode(), b"x"))]],
            [[ONE, TWO], [ONE, TWO]],
        ),
    ],
    ids=["in-order", "backwards", "gone", "gone-first", "later-run", "unchanged", "changed"],
)
def test_a_crawl_and_reading_again_agree(crawls, runs, expected):
    for answers in runs:
        crawls.run(*answers)
    assert expected == [pages(line) for line in crawls.lines]
    assert crawls.lines == told(crawls)


def test_a_run_that_was_interrupted_leaves_the_article_to_the_next(crawls):
    async def interrupted():
        collection = crawls._scene.open()
        crawl = Crawl(collection, plan({"seeds": HOME}, requisites=False))
        await crawl.begin()
        crawl.admit(ONE)
        address = collection.reader.address(sites.key(ONE))
        one = exchange("x", FIRST, url=ONE)
        capture = store(collection, address, one)
        page = CapturedPage.of_message(capture, one.response, run=collection.run.id)
        item = crawl.read(address, page)
        assert collection.run.id == item.run
        # A capture of an archive that names no run belongs to none, not to the run at work.
        assert crawl.read(address, replace(page, run=None)).run is None
        await crawl.commit(judge(crawl.assemble(item)))
        await crawl.finish()  # page two is still to be fetched
        collection.close("interrupted", reason="", facts={})

    asyncio.run(interrupted())
    assert [] == crawls.lines
    crawls.run((TWO, SECOND))
    assert [[ONE, TWO]] == [pages(line) for line in crawls.lines]
    assert crawls.lines == told(crawls)
