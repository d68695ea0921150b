"""Pagers: the further pages of lists, split articles and issues."""

from __future__ import annotations

import pytest

from crawler.page.document import parse
from crawler.reading.discover import Link, Pager, links

LIST = "https://zjnews.zjol.com.cn/zjxc/"
ITEM = '<ul class="listUl"><li><a href="./202602/t20260223_31500001.shtml">一</a></li></ul>'
ARTICLE = "https://zjnews.zjol.com.cn/zjxc/202602/t20260223_31500001.shtml"


def pager(html: str, url: str = LIST) -> Pager | None:
    return links(parse(html.encode(), url, "text/html; charset=utf-8")).pager


def next_url(html: str, url: str = LIST) -> str | None:
    found = pager(html, url)
    return found.next.url if found and found.next else None


@pytest.mark.parametrize(
    "call",
    [
        'createPageHTML(28, 0, "index", "shtml")',
        "createPageHTML(28,0,'index','shtml');",
        'createPageHTML( "28" , "0" , "index" , ".shtml" , 560 )',
        'createPageHTML("pages", 28, 0, "index", "shtml", 280);',
        "createPageHTML('page_div',28, 0,'index','shtml',160);",
        "function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){}\n"
        'createPageHTML(28, 0, "index", "shtml");',
        '//createPageHTML(9, 0, "old", "shtml");\n/* createPageHTML(9, 0, "old", "shtml") */'
        'createPageHTML(28, 0, "index", "shtml")',
        '<!--\ncreatePageHTML(28, 0, "index", "shtml");\n//-->',
    ],
)
def test_a_written_pager_tells_every_page(call: str) -> None:
    found = pager(f"{ITEM}<script>{call}</script>")

    assert found is not None
    assert ("create-page-html", 28, 27) == (found.style, found.count, len(found.pages))
    assert Link(LIST + "index_1.shtml", "L", "pager") == found.next
    assert LIST + "index_27.shtml" == found.pages[-1].url


def test_the_last_page_of_a_written_pager_has_no_next_page() -> None:
    html = f'{ITEM}<script>createPageHTML(3, 2, "index", "shtml")</script>'
    found = pager(html, LIST + "index_2.shtml")

    assert found is not None
    assert found.next is None
    assert [LIST + "index.shtml", LIST + "index_1.shtml"] == [link.url for link in found.pages]


def test_a_pager_of_one_page_and_one_that_nobody_can_believe_are_none() -> None:
    for count in (0, 1, 99_999_999):
        html = f'<script>createPageHTML({count}, 0, "index", "shtml")</script>'
        assert pager(html) is None


def test_a_list_without_a_pager_is_counted_up() -> None:
    assert Link(LIST + "index_1.shtml", "I", "pager") == pager(ITEM).next  # type: ignore[union-attr]
    assert LIST + "index_1.shtml" == next_url(ITEM, LIST + "index.shtml")
    assert LIST + "index_8.shtml" == next_url(ITEM, LIST + "index_7.shtml")


def test_an_empty_list_a_home_page_and_a_topic_are_not_counted_up() -> None:
    assert pager("<ul class=listUl></ul>") is None
    assert pager(ITEM, "https://zjnews.zjol.com.cn/") is None
    assert pager(ITEM, "https://zjnews.zjol.com.cn/ztjj/zt/") is None


@pytest.mark.parametrize(
    "html",
    [
        "<span class=fenye><div><a href=index_4.shtml>4</a><a href=index_4.shtml>下一页</a></div>",
        "<a href=index_4.shtml>下一页&gt;&gt;</a>",
        "<a rel=next href=index_4.shtml>&gt;</a>",
        "<link rel=next href=index_4.shtml>",
    ],
)
def test_a_link_to_the_next_page_is_followed(html: str) -> None:
    found = pager(ITEM + html, LIST + "index_3.shtml")

    assert found is not None
    assert "next-link" == found.style
    assert (LIST + "index_4.shtml", "L") == (found.next.url, found.next.hop)  # type: ignore[union-attr]


def test_a_next_link_that_leads_to_the_page_itself_is_none() -> None:
    assert LIST + "index_1.shtml" == next_url(f"{ITEM}<a href=index.shtml>下一页</a>")


def test_an_enorth_list_tells_the_script_to_read_first() -> None:
    script = "http://dqnews.zjol.com.cn/system/count/0088001/000000000000/" + (
        "count_page_list_0088001000000000000.js"
    )
    html = f'<script src="{script}"></script><div id="pagetemple"></div>'
    found = pager(html, "http://dqnews.zjol.com.cn/dqnews/xwzx/")

    assert found is not None
    assert ("enorth-script", None) == (found.style, found.next)
    assert script == found.script.url  # type: ignore[union-attr]


def test_a_page_of_an_enorth_list_leads_to_the_page_with_the_next_lower_number() -> None:
    folder = "http://dqnews.zjol.com.cn/system/count//0088001/000000000000/"
    first = folder + "000/001/c0088001000000000000_000001000.shtml"

    assert folder + "000/000/c0088001000000000000_000000999.shtml" == next_url("<p>", first)
    last = folder + "000/000/c0088001000000000000_000000001.shtml"
    assert next_url("<p>", last) is None


def test_a_split_trs_article_tells_its_pages_by_script_or_by_links() -> None:
    stem = ARTICLE.removesuffix(".shtml")
    script = '<script>createPageHTML(3,0,"t20260223_31500001","shtml")</script>'
    plain = (
        "<div class=news_more_page><a href=t20260223_31500001_1.shtml>2</a>"
        "<a href=t20260223_31500001_2.shtml>3</a>"
        "<a href=t20260223_31500001_1.shtml>下一页</a></div>"
    )
    counted = "<script>var currentPage = 0; var countPage = 3//共多少页</script>"
    for html in (script, plain, counted):
        found = pager(html, ARTICLE)
        assert found is not None
        assert [f"{stem}_1.shtml", f"{stem}_2.shtml"] == [link.url for link in found.pages]
        assert f"{stem}_1.shtml" == found.next.url  # type: ignore[union-attr]


def test_the_second_page_of_an_article_knows_the_first_and_the_third() -> None:
    url = "http://jx.zjol.com.cn/system/2015/06/30/020717765_01.shtml"
    html = "<a href=020717765.shtml>1</a><a href=020717765_02.shtml>下一页</a>"
    found = pager(html, url)

    assert found is not None
    names = [link.url.rpartition("/")[2] for link in found.pages]
    assert ["020717765.shtml", "020717765_02.shtml"] == names
    assert found.next == found.pages[1]


def test_a_link_to_the_next_article_is_no_further_page() -> None:
    assert pager("<a href=t20260223_31500002.shtml>下一页</a>", ARTICLE) is None
    assert pager("<a href=t20260223_31500001_ext.shtml>原文</a>", ARTICLE) is None


def test_an_e_paper_section_leads_to_the_next_section_and_the_issue_before() -> None:
    html = "<a href=node_19.htm>下一版</a><a href=../17/node_18.htm><font>3</font>上一期</a>"
    found = pager(html, "http://zjrb.zjol.com.cn/html/2016-05/18/node_18.htm")

    assert found is not None
    assert "http://zjrb.zjol.com.cn/html/2016-05/18/node_19.htm" == found.next.url  # type: ignore[union-attr]
    assert "http://zjrb.zjol.com.cn/html/2016-05/17/node_18.htm" == found.earlier.url  # type: ignore[union-attr]


def test_scripts_full_of_comment_signs_come_to_an_end() -> None:
    for text in ("/*" * 200_000, "//" * 200_000, "/**/" * 100_000, "\n " * 200_000):
        assert pager(f"{ITEM}<script>createPageHTML{text}</script>") is not None
