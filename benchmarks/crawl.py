"""What the archive costs: the same crawl by plain Scrapy and by us, in alternation.

    python benchmarks/crawl.py [--articles 2000] [--rounds 5] [--coding gzip|identity]

Prints pages a second, CPU seconds per 1,000 pages and peak RSS of each, and the ratio of CPU.
The site runs in a process of its own; CPU and RSS are those of the crawling process alone.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from newssite import COLUMN, HOST

HERE = Path(__file__).parent
SEED = f"http://{HOST}{COLUMN}"


@dataclass(frozen=True, slots=True)
class Run:
    """One crawl, measured from outside."""

    wall: float
    cpu: float
    rss_mb: float
    articles: int


@contextmanager
def site(articles: int, coding: str) -> Iterator[int]:
    """The news site in its own process; gives its port."""
    command = [sys.executable, str(HERE / "newssite.py")]
    command += ["--articles", str(articles), "--coding", coding]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


def measure(command: list[str], lines: Path, proxy: str | None) -> Run:
    """Run a command to its end; its CPU and RSS as the system accounts them."""
    began = time.perf_counter()
    env = {**os.environ, "http_proxy": proxy} if proxy else dict(os.environ)
    process = subprocess.Popen(command, cwd=HERE.parent, env=env, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    if status:
        sys.exit(f"{' '.join(command)}: status {status}")
    files = sorted(lines.rglob("*.jsonl")) if lines.is_dir() else [lines]
    articles = sum(path.read_bytes().count(b"\n") for path in files)
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, articles)


def commands(port: int, folder: Path) -> dict[str, tuple[list[str], Path]]:
    """The two crawls, and where each leaves its articles."""
    scrapy = [sys.executable, "-m", "scrapy"]
    common = ["-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False", "-s", "LOG_LEVEL=ERROR",
              "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=16"]  # fmt: skip
    ours = [*scrapy, "crawl", "zjol", "-a", f"seeds={SEED}", *common,
            "-s", f"ARCHIVE_CONNECT_TO=:80:127.0.0.1:{port},:443:127.0.0.1:{port}",
            "-s", f"ARCHIVE_ROOT={folder}", "-s", "ARCHIVE_COLLECTION=bench"]  # fmt: skip
    plain = [*scrapy, "runspider", str(HERE / "plain.py"), "-a", f"seed={SEED}",
             "-a", f"out={folder / 'plain.jsonl'}", *common]  # fmt: skip
    return {
        "plain": (plain, folder / "plain.jsonl"),
        "archive": (ours, folder / "bench" / "articles"),
    }


def main() -> None:
    """Alternate the crawls and print the medians."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=2000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--coding", choices=("identity", "gzip"), default="gzip")
    chosen = options.parse_args()
    runs: dict[str, list[Run]] = {"plain": [], "archive": []}
    with site(chosen.articles, chosen.coding) as port:
        for number in range(chosen.rounds):
            order = list(runs) if number % 2 == 0 else list(reversed(runs))
            for name in order:
                with tempfile.TemporaryDirectory() as folder:
                    command, lines = commands(port, Path(folder))[name]
                    proxy = f"http://127.0.0.1:{port}" if name == "plain" else None
                    run = measure(command, lines, proxy)
                runs[name].append(run)
                print(f"{name:8} {run.articles} articles, {run.wall:.1f} s, {run.cpu:.2f} CPU s, "
                      f"{run.rss_mb:.0f} MB")  # fmt: skip
    for name, all_runs in runs.items():
        cpu = statistics.median(run.cpu / run.articles * 1000 for run in all_runs)
        rate = statistics.median(run.articles / run.wall for run in all_runs)
        rss = max(run.rss_mb for run in all_runs)
        print(f"{name:8} median: {rate:6.0f} pages/s  {cpu:5.2f} CPU s/1000 pages  {rss:4.0f} MB")
    pairs = zip(runs["archive"], runs["plain"], strict=True)
    ratios = sorted(ours.cpu / plain.cpu for ours, plain in pairs)
    middle = statistics.median(ratios)
    print(f"CPU, archive / plain: {middle:.3f} ({ratios[0]:.3f}–{ratios[-1]:.3f})")


if __name__ == "__main__":
    main()
