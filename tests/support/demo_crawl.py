"""Runs ``scrapy crawl zjol`` on the embedded site, as a user does: in a process of its own."""

import json
import os
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from crawler.demo import SEEDS, Served

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Crawled:
    """A collection, and how the command that made it ended."""

    root: Path
    returncode: int
    stderr: str

    @property
    def reason(self) -> str:
        """The last line of stderr."""
        return self.stderr.strip().splitlines()[-1] if self.stderr.strip() else ""

    @property
    def articles(self) -> list[dict]:
        """All article lines, parsed."""
        files = sorted(self.root.glob("articles/*.jsonl"))
        return [json.loads(line) for file in files for line in file.read_bytes().splitlines()]

    @property
    def warcs(self) -> list[Path]:
        """The sealed WARC files."""
        return sorted(self.root.glob("archive/*.warc.gz"))

    @property
    def run(self) -> dict:
        """The report of the last run."""
        return json.loads(sorted(self.root.glob("runs/*.json"))[-1].read_bytes())

    def rows(self, query: str) -> list[tuple]:
        """Rows of the ledger."""
        with sqlite3.connect(f"file:{self.root / 'ledger.sqlite'}?mode=ro", uri=True) as ledger:
            return ledger.execute(query).fetchall()


def scrapy(*arguments, env=None, stdout=subprocess.PIPE):
    """Run a scrapy command in the project, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=PROJECT,
        env={**os.environ, **(env or {})},
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        timeout=240,
        check=False,
    )


def options(served: Served, root: Path, *, name="demo"):
    """Settings that lead a crawl to the embedded site, without pauses."""
    settings = {
        "ARCHIVE_CONNECT_TO": served.connect_to, "ARCHIVE_ROOT": root,
        "ARCHIVE_COLLECTION": name, "ARCHIVE_MIN_FREE_BYTES": 1000000,
        "DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "LOG_LEVEL": "INFO",
    }  # fmt: skip
    return [part for key, value in settings.items() for part in ("-s", f"{key}={value}")]


def crawl(served: Served, root: Path, *arguments, name="demo", seeds=SEEDS) -> Crawled:
    """One run; ``seeds`` None leaves them to ``arguments``."""
    chosen = ["-a", f"seeds={','.join(seeds)}"] if seeds else []
    done = scrapy(
        "crawl", "zjol", *chosen, *options(served, root, name=name), *arguments,
        env={"SSL_CERT_FILE": str(served.ca_file)},
    )  # fmt: skip
    return Crawled(root=root / name, returncode=done.returncode, stderr=done.stderr)
