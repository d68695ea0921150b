import pytest

from archive_scene import TEXT, article, page
from crawler.archive.collection.layout import Layout
from crawler.archive.source import open_collection
from crawler.inspection.explanation import explain
from crawler.inspection.history import history
from crawler.inspection.standing import standing
from crawler.inspection.stored import article_id, line, versions
from told_scene import collection

ONE = article(31000001)
ID = "zjol:t:31000001"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("archives") / "zjol"
    collection(
        root,
        [(ONE, page("渡口", TEXT, "船靠岸了。")), ("http://zjnews.zjol.com.cn/", b"<p>home</p>")],
        [(ONE, page("渡口", TEXT, "船没有靠岸。"))],
    )
    return root


def test_an_article_is_named_by_its_id_or_by_an_address():
    assert ID == article_id(ID) == article_id(ONE)


def test_versions_come_with_what_changed(root):
    found = history(Layout(root), ONE, collection="zjol")
    assert [1, 2] == [one.version for one in found.versions]
    first, second = found.versions
    assert () == first.difference
    assert {"-船靠岸了。", "+船没有靠岸。"} <= set(second.difference)


def test_captures_come_with_their_record_and_replay_address(root):
    first, second = history(Layout(root), ID, collection="zjol").captures
    assert ("response", 200) == (first.type, first.status)
    assert first.place.startswith("zjol-") and first.place.rpartition(":")[2].isdigit()
    assert f"http://127.0.0.1:8080/zjol/20261123030000/{ONE}" == first.replay
    assert first.date < second.date


def test_an_address_that_is_no_article_has_captures_only(root):
    found = history(Layout(root), "http://zjnews.zjol.com.cn/", collection="zjol")
    assert (1, ()) == (len(found.captures), found.versions)


def test_what_was_never_met_has_no_history(root):
    found = history(Layout(root), "zjol:t:9", collection="zjol")
    assert ((), ()) == (found.captures, found.versions)


def test_each_field_is_explained_by_its_rule_and_the_markup(root):
    layout = Layout(root)
    article = line(layout, versions(layout, ID)[-1])
    source = open_collection(root)
    explained = {one.field: one for one in explain(article, source)}
    source.close()
    headline = explained["headline"]
    assert ("渡口", "渡口", 1) == (headline.value, headline.markup.found, headline.page)
    assert headline.rule and headline.confidence
    assert "2026-11-20 08:30:00" == explained["datePublished"].markup.found
    assert "来源：浙江在线" == explained["source"].markup.found
    assert explained["blocks"].value.endswith("船没有靠岸。")


def test_the_standing_counts_what_the_ledger_holds(root):
    found = standing(Layout(root).ledger)
    assert (3, 1, 2) == (found.captures, found.articles, found.versions)
    assert [("2026-11-23", 1, 2)] == list(found.days)
    assert "complete" == found.runs[0].outcome
    assert sum(count for *_, count in found.states) == 2
