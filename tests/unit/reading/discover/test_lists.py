"""Lists: every style of list is read with titles, dates and places."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.page.document import parse
from crawler.reading.discover import ListItem, links
from crawler.reading.discover.lists import day_of, written

LIST = "https://zjnews.zjol.com.cn/zjxc/"
ONE = "https://zjnews.zjol.com.cn/zjxc/202602/t20260223_31500001.shtml"
TWO = "https://zjnews.zjol.com.cn/zjxc/202602/t20260222_31500000.shtml"
FEB = date(2026, 2, 23)


def read(html: str, url: str = LIST) -> tuple[ListItem, ...]:
    return links(parse(html.encode(), url, "text/html; charset=utf-8")).list_items


STYLES = {
    "L1": f'<ul class="listUl"><li class="listLi"><span class="listSpan">2026年02月23日12时</span>'
    f'<a href="{ONE[6:]}">春分种树</a></li></ul>',
    "L1b": '<ul class="listUl"><li class="listLi"><a href="./202602/t20260223_31500001.shtml">'
    '春分种树</a><span class="listSpan">2026年02月23日12时</span></li></ul>',
    "L2": f'<ul class="listUl cf"><li><h4><a href="{ONE}">春分种树</a></h4>'
    '<div class="time">2026-02-23 12:01:05</div></li></ul>',
    "L3": f'<div id="pageContent"><div class="textList"><h3><a href="{ONE}">春分种树</a>'
    "<span>2026-02-23</span></h3></div></div>",
    "L4": f'<ul class="newslist"><li><a href="{ONE}">春分种树</a> 2026/02/23</li></ul>',
    "L5": f'<div id="main"><div><ul><li><a href="{ONE[6:]}">春分种树</a><i>2026-02-23</i></li>'
    "</ul></div></div>",
    "L6": f'<div class="newslist"><p><b><a href="{ONE}">春分种树</a></b></p></div>',
    "enorth": f'<div class="newsmb"><dl><dt><strong>·</strong><a href="{ONE}">春分种树</a></dt>'
    f'<dd><a href="{ONE}">全文</a><font>发表于：</font>2026/2/23</dd></dl></div>',
    "other": f'<div><a href="{ONE}">春分种树</a></div>',
}
DATES = {
    "L1": "2026年02月23日12时",
    "L1b": "2026年02月23日12时",
    "L2": "2026-02-23 12:01:05",
    "L4": "2026/02/23",
    "L6": "",
    "enorth": "2026/2/23",
    "other": "",
}


@pytest.mark.parametrize("style", STYLES)
def test_an_item_of_each_style_is_read(style: str) -> None:
    date_text = DATES.get(style, "2026-02-23")

    expected = ListItem(
        url=ONE,
        title="春分种树",
        date_text=date_text,
        day=FEB if date_text else None,
        position=1,
        style=style,
    )
    assert (expected,) == read(STYLES[style])


def test_a_list_with_an_id_is_style_four() -> None:
    html = f'<ul id="hotUllist1"><li><a href="{ONE}">春分种树</a></li></ul>'

    assert ["L4"] == [item.style for item in read(html)]


def test_items_of_a_home_page_outside_the_known_lists_are_style_seven() -> None:
    html = f'<div><ul><li><a href="{ONE}">春分种树</a></li></ul></div>'

    assert ["L7"] == [item.style for item in read(html, "https://www.zjol.com.cn/")]


def test_items_of_an_e_paper_section_are_read_from_list_and_picture_map() -> None:
    html = (
        "<map><area href=content_1.htm></map>"
        "<ul class=main-ed-articlenav-list><li><a href=content_1.htm?div=-1>头版文章</a></ul>"
        "<ul><li><a href=content_2.htm><div>二版文章</div></a></ul>"
    )
    items = read(html, "http://zjrb.zjol.com.cn/html/2016-05/18/node_18.htm")

    assert {"epaper"} == {item.style for item in items}
    assert "二版文章" == items[-1].title


def test_items_are_counted_in_page_order_and_columns_are_no_items() -> None:
    html = (
        f'<ul class="listUl"><li><a href="/zjxc/">浙江宣传</a><a href="{ONE}">一</a></li>'
        f'<li><a href="{TWO}">二</a></li><li><a href="{ONE}">一</a></li></ul>'
    )

    assert [(ONE, 1), (TWO, 2)] == [(item.url, item.position) for item in read(html)]


def test_an_item_that_leads_off_the_site_is_evidence_too() -> None:
    html = '<ul class="listUl"><li><a href="https://mp.weixin.qq.com/s/Ab">公众号</a></li></ul>'

    assert ["https://mp.weixin.qq.com/s/Ab"] == [item.url for item in read(html)]


def test_a_day_in_the_title_is_not_taken_for_the_date() -> None:
    link = f'<a href="{ONE}">回望2016-05-18</a>'
    html = f'<ul class="listUl"><li>{link}<span>2026-02-23</span></li></ul>'

    assert "2026-02-23" == read(html)[0].date_text


@pytest.mark.parametrize(
    ("text", "expected", "on"),
    [
        ("[2026年2月3日 8时]", "2026年2月3日 8时", date(2026, 2, 3)),
        ("来源：本网 2026-02-23 12:01", "2026-02-23 12:01", FEB),
        ("2026.02.23", "2026.02.23", FEB),
        ("[02-23]", "02-23", None),
        ("2月23日", "2月23日", None),
        ("2026-02-30", "2026-02-30", None),
        ("阅读 1234567", "", None),
        ("", "", None),
    ],
)
def test_dates_beside_items_are_read(text: str, expected: str, on: date | None) -> None:
    assert (expected, on) == (written(text), day_of(written(text)))
