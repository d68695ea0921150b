import json

import pytest

from archive_scene import TEXT, article, page
from crawler.archive.collection.layout import Layout
from crawler.archive.source import open_collection
from crawler.archive.warc import reader
from crawler.errors import ConfigurationError
from crawler.inspection import golden
from crawler.inspection.stored import line, versions
from told_scene import collection

ONE, TWO = article(31000001), article(31000001, 1)


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "zjol"
    scene = collection(
        root,
        [(ONE, page("渡口", TEXT, pages=2)), (article(31000002), page("另一篇", TEXT)),
         (TWO, page("渡口", "第二页。" + TEXT, pages=2))],
    )  # fmt: skip
    assert scene
    return root


def make(root, case):
    layout = Layout(root)
    source = open_collection(root)
    try:
        golden.make(
            case, line(layout, versions(layout, "zjol:t:31000001")[-1]), source, collection="zjol"
        )
    finally:
        source.close()


def test_a_case_holds_the_captures_of_the_article_and_no_others(root, tmp_path):
    case = tmp_path / "golden" / "trs-artcon" / "split"
    make(root, case)
    records = list(reader.records(case / golden.EXCHANGE))
    assert ["warcinfo", *2 * ["response", "request", "metadata"]] == [one.type for one in records]
    assert [ONE, TWO] == [one.target_uri for one in records if one.type == "response"]
    assert records[0].first("WARC-Record-ID") == records[1].first("WARC-Warcinfo-ID")
    assert b"host" not in records[0].block
    assert [ONE, TWO] == json.loads((case / golden.META).read_bytes())["urls"]
    assert [case] == list(golden.cases(tmp_path / "golden"))


def test_a_case_expects_what_is_read_from_it(root, tmp_path):
    case = tmp_path / "golden" / "trs-artcon" / "split"
    make(root, case)
    assert golden.expected(case) == golden.read_case(case)
    assert ("渡口", 2) == (
        golden.expected(case)["headline"],
        len(golden.expected(case)["provenance"]),
    )
    assert [] == golden.accept(case)


def test_what_is_accepted_replaces_what_was_expected(root, tmp_path):
    case = tmp_path / "golden" / "trs-artcon" / "split"
    make(root, case)
    told = golden.expected(case)
    (case / golden.ARTICLE).write_text(json.dumps({**told, "headline": "别的"}))
    assert ["headline"] == golden.accept(case)
    assert told == golden.expected(case)


def test_a_case_is_not_made_twice(root, tmp_path):
    case = tmp_path / "golden" / "trs-artcon" / "split"
    make(root, case)
    with pytest.raises(ConfigurationError, match="exists"):
        make(root, case)
