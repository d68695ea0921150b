"""The exit status of ``scrapy crawl``, and the one line that says why."""

import socket

import pytest

from crawler.archive.collection.lock import Lock
from crawler.demo import serve
from demo_crawl import crawl, options, scrapy


@pytest.fixture(scope="module")
def served():
    with serve() as served:
        yield served


def last_line(done):
    return done.stderr.strip().splitlines()[-1]


def test_2_without_an_operator_a_live_crawl_does_not_start(tmp_path):
    done = scrapy("crawl", "zjol", "-s", f"ARCHIVE_ROOT={tmp_path}")
    assert 2 == done.returncode
    assert "configuration: ARCHIVE_OPERATOR is empty" in last_line(done)
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["-s", "ARCHIVE_OPERATOR=somebody"], "say who runs the crawl"),
        (["-s", "ARCHIVE_ENABLED=0"], "the spider zjol needs its archive"),
        (["-s", "ARCHIVE_WARC_BYTES=many"], "ARCHIVE_WARC_BYTES"),
        (["-s", "ARCHIVE_CONNECT_TO=nonsense"], "ARCHIVE_CONNECT_TO"),
        (["-s", "ARCHIVE_RECHECK=daily"], "ARCHIVE_RECHECK"),
        (["-a", "mode=everything"], "news or backfill"),
        (["-a", "colums=zjnews"], "colums"),
        (["-a", "columns=zjnews/nowhere"], "nowhere"),
    ],
)
def test_2_a_wrong_setting_or_argument_is_named(served, tmp_path, arguments, says):
    done = scrapy("crawl", "zjol", *options(served, tmp_path), *arguments)
    assert 2 == done.returncode, done.stderr
    assert says in last_line(done)
    assert "Traceback" not in done.stderr


def test_2_an_unknown_spider_is_named():
    done = scrapy("crawl", "zjoll")
    assert 2 == done.returncode
    assert "zjoll" in last_line(done)


def test_3_a_collection_that_cannot_be_written(served, tmp_path):
    (tmp_path / "demo").write_text("a file, not a folder")
    crawled = crawl(served, tmp_path)
    assert 3 == crawled.returncode
    assert "archive:" in crawled.reason


def test_3_a_ledger_that_is_none(served, tmp_path):
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "ledger.sqlite").write_bytes(b"x" * 4096)
    crawled = crawl(served, tmp_path)
    assert 3 == crawled.returncode
    assert "opening the ledger failed" in crawled.reason


def test_6_another_run_holds_the_lock(served, tmp_path):
    (tmp_path / "demo").mkdir()
    lock = Lock(tmp_path / "demo" / ".lock")
    crawled = crawl(served, tmp_path)
    lock.release()
    assert 6 == crawled.returncode
    assert "another run holds the lock" in crawled.reason


def test_1_when_no_server_answers(tmp_path):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        done = scrapy(
            "crawl", "zjol", "-a", "urls=http://zjnews.zjol.com.cn/zjnews/",
            "-s", f"ARCHIVE_CONNECT_TO=::127.0.0.1:{port}", "-s", f"ARCHIVE_ROOT={tmp_path}",
            "-s", "RETRY_TIMES=0", "-s", "DOWNLOAD_DELAY=0", "-s", "ARCHIVE_MIN_FREE_BYTES=1",
        )  # fmt: skip
    assert 1 == done.returncode, done.stderr
    assert "no server answered" in last_line(done)
