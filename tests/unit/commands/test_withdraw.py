"""``scrapy withdraw`` as it is typed."""

import json
import shutil
from contextlib import closing

import pytest

from crawler.archive.collection.layout import Layout
from crawler.archive.collection.lock import Lock
from crawler.inspection.history import history
from demo_crawl import scrapy
from sample_archive import build

ID = "zjol:t:31561061"
URL = "http://zjnews.zjol.com.cn/zjnews/202603/t20260314_31561061.shtml"


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    root = tmp_path_factory.mktemp("withdraw") / "sample"
    build(root)
    return root


@pytest.fixture
def root(sample, tmp_path):
    return shutil.copytree(sample, tmp_path / "sample")


def typed(root, *arguments):
    done = scrapy("withdraw", str(root), *arguments)
    return done.returncode, done.stdout, done.stderr


def files(root):
    kept = ("archive", "articles", "indexes", "pages", "runs")
    return {path: path.read_bytes() for name in kept for path in (root / name).rglob("*.*")}


def test_an_article_is_taken_down_listed_and_given_back(root):
    before = files(root)
    assert (0, "nothing is withdrawn\n", "") == typed(root)
    assert (0, f"{ID}: withdrawn, 1 addresses\n", "") == typed(root, URL, "--reason", "家属请求")
    assert (0, f"{ID}: is withdrawn already\n", "") == typed(root, ID, "--reason", "再次")
    code, listed, _ = typed(root, "--json")
    (held,) = json.loads(listed)["withdrawn"]
    assert (0, ID, "家属请求", [URL]) == (code, held["article"], held["reason"], held["addresses"])
    assert scrapy("audit", str(root)).returncode == 0
    assert scrapy("reextract", str(root), "--jobs", "1", "--write").returncode == 0
    assert f"{ID}\t" in typed(root)[1]
    assert (0, f"{ID}: given back\n", "") == typed(root, ID, "--restore", "--reason", "撤回")
    assert (0, f"{ID}: is not withdrawn\n", "") == typed(root, ID, "--restore", "--reason", "再")
    assert before == files(root)
    assert 2 == len((root / "withdrawals.jsonl").read_bytes().splitlines())


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((ID,), "say why with --reason"),
        ((ID, "--reason", " "), "say why with --reason"),
        (("zjol:t:1", "--reason", "x"), "zjol:t:1: no such article"),
        ((ID, "b", "--reason", "x"), "give NAME ID-OR-URL"),
    ],
)
def test_wrong_arguments_exit_2_with_one_line(root, arguments, says):
    code, out, error = typed(root, *arguments)
    assert (2, "", 1, True) == (code, out, error.count("\n"), says in error)


def test_it_does_not_wait_for_the_end_of_a_running_crawl(root):
    with closing(_Held(root)):
        code, _, error = typed(root, ID, "--reason", "x")
    assert (0, "") == (code, error)
    assert (root / "acl" / "withdrawn.aclj").exists()


def test_the_status_counts_what_is_withheld(root):
    assert "withdrawn" not in scrapy("status", str(root)).stdout
    typed(root, ID, "--reason", "来信")
    assert "1 articles are withdrawn: scrapy withdraw NAME" in scrapy("status", str(root)).stdout
    assert 1 == json.loads(scrapy("status", str(root), "--json").stdout)["withdrawn_count"]


def test_the_history_says_that_an_article_is_withheld(root):
    typed(root, ID, "--reason", "来信")
    found = history(Layout(root), ID, collection="zjol")
    assert found.withdrawn is not None and found.withdrawn.endswith(": 来信")


def test_a_collection_that_cannot_be_written_exits_3(root):
    (root / "withdrawals.jsonl.tmp").mkdir()  # stands in the way of writing
    code, _, error = typed(root, ID, "--reason", "x")
    assert (3, 1, True) == (code, error.count("\n"), "cannot be written" in error)
    assert not (root / "withdrawals.jsonl").exists()


class _Held:
    """The lock of a collection, held by us."""

    def __init__(self, root):
        self._lock = Lock(root / ".lock")

    def close(self):
        self._lock.release()
