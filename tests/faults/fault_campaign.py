"""Crawls of the embedded site that are interrupted, and the proof that nothing came of it."""

from __future__ import annotations

import hashlib
import json
import random
import signal
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from crawler import sites
from crawler.archive.warc import reader
from crawler.archive.warc.exchanges import bundles
from crawler.demo import SEEDS, Served
from crawler.errors import CorruptRecord
from crawler.page.http1 import is_final
from crawler.reextract.reread import reextract
from fault_nursery import Ended, Nursery

KILLED = -9
FEW = 12
"""Commits that a crawl of the site needs, however many exchanges a slow machine puts into each."""
_PYTHONS_OWN = (-signal.SIGINT, -signal.SIGTERM)
"""How a run ends that got its signal while Python was still loading it."""
_CHANCE = frozenset(
    {"warcFile", "warcOffset", "warcLength", "warcRecordId", "dateDownloaded", "crawlId"}
)
"""What differs between two crawls of the same pages: when, and where in the archive."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a collection holds, without what is chance."""

    articles: dict[tuple[str, int], dict]
    """Article lines by id and version."""
    states: dict[str, tuple[str, str | None]]
    """State and reason of each address by its key."""
    captures: Counter[str]
    """Whole final answers of each key: one, but for those that redirect in circles."""


class Target:
    """The site, and what an undisturbed crawl of it comes to."""

    def __init__(self, served: Served, nursery: Nursery, folder: Path) -> None:
        self.served = served
        self.nursery = nursery
        self.folder = folder
        """Off the disk that is full in a test."""

    @cached_property
    def undisturbed(self) -> Result:
        crawl = Campaign(self, self.folder / "undisturbed")
        assert 0 == crawl.run().returncode
        crawl.check_files()
        return crawl.result()


@dataclass(slots=True)
class Campaign:
    """One collection, crawled again and again until it is finished."""

    target: Target
    folder: Path
    """Becomes ``ARCHIVE_ROOT``."""
    settings: dict[str, object] = field(default_factory=dict)
    nursery: Nursery | None = None
    guard: str = "crawler.extensions.disk_space.DiskSpaceExtension"
    """The extension that looks for room on the disk."""
    name: str = "news"
    """Of the collection."""
    runs: int = 0
    refetched: list[str] = field(default_factory=list)
    """Addresses that were requested although their capture was durable."""
    reasons: list[str] = field(default_factory=list)
    tracebacks: list[str] = field(default_factory=list)
    """What was said by runs that said more than they should."""

    @property
    def root(self) -> Path:
        return self.folder / self.name

    # -- running -----------------------------------------------------------------------------

    def run(
        self,
        *arguments: str,
        seeds=SEEDS,
        powerless: bool = False,
        signals=(),
        limits=None,
        env=None,
        **faults: object,
    ) -> Ended:
        """One run; ``faults`` are settings, of the extension that kills and others."""
        self.folder.mkdir(parents=True, exist_ok=True)
        before = set(self.final_captures())
        chosen = ["-a", f"seeds={','.join(seeds)}"] if seeds else []
        log = self.target.served.log_file
        asked = log.stat().st_size
        ended = (self.nursery or self.target.nursery).run(
            ["crawl", "zjol", *chosen, *self._options(faults), *arguments],
            stderr=self.target.folder / "stderr",
            env={"SSL_CERT_FILE": str(self.target.served.ca_file), **(env or {})},
            signals=list(signals),
            limits=limits,
            powerless=powerless,
        )
        self.runs += 1
        self.reasons.append(f"{ended.returncode} {ended.reason}")
        if "Traceback" in ended.stderr and not _before_the_command(ended):
            self.tracebacks.append(ended.stderr)
        for line in map(json.loads, log.read_bytes()[asked:].splitlines()):
            url = f"{'https' if line['tls'] else 'http'}://{line['host']}{line['path']}"
            if url in before:
                self.refetched.append(url)
        return ended

    def after_a_kill(self, chance: random.Random) -> None:
        """What else happens to whoever is killed: nothing."""

    def finish(self, *, at_most: int = 3) -> None:
        """Run until nothing is left, undisturbed."""
        for _ in range(at_most):
            ended = self.run()
            if ended.returncode == 0:
                return
            assert ended.returncode == 5, ended.stderr[-3000:]
        raise AssertionError(f"not finished after {at_most} runs: {self.reasons}")

    def _options(self, faults: dict[str, object]) -> list[str]:
        extensions = {
            "crawler.extensions.archive.ArchiveExtension": None,
            "crawler.extensions.disk_space.DiskSpaceExtension": None,
            "fault_extension.FaultyArchive": 0,
            self.guard: 5,
        }
        settings = {
            "ARCHIVE_CONNECT_TO": self.target.served.connect_to,
            "ARCHIVE_ROOT": self.folder,
            "ARCHIVE_COLLECTION": self.name,
            "ARCHIVE_MIN_FREE_BYTES": 0,
            "DOWNLOAD_DELAY": 0,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
            "AUTOTHROTTLE_ENABLED": False,
            "LOG_LEVEL": "WARNING",
            "EXTENSIONS": json.dumps(extensions),
            **self.settings,
            **faults,
        }
        return [part for key, value in settings.items() for part in ("-s", f"{key}={value}")]

    # -- what is there -----------------------------------------------------------------------

    def warcs(self) -> list[Path]:
        return sorted(self.root.glob("archive/*.warc.gz*"))

    def final_captures(self) -> Counter[str]:
        """How many whole final answers of each address lie in whole records, robots.txt aside."""
        urls: Counter[str] = Counter()
        for path in self.warcs():
            for bundle in _bundles(path):
                if bundle.answer is None:
                    continue
                one = reader.capture(bundle.answer)
                whole = one.truncated is None and bundle.metadata.first("error") is None
                if whole and is_final(one.status) and not one.url.endswith("/robots.txt"):
                    urls[one.url] += 1
        return urls

    def report(self) -> dict:
        """What the last run says of itself."""
        return json.loads(max(self.root.glob("runs/*.json")).read_bytes())

    def result(self) -> Result:
        articles: dict[tuple[str, int], dict] = {}
        for path in sorted(self.root.glob("articles/*.jsonl")):
            for line in path.read_bytes().splitlines(keepends=True):
                assert line.endswith(b"\n"), f"{path} ends in a torn line"
                article = json.loads(line)
                key = article["id"], article["version"]
                assert key not in articles, f"{key} is there twice"
                article["versionCreated"] = None
                for page in article["provenance"]:
                    for name in _CHANCE:
                        page[name] = None
                articles[key] = article
        rows = self.rows("SELECT key, state, reason FROM addresses WHERE rule <> 'prerequisite'")
        states = {key: (state, why) for key, state, why in rows}
        captures: Counter[str] = Counter()
        for url, count in self.final_captures().items():
            captures[sites.key(url)] += count
        return Result(articles, states, captures)

    def rows(self, question: str) -> list[tuple]:
        with sqlite3.connect(f"file:{self.root / 'ledger.sqlite'}?mode=ro", uri=True) as ledger:
            rows = ledger.execute(question).fetchall()
        ledger.close()
        return rows

    @property
    def has_ended(self) -> bool:
        """Does the ledger know the last run as complete?  Its process may be killed after that."""
        if not (self.root / "ledger.sqlite").exists():
            return False
        last = "SELECT outcome FROM runs ORDER BY rowid DESC LIMIT 1"
        try:
            return [("complete",)] == self.rows(last)
        except sqlite3.DatabaseError:  # killed before it had a table
            return False

    # -- proof -------------------------------------------------------------------------------

    def check(self) -> None:
        """Everything that durability promises, of a collection that was finished."""
        assert [] == self.tracebacks
        self.check_files()
        self.check_lines()
        wanted, got = self.target.undisturbed, self.result()
        again = [url for url in self.refetched if wanted.captures[sites.key(url)] == 1]
        assert [] == again, f"captured pages were requested again: {again}"
        assert wanted.captures == got.captures
        assert wanted.articles.keys() == got.articles.keys()
        for key, article in wanted.articles.items():
            same = article["url"] == got.articles[key]["url"]
            # Under which of its addresses an article is met first is chance, what it says is not.
            compared = article.keys() if same else ("versionId", "headline", "articleBody")
            assert {name: article[name] for name in compared} == {
                name: got.articles[key][name] for name in compared
            }
        assert wanted.states == got.states

    def check_lines(self) -> None:
        """Reading the archive again tells the same lines, byte for byte."""
        with reextract(self.root, jobs=1, progress=lambda done, total: None) as again:
            assert not again.differences.any, dict(again.differences.lines)

    def check_files(self) -> None:
        """Every file is valid, and they agree with one another."""
        allowed = {"archive", "articles", "indexes", "pages", "quarantine", "runs", "torn"}
        allowed |= {"ledger.sqlite", "datapackage.json", ".lock"}
        assert {path.name for path in self.root.iterdir()} <= allowed
        assert [] == [one for one in self.root.rglob("*") if one.suffix in (".open", ".tmp")]
        lines = []
        for path in self.warcs():
            for record in reader.records(path):
                if record.type in ("response", "revisit"):
                    lines.append(reader.index_line(record) + "\n")
            with path.open("rb") as stream:
                for record in ArchiveIterator(stream, check_digests=False):
                    record.content_stream().read()
        index = (self.root / "indexes" / "index.cdxj").read_bytes()
        assert sorted(line.encode() for line in lines) == index.splitlines(keepends=True)
        self._check_ledger(len(lines))
        self._check_manifest()

    def _check_ledger(self, captures: int) -> None:
        assert [("ok",)] == self.rows("PRAGMA integrity_check")
        assert [] == self.rows("PRAGMA foreign_key_check")
        assert [(captures,)] == self.rows("SELECT count(*) FROM captures")
        ((total,),) = self.rows("SELECT count(*) FROM addresses")
        states = dict(self.rows("SELECT state, count(*) FROM addresses GROUP BY state"))
        assert total == sum(states.values())
        assert not {"pending", "captured"} & states.keys(), states
        for name, committed in self.rows("SELECT name, committed FROM files"):
            assert committed == (self.root / name).stat().st_size, name
        ((versions,),) = self.rows("SELECT count(*) FROM versions")
        lines = sum(path.read_bytes().count(b"\n") for path in self.root.glob("articles/*.jsonl"))
        assert versions == lines

    def _check_manifest(self) -> None:
        resources = json.loads((self.root / "datapackage.json").read_bytes())["resources"]
        for one in resources:
            data = (self.root / one["path"]).read_bytes()
            assert one["bytes"] == len(data), one["path"]
            assert one["hash"] == "sha256:" + hashlib.sha256(data).hexdigest(), one["path"]
        listed = {one["path"] for one in resources}
        assert {f"archive/{path.name}" for path in self.warcs()} <= listed


def _before_the_command(ended: Ended) -> bool:
    """Did the signal come while Python was still loading it? Another may have met it dying."""
    dying = ended.returncode < 0 and ended.reason == "KeyboardInterrupt"
    return dying or ended.returncode in _PYTHONS_OWN


def _bundles(path: Path):
    """The bundles of a file up to its first record that is not whole."""
    return bundles(_whole_records(path))


def _whole_records(path: Path):
    try:
        yield from reader.records(path)
    except CorruptRecord:
        return


def random_death(chance: random.Random) -> dict[str, object]:
    """An instant to be killed at, as arguments of ``Campaign.run``.

    Counted in steps, and then a little later, it is spread over a run whatever the machine's
    speed. Before the first step there is nothing to count: some are killed by the clock.
    """
    if chance.random() < 0.2:
        return {"signals": [(chance.uniform(0.05, 1.2), signal.SIGKILL)]}
    steps = chance.randint(1, chance.choice([6, 60, 400]))
    return {"FAULT_AT": steps, "FAULT_DELAY": chance.choice([0, chance.uniform(0.001, 0.03)])}


def kill_until_finished(campaign: Campaign, chance: random.Random, *, kills: int) -> int:
    """Kill run after run at random instants, then let it finish.

    :returns: how many were killed; one may finish before it is.
    """
    for done in range(kills):
        ended = campaign.run(**random_death(chance))
        if ended.returncode == 0 or campaign.has_ended:  # a run after it would begin anew
            return done
        assert ended.returncode == KILLED, ended.stderr[-3000:]
        campaign.after_a_kill(chance)
    campaign.finish()
    return kills
