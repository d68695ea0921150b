"""What is read again is what a crawl makes of the same captures."""

import json
import sqlite3

import pytest

from archive_scene import TEXT, ArchiveScene, article, page
from crawler.errors import ArchiveError, ConfigurationError
from crawler.reextract import reextract
from told_scene import tell

ONE, TWO = article(31000001), article(31000001, 1)
FIRST = page("渡口", TEXT, "第一页的末尾，说到船快要靠岸了，岸上的人也都站了起来。", pages=2)
SECOND = page("渡口", "第二页从靠岸说起，" + TEXT, pages=2)
MISSING = {"status": b"404 Not Found"}


@pytest.fixture
def scene(tmp_path):
    return ArchiveScene(tmp_path / "zjol")


def told(scene, jobs=1):
    with reextract(scene.layout.root, jobs=jobs, progress=lambda done, total: None) as again:
        return [
            json.loads(line)
            for day in again.version_log.days()
            for line in again.version_log.lines(day)
        ]


def pages(one):
    return [at["url"] for at in one["provenance"]]


def test_the_pages_of_a_split_article_are_joined(scene):
    scene.run((ONE, FIRST), (article(31000002), page("另一篇", TEXT)), (TWO, SECOND))
    split, other = told(scene)
    assert ([ONE, TWO], True) == (pages(split), split["pagination"]["complete"])
    assert "另一篇" == other["headline"]


def test_an_article_with_a_page_that_is_gone_is_incomplete(scene):
    scene.run((ONE, FIRST), (TWO, b"gone", MISSING))
    (split,) = told(scene)
    assert ([ONE], False) == (pages(split), split["pagination"]["complete"])


def test_what_waits_at_the_end_of_a_run_is_told_as_it_is(scene):
    scene.run((ONE, FIRST))
    (split,) = told(scene)
    assert not split["pagination"]["complete"]


def test_a_page_that_comes_in_a_later_run_completes_the_next_version(scene):
    scene.run((ONE, FIRST))
    scene.run((TWO, SECOND))
    before, after = told(scene)
    assert ([ONE], [ONE, TWO]) == (pages(before), pages(after))
    assert (2, before["versionId"]) == (after["version"], after["previousVersion"])


@pytest.mark.parametrize("outcome", ["interrupted", None])
def test_a_run_that_did_not_finish_is_gone_on_with(scene, outcome):
    scene.run((ONE, FIRST), outcome=outcome)
    scene.run((TWO, SECOND))
    (split,) = told(scene)
    assert ([ONE, TWO], 1) == (pages(split), split["version"])


@pytest.mark.parametrize("outcome", ["interrupted", None])
def test_what_an_unfinished_run_left_waiting_is_left_to_the_next_crawl(scene, outcome):
    """A power cut takes the ledger of a young collection; a version of one page would stay."""
    scene.run((ONE, FIRST), (article(31000002), page("另一篇", TEXT)), outcome=outcome)
    tell(scene.layout.root)
    lines = [path.read_text().splitlines() for path in scene.layout.articles.iterdir()]
    assert [["另一篇"]] == [[json.loads(line)["headline"] for line in some] for some in lines]


def test_what_an_unfinished_run_has_read_to_the_end_is_told(scene):
    """Its second page could not be had, and the ledger says that nothing of it is to be read."""
    scene.run((ONE, FIRST), outcome=None)
    tell(scene.layout.root)
    assert [] == told(scene)
    with sqlite3.connect(scene.layout.ledger) as ledger:
        ledger.execute("UPDATE addresses SET state = 'done'")
    ledger.close()
    (split,) = told(scene)
    assert not split["pagination"]["complete"]


def test_what_was_tried_again_in_vain_is_not_the_end_of_a_page(scene):
    scene.run((ONE, FIRST), (TWO, b"later", {"status": b"503 Busy"}), (TWO, SECOND))
    (split,) = told(scene)
    assert split["pagination"]["complete"]


def test_a_page_that_was_fetched_again_alone_is_told_with_the_others(scene):
    scene.run((ONE, FIRST), (TWO, SECOND))
    scene.run((TWO, page("渡口", "第二页改过了，" + TEXT, pages=2)))
    before, after = told(scene)
    assert ([ONE, TWO], [ONE, TWO]) == (pages(before), pages(after))
    assert after["pagination"]["complete"]


def test_versions_are_chained_and_what_says_the_same_is_none(scene):
    (first,) = scene.run((ONE, page("渡口", TEXT)))
    scene.run((ONE, page("渡口", TEXT), {"original": first}))
    scene.run((ONE, page("渡口改了名", TEXT)))
    one, two = told(scene)
    assert (1, 2) == (one["version"], two["version"])
    assert one["versionId"] == two["previousVersion"]


def test_a_304_tells_nothing(scene):
    (first,) = scene.run((ONE, page("渡口", TEXT)))
    scene.run((ONE, b"", {"status": b"304 Not Modified", "original": first}))
    assert 1 == len(told(scene))


def test_a_torn_capture_tells_nothing(scene):
    scene.run((ONE, page("渡口", TEXT), {"truncated": "disconnect", "error": "data-loss"}))
    assert [] == told(scene)


def test_of_two_addresses_that_say_the_same_the_first_in_the_archive_is_the_version(scene):
    twin = ONE.replace("/zjnews/", "/zjxc/")
    scene.run((twin, page("渡口", TEXT)), (ONE, page("渡口", TEXT)))
    (one,) = told(scene)
    assert twin == one["url"]


def test_a_page_that_was_named_is_read_as_an_article(scene):
    named = "http://zjnews.zjol.com.cn/wenhua/dukou.html"
    scene.run((named, page("渡口", TEXT)))
    assert [] == told(scene)
    scene.run((named, page("渡口", TEXT)), extra=(("crawl-plan", "named-pages"),))
    assert [named] == [one["url"] for one in told(scene)]


def test_several_processes_tell_the_same(scene):
    scene.run(*((article(31000100 + n), page(f"第{n}篇", TEXT)) for n in range(120)))
    alone = told(scene)
    assert 120 == len(alone)
    assert alone == told(scene, jobs=2)


def test_a_damaged_record_is_an_error_and_no_gap(scene):
    (capture,) = scene.run((ONE, page("渡口", TEXT)))
    path = scene.layout.archive / capture.filename
    data = bytearray(path.read_bytes())
    data[capture.offset + 40] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(ArchiveError):
        told(scene)


def test_a_file_that_is_missing_is_an_error(scene):
    scene.run((ONE, page("渡口", TEXT)))
    scene.run((article(31000002), page("另一篇", TEXT)))
    next(scene.layout.archive.iterdir()).unlink()
    with pytest.raises(ArchiveError, match="is not there"):
        told(scene)


def test_an_empty_folder_is_no_collection(tmp_path):
    with pytest.raises(ConfigurationError):
        reextract(tmp_path, jobs=1, progress=lambda done, total: None)
