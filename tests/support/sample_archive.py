"""Run as a program, build ``archives/sample``, the collection that the docs speak of.

A part of the embedded site as it was on two days, captured in three runs without Scrapy and
without a network, by a clock and ids that are counted: equal on every machine, except for what
ISA-L makes of the same bytes on another processor, and for the layout of the ledger's pages.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sqlite3
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5

from crawler.archive.collection import Collection, Surroundings
from crawler.archive.collection.page_commit import Origin
from crawler.archive.collection.run import Run, run_id
from crawler.crawl.admission import address_of_capture
from crawler.crawl.assembling import CapturedPage, judge
from crawler.crawl.crawl import Crawl
from crawler.crawl.plan import plan
from crawler.demo.answer import message
from crawler.demo.site import Site
from crawler.ledger import Address
from crawler.models import Exchange, Hop
from crawler.sites import key

NAME = "sample"
FOLDER = Path("archives") / NAME

_ARTICLES = (
    "http://zjnews.zjol.com.cn/system/2013/07/18/019427824.shtml",  # GBK, beyond GB 2312
    "http://zjnews.zjol.com.cn/zjnews/hznews/201709/t20170905_4593547.shtml",  # in two pages
    "http://zjnews.zjol.com.cn/zjnews/202504/t20250411_30927503.shtml",  # chunked, gzip, pictures
    "http://china.zjol.com.cn/ktx/201908/t20190814_11130648.shtml",  # has validators
    "http://dqnews.zjol.com.cn/dqnews/system/2021/04/16/033001330.shtml",  # a county's own layout
    "http://china.zjol.com.cn/05china/ktx/201804/t20180412_7011002.shtml",  # moved twice
    "http://zjnews.zjol.com.cn/zjnews/202603/t20260314_31561061.shtml",  # corrected the next day
    "http://zjnews.zjol.com.cn/zjnews/hznews/201905/t20190520_10166120.shtml",  # a 404
    "http://zjnews.zjol.com.cn/zjnews/hznews/201905/t20190519_10161007.shtml",  # says it is gone
)
_AGAIN = (_ARTICLES[0], _ARTICLES[3], _ARTICLES[6])
_RUNS = (
    (1, "2026-03-17T02:00:00.125+00:00", _ARTICLES),
    (2, "2026-03-18T02:00:00.125+00:00", _AGAIN),
    (2, "2026-03-19T02:00:00.125+00:00", _AGAIN),
)
"""Generation of the site, when the run began, what it asked for."""
_AGENT = "zjol-archive (+https://example.org/archive)"
_STEP = timedelta(milliseconds=250)


@dataclass(slots=True)
class _Clock:
    """Goes on by a quarter of a second whenever it is looked at."""

    at: datetime

    def now(self) -> datetime:
        self.at += _STEP
        return self.at


def build(root: Path) -> None:
    """Make the collection.

    :param root: a folder that does not exist.
    :raises ArchiveError: it cannot be written.
    """
    numbers = count(1)
    for generation, began, urls in _RUNS:
        clock = _Clock(datetime.fromisoformat(began))
        around = Surroundings(
            now=clock.now,
            new_id=lambda: _id(next(numbers)),
            locate=address_of_capture,
        )
        run = _run(clock.at)
        collection = Collection(root, run=run, max_bytes=10**9, surroundings=around)
        crawl = Crawl(collection, plan({"urls": ",".join(urls)}, requisites=True))
        asyncio.run(_Visit(collection, crawl, Site(generation), clock).all())
        collection.close("complete", reason="nothing is left to fetch", facts={})
    _settle(root)


def _id(number: int) -> UUID:
    return uuid5(NAMESPACE_URL, f"https://example.org/archive/sample/{number}")


def _run(began: datetime) -> Run:
    return Run(
        id=run_id(began),
        began=began.astimezone(UTC),
        spider="zjol",
        software="zjol-archive sample",
        user_agent=_AGENT,
        operator="sample of the embedded site",
        sender=None,
        robots="obey",
        hostname="sample",
        is_part_of=NAME,
    )


class _Visit:
    """One run: every address that is due, one after the other."""

    def __init__(self, collection: Collection, crawl: Crawl, site: Site, clock: _Clock) -> None:
        self._collection = collection
        self._crawl = crawl
        self._site = site
        self._clock = clock
        self._hosts: set[str] = set()

    async def all(self) -> None:
        """Fetch, read and commit until nothing is left."""
        await self._crawl.begin()
        while due := self._crawl.lease(1)[0]:
            await self._one(due[0])
        await self._crawl.finish()

    async def _one(self, address: Address) -> None:
        host = urlsplit(address.url).netloc
        if host not in self._hosts:
            self._hosts.add(host)
            url = f"http://{host}/robots.txt"
            origin = Origin(
                key=key(url), url=url, kind="robots", prerequisite=True, hop=Hop(path="P")
            )
            self._collection.store(self._exchange(url, {}), origin).result()
        headers = {"Referer": address.via} if address.via else {}
        if address.etag:
            headers["If-None-Match"] = address.etag
        exchange = self._exchange(address.url, headers)
        origin = Origin(
            key=address.key, url=address.url, kind=address.kind,
            hop=Hop(via=address.via, path=address.hops),
        )  # fmt: skip
        capture = self._collection.store(exchange, origin).result()
        assert capture is not None
        item = self._crawl.read(
            address,
            CapturedPage.of_message(capture, exchange.response, run=self._collection.run.id),
        )
        await self._crawl.commit(judge(self._crawl.assemble(item)))

    def _exchange(self, url: str, headers: dict[str, str]) -> Exchange:
        parts = urlsplit(url)
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        fields = {
            "Host": parts.netloc,
            "User-Agent": _AGENT,
            "Accept": "text/html,*/*;q=0.8",
            "Accept-Encoding": "gzip, deflate",
            **headers,
        }
        asked = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        told = message(
            self._site.answer(parts.netloc, target),
            "GET",
            {name.lower(): value for name, value in fields.items()},
            now=self._site.edition.now,
        )
        return Exchange(
            method="GET",
            url=url,
            began_at=self._clock.now(),
            fetch_time_ms=40,
            request=f"GET {target} HTTP/1.1\r\n{asked}\r\n".encode("ascii"),
            response=told.data,
            ip_address="192.0.2.80",
        )


def _settle(root: Path) -> None:
    """Leave no file that only a writer needs, and a ledger that reading does not touch."""
    (root / ".lock").unlink(missing_ok=True)
    ledger = sqlite3.connect(root / "ledger.sqlite", isolation_level=None)
    try:
        ledger.execute("PRAGMA journal_mode=DELETE")
        ledger.execute("VACUUM")
    finally:
        ledger.close()


def main() -> None:
    """Read the command line, build, put the result in its place."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "folder", type=Path, nargs="?", default=FOLDER, help=f"replaced (default: {FOLDER})"
    )
    folder: Path = parser.parse_args().folder
    with tempfile.TemporaryDirectory(prefix="sample-") as work:
        built = Path(work) / NAME
        build(built)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(built, folder)
    files = [path for path in folder.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    sys.stdout.write(f"{folder}: {len(files)} files, {size:,} bytes\n")


if __name__ == "__main__":
    main()
