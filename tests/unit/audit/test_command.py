"""``scrapy audit`` as it is typed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import audit_fixtures as fx

PROJECT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def archives(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archives")
    fx.build(folder / "zjol")
    (folder / "fresh").mkdir()
    torn = fx.warc_of(folder / "zjol").read_bytes()[:-9]
    (folder / "torn.warc.gz").write_bytes(torn)
    return folder


@pytest.fixture
def typed(archives):
    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "scrapy", "audit", "-s", f"ARCHIVE_ROOT={archives}", *arguments],
            capture_output=True, text=True, cwd=PROJECT, check=False, timeout=120,
        )  # fmt: skip

    return run


def test_a_sound_collection_exits_0(typed):
    done = typed("zjol")
    assert (0, "zjol: sound (26 records in 9 files)\n", "") == (
        done.returncode,
        done.stdout,
        done.stderr,
    )


def test_a_torn_file_exits_3_and_is_named_with_its_offset(typed, archives):
    done = typed(str(archives / "torn.warc.gz"), "zjol")
    offset = fx.members(fx.warc_of(archives / "zjol"))[-1][0]
    assert 3 == done.returncode
    assert f"torn.warc.gz:{offset}" in done.stdout
    assert "zjol: sound" in done.stdout


def test_json_is_printed_for_machines(typed):
    body = json.loads(typed("--json", "--jobs", "1", "zjol").stdout)
    assert 0 == body["exitCode"]
    assert "collection" == body["names"][0]["kind"]


def test_an_empty_collection_says_so(typed):
    done = typed("fresh")
    assert (0, "fresh: empty, nothing to audit\n") == (done.returncode, done.stdout)


@pytest.mark.parametrize("arguments", [[], ["nonesuch"], ["README.md"], ["--jobs", "0", "zjol"]])
def test_a_wrong_argument_exits_2(arguments, typed):
    done = typed(*arguments)
    assert (2, "") == (done.returncode, done.stdout)


def test_help_has_an_example(typed):
    assert "scrapy audit zjol" in " ".join(typed("--help").stdout.split())
