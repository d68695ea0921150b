"""``scrapy pack`` as a user types it: what it says, and how it exits."""

import json
import shutil

import pytest

from crawler.archive.collection.lock import Lock
from demo_crawl import scrapy


@pytest.fixture
def copy(sample, tmp_path):
    return shutil.copytree(sample, tmp_path / "sample")


def test_a_package_is_told_in_json(copy, tmp_path):
    out = tmp_path / "a.wacz"
    done = scrapy("pack", str(copy), "--out", str(out), "--json")
    told = json.loads(done.stdout)
    assert (0, "") == (done.returncode, done.stderr)
    assert (str(out), out.stat().st_size) == (told["path"], told["bytes"])
    assert (3, 55, 8) == (told["warcFiles"], told["captures"], told["articleVersions"])


def test_an_existing_file_is_replaced_only_by_force(copy, tmp_path):
    out = tmp_path / "a.wacz"
    out.write_bytes(b"mine")
    refused = scrapy("pack", str(copy), "--out", str(out))
    assert (2, b"mine", True) == (
        refused.returncode, out.read_bytes(), "--force replaces it" in refused.stderr,
    )  # fmt: skip
    assert 0 == scrapy("pack", str(copy), "--out", str(out), "--force").returncode
    assert b"PK" == out.read_bytes()[:2]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["sample"], "--out"),
        (["--out", "a.wacz"], "give NAME"),
        (["no-such", "--out", "a.wacz"], "no-such: no collection"),
        (["sample", "--out", "a.zip"], "ends in .wacz"),
        (["sample", "--out", "no-folder/a.wacz"], "no-folder is no folder"),
        (["sample", "--out", "a.wacz", "--since", "yesterday"], "--since"),
    ],
)
def test_a_wrong_argument_exits_2_and_says_which(sample, arguments, says):
    done = scrapy("pack", *arguments, "-s", f"ARCHIVE_ROOT={sample.parent}")
    assert (2, True) == (done.returncode, says in done.stderr), done.stderr


def test_a_collection_that_cannot_be_trusted_exits_3(copy, tmp_path):
    warc = next((copy / "archive").iterdir())
    warc.write_bytes(warc.read_bytes()[:-1])
    done = scrapy("pack", str(copy), "--out", str(tmp_path / "a.wacz"))
    assert (3, True) == (done.returncode, "run scrapy audit" in done.stderr)


def test_a_collection_that_is_being_written_exits_6(copy, tmp_path):
    lock = Lock(copy / ".lock")
    try:
        done = scrapy("pack", str(copy), "--out", str(tmp_path / "a.wacz"))
    finally:
        lock.release()
    assert (6, True) == (done.returncode, "holds the lock" in done.stderr)
