"""The commands that look into a collection: what they print, and how they end."""

import json
import os
import shutil

import pytest

from archive_scene import TEXT, article, page
from demo_crawl import scrapy
from told_scene import collection

ONE = article(31000001)
ID = "zjol:t:31000001"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("archives")
    collection(
        root / "zjol",
        [(ONE, page("渡口", TEXT, "船靠岸了。"))],
        [(ONE, page("渡口", TEXT, "船没有靠岸。"))],
    )
    return root


def run(root, *arguments):
    done = scrapy(*arguments, "-s", f"ARCHIVE_ROOT={root}")
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("status", "zjol"), "zjol: 1 addresses, 2 captures, 1 articles in 2 versions"),
        (("status", "zjol", "--lacking"), "no page lacks a file"),
        (("history", "zjol", ID), "+船没有靠岸。"),
        (("history", "zjol", ONE), f"versions of {ID}: 2"),
        (("explain", "zjol", ID), "⟦渡口⟧"),
        (("explain", "zjol", ONE, "--version", "1"), "⟦船靠岸了。⟧"),
        (("reextract", "zjol", "--jobs", "1"), "nothing has changed: 2 lines are the same bytes"),
    ],
)
def test_results_go_to_stdout_as_plain_lines(root, arguments, says):
    done = run(root, *arguments)
    assert (0, "") == (done.returncode, done.stderr)
    assert says in done.stdout
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        (("status", "zjol"), "states"),
        (("history", "zjol", ID), "versions"),
        (("explain", "zjol", ID), "fields"),
        (("reextract", "zjol", "--jobs", "1"), "lines"),
    ],
)
def test_machines_get_one_json_document(root, arguments, key):
    done = run(root, *arguments, "--json")
    assert 0 == done.returncode, done.stderr
    assert json.loads(done.stdout)[key]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("status", "nix"), "nix: no collection in"),
        (("status",), "give NAME"),
        (("history", "zjol", "zjol:t:9"), "no capture and no article of it"),
        (("explain", "zjol", "zjol:t:9"), "no article of this id or address"),
        (("explain", "zjol", ID, "--version", "7"), "has versions 1 to 2, not 7"),
        (("reextract", "zjol", "--jobs", "0"), "--jobs"),
        (("golden", "zjol", ID), "--as TEMPLATE/CASE"),
        (("golden", "--accept", "no/case"), "no golden case"),
    ],
)
def test_what_is_wrong_is_one_line_and_exit_2(root, arguments, says):
    done = run(root, *arguments)
    assert 2 == done.returncode
    assert says in done.stderr
    assert 1 == len(done.stderr.strip().splitlines())
    assert "" == done.stdout


def test_a_damaged_archive_is_exit_3(root, tmp_path):
    shutil.copytree(root / "zjol", tmp_path / "zjol")
    warc = next((tmp_path / "zjol" / "archive").iterdir())
    data = bytearray(warc.read_bytes())
    data[len(data) // 2] ^= 0xFF
    warc.write_bytes(data)
    done = run(tmp_path, "reextract", "zjol", "--jobs", "1")
    assert 3 == done.returncode
    assert "archive: " in done.stderr


def test_a_golden_case_is_made_and_accepted(root, tmp_path):
    made = run(root, "golden", "zjol", ID, "--as", "trs-artcon/one", "--cases", str(tmp_path))
    assert 0 == made.returncode, made.stderr
    assert {"exchange.warc.gz", "article.json", "meta.json"} == {
        path.name for path in (tmp_path / "trs-artcon" / "one").iterdir()
    }
    accepted = run(root, "golden", "--accept", "--cases", str(tmp_path))
    assert (0, "nothing has changed in 1 cases\n") == (accepted.returncode, accepted.stdout)


def test_results_that_nobody_reads_any_more_are_no_error(root):
    reading, writing = os.pipe()
    os.close(reading)
    done = scrapy("status", "zjol", "-s", f"ARCHIVE_ROOT={root}", stdout=writing)
    os.close(writing)
    assert (141, "") == (done.returncode, done.stderr)
