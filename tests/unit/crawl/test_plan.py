"""What a run is asked for, and what it therefore fetches."""

from datetime import date

import pytest

from crawler import sites
from crawler.crawl.plan import plan
from crawler.errors import ConfigurationError
from crawler.sites import seeds

ARTICLE = "https://zjnews.zjol.com.cn/zjnews/hznews/202601/t20260110_31448112.shtml"


def wish(arguments, url, *, hop="L", page_kind="list", requisites=True):
    judge = sites.classify_requisite if hop == "E" else sites.classify
    return plan(arguments, requisites=requisites).decide(judge(url), hop=hop, page_kind=page_kind)


def test_a_plan_without_arguments_starts_from_the_built_in_seeds():
    assert seeds.SEEDS == plan({}, requisites=True).seeds


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"colums": "x"}, "colums"),
        ({"seeds": "http://a.cn/", "urls": "http://a.cn/"}, "not both"),
        ({"mode": "all"}, "news or backfill"),
        ({"since": "2016-5-1"}, "since=2016-5-1"),
        ({"since": "2017-01-01", "until": "2016-01-01"}, "lies after"),
        ({"seeds": "no-such-file"}, "neither a URL nor a file"),
        ({"columns": "zjnews/nothing"}, "nothing"),
    ],
)
def test_a_wrong_argument_is_named(arguments, says):
    with pytest.raises(ConfigurationError, match=says):
        plan(arguments, requisites=True)


def test_seeds_come_from_a_list_or_a_file(tmp_path):
    file = tmp_path / "seeds.txt"
    file.write_text("# ours\nhttp://zjnews.zjol.com.cn/a/\n\nhttp://biz.zjol.com.cn/b/\n")
    urls = ("http://zjnews.zjol.com.cn/a/", "http://biz.zjol.com.cn/b/")
    assert urls == plan({"seeds": str(file)}, requisites=True).seeds
    assert urls == plan({"seeds": ",".join(urls)}, requisites=True).seeds


def test_an_article_on_a_list_is_fetched():
    assert wish({}, ARTICLE).reason is None


def test_a_related_article_is_left_to_the_backfill():
    assert "related" == wish({}, ARTICLE, page_kind="article").reason
    assert wish({"mode": "backfill"}, ARTICLE, page_kind="article").reason is None


def test_dates_bound_articles_and_nothing_else():
    arguments = {"since": "2026-02-01", "until": "2026-02-28"}
    assert "outside-dates" == wish(arguments, ARTICLE).reason
    assert wish(arguments, "https://zjnews.zjol.com.cn/zjnews/hznews/").reason is None
    assert "outside-dates" == wish(arguments, ARTICLE, hop="R").reason
    issue = "http://zjrb.zjol.com.cn/html/2026-03/10/node_1.htm"
    assert wish(arguments, issue, hop="R").reason is None
    assert date(2026, 2, 1) == plan(arguments, requisites=True).since


def test_a_named_page_may_have_moved_to_any_day():
    assert wish({"urls": ARTICLE, "since": "2027-01-01"}, ARTICLE, hop="R").reason is None


def test_columns_confine_the_lists():
    arguments = {"columns": "zjnews/huzhounews"}
    inside = wish(arguments, "https://zjnews.zjol.com.cn/zjnews/huzhounews/index_1.shtml")
    outside = wish(arguments, "https://zjnews.zjol.com.cn/zjnews/hznews/")
    assert (None, "outside-columns") == (inside.reason, outside.reason)


def test_named_pages_lead_to_their_requisites_and_nowhere_else():
    arguments = {"urls": ARTICLE}
    picture = "https://img.zjol.com.cn/mlf/dzw/a/202601/W020260110.jpg"
    assert wish(arguments, picture, hop="E", page_kind="article").reason is None
    assert wish(arguments, ARTICLE, page_kind="article") is None
    further = ARTICLE.replace(".shtml", "_1.shtml")
    assert wish(arguments, further, page_kind="article").reason is None


def test_requisites_can_be_left_out():
    picture = "https://img.zjol.com.cn/mlf/dzw/a/202601/W020260110.jpg"
    assert "requisites-off" == wish({}, picture, hop="E", requisites=False).reason


def test_what_scope_excludes_keeps_the_name_of_its_rule():
    assert "off-site-wechat" == wish({}, "https://mp.weixin.qq.com/s/abc").reason
