"""Promise 2: a live crawl, a crawl of its archive, and reading it again give the same articles.

The whole embedded site is crawled on two days. Files are compared, not lines.
"""

import filecmp
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from crawler.demo import SEEDS, Site, serve
from demo_crawl import crawl, scrapy

NO_NETWORK = """
import socket

def refuse(*_, **__):
    raise AssertionError("a crawl from an archive asked for the network")

socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
"""

RECHECK = ("-s", "ARCHIVE_RECHECK=1s")  # day two comes after seconds


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    """Two days of the site in one collection; the root of collections, and when day one ended."""
    root = tmp_path_factory.mktemp("archives")
    with serve() as served:
        first = crawl(served, root)
        assert 0 == first.returncode, first.stderr
    ended = first.run["ended"]
    end = datetime.fromisoformat(ended).timestamp()
    while time.time() < int(end) + 1:  # an index tells seconds: day two begins in another one
        time.sleep(0.05)
    with serve(Site(generation=2)) as served:
        second = crawl(served, root, *RECHECK)
        assert 0 == second.returncode, second.stderr
    return root, ended


@pytest.fixture(scope="module")
def offline(tmp_path_factory):
    """An environment in which Python cannot connect to anything."""
    folder = tmp_path_factory.mktemp("offline")
    (folder / "sitecustomize.py").write_text(NO_NETWORK)
    env = {"PYTHONPATH": str(folder)}
    tried = subprocess.run(
        [sys.executable, "-c", "import socket; socket.create_connection(('127.0.0.1', 9))"],
        env={**os.environ, **env}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "asked for the network" in tried.stderr
    return env


def replay(root, env, *, source="demo", until=None, into=None):
    options = ["-s", f"ARCHIVE_ROOT={root}", "-s", f"ARCHIVE_SOURCE={source}"]
    options += ["-s", f"ARCHIVE_AS_OF={until}"] if until else []
    options += ["-s", f"ARCHIVE_COLLECTION={into}"] if into else []
    return scrapy(
        "crawl", "zjol", "-a", f"seeds={','.join(SEEDS)}", "-s", "ARCHIVE_MIN_FREE_BYTES=1000000",
        *RECHECK, *options, env=env,
    )  # fmt: skip


@pytest.fixture(scope="module")
def replayed(live, offline):
    """Both days again, from the archive; what the source was before and after."""
    root, ended = live
    before = contents(root / "demo")
    first = replay(root, offline, until=ended)
    assert 0 == first.returncode, first.stderr
    second = replay(root, offline)
    assert 0 == second.returncode, second.stderr
    return root, before, contents(root / "demo")


def contents(folder: Path):
    return {
        path: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def assert_same_articles(one: Path, other: Path):
    names = sorted(path.name for path in (one / "articles").iterdir())
    assert names
    assert names == sorted(path.name for path in (other / "articles").iterdir())
    same, different, errors = filecmp.cmpfiles(
        one / "articles", other / "articles", names, shallow=False
    )
    assert (names, [], []) == (same, different, errors)


def versions(root):
    with sqlite3.connect(f"file:{root / 'ledger.sqlite'}?mode=ro", uri=True) as ledger:
        return ledger.execute("SELECT count(*) FROM versions").fetchone()[0]


def test_a_crawl_of_the_archive_gives_the_same_files(replayed):
    root, _, _ = replayed
    assert_same_articles(root / "demo", root / "demo-replay")


def test_the_source_is_not_touched(replayed):
    _, before, after = replayed
    assert before == after


def test_captures_are_referred_to_and_not_copied(replayed):
    root, _, _ = replayed
    assert [] == list((root / "demo-replay" / "archive").iterdir())
    assert b"" == (root / "demo-replay" / "indexes" / "index.cdxj").read_bytes()


def test_what_the_archive_does_not_hold_is_counted_and_never_a_404(replayed):
    root, _, _ = replayed
    with sqlite3.connect(f"file:{root / 'demo-replay/ledger.sqlite'}?mode=ro", uri=True) as ledger:
        missed = ledger.execute(
            "SELECT url, state FROM addresses WHERE reason = 'not-archived'"
        ).fetchall()
    assert missed
    live = sqlite3.connect(f"file:{root / 'demo/ledger.sqlite'}?mode=ro", uri=True)
    for url, state in missed:
        assert "failed" == state
        question = "SELECT count(*) FROM captures WHERE url = ? AND truncated IS NULL"
        assert (0,) == live.execute(question, (url,)).fetchone()
    live.close()


def test_the_report_says_which_archive_was_crawled(replayed):
    root, _, _ = replayed
    first, second = [
        json.loads(path.read_bytes())
        for path in sorted((root / "demo-replay" / "runs").glob("*.json"))
    ]
    assert "../demo" == first["notes"]["archive-source"]
    assert first["notes"]["as-of"]
    assert "as-of" not in second["notes"]


def test_a_wacz_is_crawled_like_a_folder(live, offline, tmp_path):
    root, _ = live
    package = tmp_path / "packed.wacz"
    with zipfile.ZipFile(package, "w") as wacz:
        for folder in ("archive", "indexes"):
            for path in (root / "demo" / folder).iterdir():
                wacz.write(path, f"{folder}/{path.name}")
    from_wacz = replay(tmp_path, offline, source=package)
    assert 0 == from_wacz.returncode, from_wacz.stderr
    from_folder = replay(tmp_path, offline, source=root / "demo", into="folder")
    assert 0 == from_folder.returncode, from_folder.stderr
    assert_same_articles(tmp_path / "folder", tmp_path / "packed-replay")


@pytest.mark.parametrize("jobs", [1, 2])
def test_reading_again_finds_nothing_changed(live, jobs):
    root, _ = live
    done = scrapy("reextract", "demo", "-s", f"ARCHIVE_ROOT={root}", "--jobs", str(jobs), "--json")
    assert 0 == done.returncode, done.stderr
    told = json.loads(done.stdout)
    assert {"same": versions(root / "demo"), "added": 0, "changed": 0, "lost": 0} == told["lines"]
    assert ([], False) == (told["fields"], told["written"])


def test_a_crawl_of_an_archive_is_read_again_from_that_archive(replayed):
    root, _, _ = replayed
    done = scrapy("reextract", "demo-replay", "-s", f"ARCHIVE_ROOT={root}", "--jobs", "1")
    assert 0 == done.returncode, done.stderr
    assert "nothing has changed" in done.stdout


def test_a_crawl_of_an_archive_is_audited_with_that_archive(replayed, tmp_path):
    root, _, _ = replayed
    done = scrapy("audit", "demo-replay", "-s", f"ARCHIVE_ROOT={root}", "--json")
    assert 0 == done.returncode, done.stdout
    one, behind = json.loads(done.stdout)["names"]
    assert ("demo-replay", None, []) == (one["name"], one["sourceOf"], one["findings"])
    assert ("demo", "demo-replay", []) == (behind["name"], behind["sourceOf"], behind["findings"])
    shutil.copytree(root / "demo-replay", tmp_path / "demo-replay")
    done = scrapy("audit", "demo-replay", "-s", f"ARCHIVE_ROOT={tmp_path}")
    assert 0 == done.returncode, done.stdout
    assert "captures were not checked" in done.stdout


def test_articles_that_were_deleted_are_made_again_byte_for_byte(live, tmp_path):
    root, _ = live
    shutil.copytree(root / "demo", tmp_path / "demo")
    shutil.rmtree(tmp_path / "demo" / "articles")
    shutil.rmtree(tmp_path / "demo" / "quarantine", ignore_errors=True)
    done = scrapy("reextract", "demo", "-s", f"ARCHIVE_ROOT={tmp_path}", "--jobs", "1", "--write")
    assert 0 == done.returncode, done.stderr
    assert "replaced" in done.stdout
    assert_same_articles(root / "demo", tmp_path / "demo")
    pages = [at / "demo" / "pages" / "pages.jsonl" for at in (root, tmp_path)]
    assert filecmp.cmp(*pages, shallow=False)


def test_versions_in_another_order_are_put_right_after_the_crawl(replayed, offline, tmp_path):
    """As when a crawl of the archive comes upon the twin of an article first."""
    root, _, _ = replayed
    for name in ("demo", "demo-replay"):
        shutil.copytree(root / name, tmp_path / name)
    ledger = sqlite3.connect(tmp_path / "demo-replay" / "ledger.sqlite", isolation_level=None)
    several = (
        "SELECT article FROM addresses WHERE article IS NOT NULL GROUP BY article "
        "HAVING count(*) > 1"
    )
    twins = ledger.execute(
        "SELECT v.article, c.record_id FROM versions v JOIN addresses a ON a.article = v.article "
        "JOIN captures c ON c.address = a.id "
        f"WHERE c.record_id <> v.record_id AND c.digest <> '' AND v.article IN ({several})"
    ).fetchall()
    assert twins
    ledger.execute("UPDATE versions SET record_id = ? WHERE article = ?", twins[0][::-1])
    ledger.close()
    done = replay(tmp_path, offline)
    assert 0 == done.returncode, done.stderr
    assert_same_articles(root / "demo", tmp_path / "demo-replay")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"source": "nowhere"}, "ARCHIVE_SOURCE=nowhere"),
        ({"into": "demo"}, "not crawled into itself"),
        ({"until": "yesterday"}, "ARCHIVE_AS_OF=yesterday"),
        ({"source": ".", "into": "x"}, "holds no WARC files"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_started(live, offline, options, says):
    root, _ = live
    done = replay(root, offline, **options)
    assert 2 == done.returncode, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_collection_with_captures_of_its_own_is_no_target(live, offline, tmp_path):
    root, _ = live
    shutil.copytree(root / "demo", tmp_path / "other")
    done = replay(tmp_path, offline, source=root / "demo", into="other")
    assert 2 == done.returncode, done.stderr
    assert "holds captures of its own" in done.stderr


def test_a_crawl_from_the_network_does_not_go_on_with_one_from_an_archive(replayed):
    root, _, _ = replayed
    with serve() as served:
        mixed = crawl(served, root, name="demo-replay")
        assert [] == served.log()
    assert 2 == mixed.returncode, mixed.stderr
    assert "needs a collection of its own" in mixed.reason


def test_as_of_without_a_source_is_an_error(live):
    root, _ = live
    with serve() as served:
        done = crawl(served, root, "-s", "ARCHIVE_AS_OF=2026-11-23", name="another")
    assert 2 == done.returncode
    assert "ARCHIVE_AS_OF" in done.reason
