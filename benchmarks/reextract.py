"""What reading again costs, beside what cannot be avoided: decompress, parse, select.

    python benchmarks/reextract.py [--articles 2000] [--rounds 3] [--jobs 2]

Makes a collection of article pages of 60 to 100 KB (gzip on the wire, as a crawl stores them) and
runs, one after the other in each round and each in a process of its own:

floor     FastWARC reads the records, gzip and UTF-8 are decoded, lxml parses, six XPaths select
parts     our reader, our decoding, one parse, links and extraction: what a crawl does to a page
reextract all of it: pages joined, articles assembled, validated, written as lines, compared

Prints pages a second of CPU time, and each against the floor and the parts.
"""

from __future__ import annotations

import argparse
import gzip
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from uuid import UUID

from newssite import HOST, article, article_path

from crawler.archive.collection.layout import Layout
from crawler.archive.warc import cdxj, reader, records
from crawler.archive.warc.writer import WarcInfo, WarcWriter
from crawler.models import Exchange, Hop

BEGAN = datetime(2026, 11, 23, 2, 0, 0, tzinfo=UTC)
FIELDS = (
    "string(//h1)",
    "string(//title)",
    "//div[@class='info']/span/text()",
    "//meta[@name='keywords']/@content",
    "//a[@class='CurrChnlCls']/text()",
    "//div[@class='artCon']//p//text()",
)


def make(root: Path, articles: int) -> None:
    """A collection of so many article pages in one run."""
    layout = Layout(root)
    layout.create()
    ids = count(1)
    writer = WarcWriter(
        layout.archive,
        prefix="bench",
        info=WarcInfo(
            software="bench", robots="obey", hostname="bench",
            description="run R of the spider zjol", extra=(("crawl-id", "R"),),
        ),
        max_bytes=200_000_000,
        now=lambda: BEGAN + timedelta(seconds=next(ids)),
        new_id=lambda: UUID(int=next(ids)),
    )  # fmt: skip
    lines = []
    for number in range(articles):
        body = gzip.compress(article(number, articles), 6, mtime=0)
        head = (
            "HTTP/1.1 200 OK\r\nServer: bench\r\nContent-Type: text/html\r\n"
            f"Content-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        exchange = Exchange(
            method="GET",
            url=f"http://{HOST}{article_path(number)}",
            began_at=BEGAN + timedelta(milliseconds=number),
            fetch_time_ms=9,
            request=f"GET {article_path(number)} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode(),
            response=head.encode() + body,
        )
        digested = records.digest(exchange)
        capture = writer.append(
            lambda warcinfo, digested=digested: records.encode(  # type: ignore[misc]
                digested, hop=Hop(path="L"), warcinfo_id=warcinfo,
                new_id=lambda: UUID(int=next(ids)),
            )
        )  # fmt: skip
        assert capture is not None
        lines.append(cdxj.line(capture))
    writer.sync()
    writer.seal()
    cdxj.write_index(layout.index, lines)
    (layout.runs / "R.json").write_text('{"outcome": "complete", "spider": "zjol"}')


def floor(root: Path) -> int:
    """Read, decompress, parse, select."""
    import lxml.html
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    parser = lxml.html.HTMLParser(encoding="utf-8")
    pages = 0
    for path in sorted(Layout(root).archive.glob("*.warc.gz")):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, record_types=WarcRecordType.response):
                text = gzip.decompress(record.reader.read()).decode("utf-8")
                tree = lxml.html.fromstring(text.encode(), parser=parser)
                for field in FIELDS:
                    tree.xpath(field)
                pages += 1
    return pages


def parts(root: Path) -> int:
    """What is done to each page of a crawl once it is there."""
    from crawler.reading.read import read_page, take_apart

    pages = 0
    for path in sorted(Layout(root).archive.glob("*.warc.gz")):
        for record in reader.records(path):
            if record.type == "response":
                response = take_apart(record.target_uri or "", record.block)
                assert read_page(response, "article").extraction is not None
                pages += 1
    return pages


def reextract(jobs: int) -> Callable[[Path], int]:
    """The command's work."""
    from crawler.reextract import reextract

    def run(root: Path) -> int:
        with reextract(root, jobs=jobs, progress=lambda done, total: None) as again:
            return again.version_log.versions

    return run


def measured(work: str, root: Path, jobs: int) -> tuple[float, float, float]:
    """Wall and CPU seconds, children included, and peak RSS in MB of a process that does it."""
    command = [sys.executable, __file__, "--work", work, "--root", str(root), "--jobs", str(jobs)]
    began = time.perf_counter()
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{work}: status {status}")
    wall = time.perf_counter() - began
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    """Read the command line, measure, print."""
    options = argparse.ArgumentParser()
    options.add_argument("--articles", type=int, default=2000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--work")
    options.add_argument("--root", type=Path)
    chosen = options.parse_args()
    works = {"floor": floor, "parts": parts, "reextract": reextract(1)}
    works |= {f"reextract --jobs {chosen.jobs}": reextract(chosen.jobs)}
    if chosen.work:
        if chosen.work in works:
            works[chosen.work](chosen.root)
        return
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        make(root, chosen.articles)
        size = sum(path.stat().st_size for path in Layout(root).archive.iterdir())
        print(f"{chosen.articles} pages, {size / 1e6:.0f} MB of WARC")
        idle = {"nothing": [measured("nothing", root, 1)]}
        runs = {work: [] for work in works} | idle
        for _ in range(chosen.rounds):
            for work in works:
                runs[work].append(measured(work, root, chosen.jobs))
        report(runs, chosen.articles)


def report(runs: dict[str, list[tuple[float, float, float]]], articles: int) -> None:
    """A line for each, starting the interpreter taken off.

    CPU of several processes is not measured: they are children of the one that forks them.
    """
    start = runs.pop("nothing")[0]
    cpu = {
        work: statistics.median(run[1] for run in done) - start[1] for work, done in runs.items()
    }
    wall = {work: statistics.median(run[0] for run in done) for work, done in runs.items()}
    print(f"{'':20}{'pages/CPU s':>12}{'x floor':>9}{'x parts':>9}{'wall s':>8}{'RSS MB':>8}")
    for work, done in runs.items():
        measures = (articles / cpu[work], cpu[work] / cpu["floor"], cpu[work] / cpu["parts"])
        columns = "{:12.0f}{:9.2f}{:9.2f}".format(*measures) if "--jobs" not in work else " " * 30
        print(f"{work:20}{columns}{wall[work]:8.2f}{max(run[2] for run in done):8.0f}")


if __name__ == "__main__":
    main()
