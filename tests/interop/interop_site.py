"""The embedded site crawled on two days and once more, packed, and what a test asks of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from collection_scene import Scene, exchange
from crawler import sites
from crawler.archive.collection.page_commit import Origin
from crawler.archive.warc import cdxj, naming, reader
from crawler.archive.warc.reader import Record
from crawler.demo import Site, serve
from crawler.models import Hop
from demo_crawl import crawl, options, scrapy

NAME = "demo"

GBK = "http://zjnews.zjol.com.cn/system/2013/07/18/019427824.shtml"
"""Says gb2312 of itself and holds a character of four bytes."""
PICTURES = "http://zjnews.zjol.com.cn/zjnews/202504/t20250411_30927503.shtml"
"""Chunked and gzip; a style sheet, a logo, a picture of another host."""
UNCHANGED = "http://china.zjol.com.cn/ktx/201908/t20190814_11130648.shtml"
"""Has validators: the third run is told 304."""
MOVED = "http://china.zjol.com.cn/05china/ktx/201804/t20180412_7011002.shtml"
"""A 301."""
STYLES = "http://biz.zjol.com.cn/05zjol/sitemap/css/indexz.css"
"""Captured as a revisit of another address."""
PICTURE = "http://img.zjol.com.cn/mlf/dzw/zjxw/zjnews/202504/W020250411927503000000.jpg"
CHINESE = "http://zjnews.zjol.com.cn/%E6%BD%AE%E5%A3%B0/%E9%A6%96%E9%A1%B5.shtml?q=%D5%E3%BD%AD"
"""A path in UTF-8 and a query in GBK, both percent-encoded."""
CHINESE_BODY = (
    "<!DOCTYPE html><meta charset=utf-8><title>潮声</title><p>钱塘江边的清晨</p>\n".encode()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """A collection and its package."""

    root: Path
    package: Path

    @property
    def warcs(self) -> list[Path]:
        """Its WARC files."""
        return sorted((self.root / "archive").glob("*.warc.gz"))

    @property
    def index(self) -> list[str]:
        """The lines of its index."""
        return (self.root / "indexes" / "index.cdxj").read_text("utf-8").splitlines()

    def captures(self, url: str) -> list[cdxj.Entry]:
        """The index entries of an address, oldest first."""
        entries = (cdxj.parse(line) for line in self.index)
        return [entry for entry in entries if entry.fields["url"] == url]

    def record(self, entry: cdxj.Entry) -> Record:
        """The record that an index entry points to."""
        path = naming.locate(self.root / "archive", entry.fields["filename"])
        return reader.read(path, int(entry.fields["offset"]), int(entry.fields["length"]))


def archived(folder: Path) -> Archived:
    """Crawl the site on two days, two of its pages twice more, and pack the collection."""
    _store_chinese_address(folder / NAME)
    for generation in (1, 2):
        with serve(Site(generation=generation)) as served:
            crawled = crawl(served, folder, "-s", "ARCHIVE_WARC_BYTES=600000", name=NAME)
            assert crawled.returncode == 0, crawled.stderr
            for _ in range(2 if generation == 2 else 0):
                again = scrapy(
                    "crawl", "zjol", "-a", f"urls={UNCHANGED},{GBK}",
                    *options(served, folder, name=NAME),
                    env={"SSL_CERT_FILE": str(served.ca_file)},
                )  # fmt: skip
                assert again.returncode == 0, again.stderr
    package = folder / "demo.wacz"
    packed = scrapy("pack", str(folder / NAME), "--out", str(package))
    assert packed.returncode == 0, packed.stderr
    return Archived(root=folder / NAME, package=package)


def _store_chinese_address(root: Path) -> None:
    """An exchange of an address that the embedded site does not have."""
    collection = Scene(root).open()
    target = CHINESE.partition(".cn")[2]
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(CHINESE_BODY)}\r\n"
    asked = exchange(
        "", url=CHINESE, response=head.encode() + b"\r\n" + CHINESE_BODY,
        request=f"GET {target} HTTP/1.1\r\nHost: zjnews.zjol.com.cn\r\n\r\n".encode(),
    )  # fmt: skip
    origin = Origin(
        key=sites.key(CHINESE), url=CHINESE, kind="page", prerequisite=True, hop=Hop(path="L")
    )
    collection.store(asked, origin).result(10)
    collection.close("complete", reason="test", facts={})
