"""crawler.article.pages: what the pages of a split article repeat appears once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from article_samples import bullets, heading, image, paragraph
from crawler.article.lines import reader
from crawler.article.pages import join
from crawler.reading.blocks import Block

ONE = "浙江在线05月18日讯（记者 林小禾）清晨的渡口还罩着一层薄雾。"
TWO = "镇上今年修好了三座老桥，走上去很稳当。"
THREE = "守桥人说，他每天都要来看一眼，生怕石料错了颜色。"
FOUR = "桥修好以后，对岸的孩子上学近了三里路。"
HEADLINE = "青石镇三座老桥修缮完工"
PICTURE = image("http://img.zjol.com.cn/mlf/dzw/zjxw/W020160518366508364671.jpg")
SAME_PICTURE = image("https://zjnews.zjol.com.cn/201605/W020160518366508364671.jpg")


def typed(block: dict[str, Any]) -> Block:
    read: Block = reader(Block)({**block, "i": 0, "page": 1})
    return read


def texts(*pages: list[Any], dateline: str | None = "浙江在线05月18日讯") -> list[list[str]]:
    """The joined pages' texts; strings stand for paragraphs."""
    plain = [
        [typed(paragraph(block) if isinstance(block, str) else block) for block in page]
        for page in pages
    ]
    joined = join(plain, headline=HEADLINE, dateline=dateline)
    return [[getattr(block, "url", None) or block.text for block in page] for page in joined]


@pytest.mark.parametrize(
    ("second", "left"),
    [
        ([HEADLINE, THREE], [THREE]),
        ([heading(HEADLINE + "（2）"), THREE], [THREE]),
        ([HEADLINE + " (第2页)", THREE], [THREE]),
        ([ONE, THREE], [THREE]),
        (["（上接第1页）", THREE], [THREE]),
        (["(上接1版)" + THREE], [THREE]),
        (["【紧接上页】 " + THREE], [THREE]),
        (["浙江在线05月18日讯（记者 林小禾）" + THREE], [THREE]),
        (["浙江在线05月18日讯 " + THREE], [THREE]),
        (["浙江在线05月18日讯（记者 别的人）" + THREE], ["（记者 别的人）" + THREE]),
        ([TWO, THREE], [THREE]),
        ([THREE, "上一页 1 2 3 下一页"], [THREE]),
        ([THREE, "【1】 【2】 【3】"], [THREE]),
        (["共3页 第2页", THREE, "首页 上一页 [1] [2] 下一页 尾页"], [THREE]),
        ([THREE, "责任编辑：周以宁"], [THREE]),
        ([THREE, "阅读：539"], [THREE]),
        ([bullets("上一页", "1", "2", "下一页"), THREE], [THREE]),
        ([THREE], [THREE]),
    ],
)
def test_a_further_page_keeps_only_what_is_new(second: list[Any], left: list[str]) -> None:
    assert [[ONE, TWO], left] == texts([ONE, TWO], second)


@pytest.mark.parametrize("tail", ["（下转第2页）", "(未完待续)", "……下转2版", "责任编辑：周以宁"])
def test_a_page_that_goes_on_does_not_say_so(tail: str) -> None:
    assert [[ONE, TWO], [THREE]] == texts([ONE, TWO, tail], [THREE])


def test_what_ends_every_page_ends_the_article_once() -> None:
    credit = "（本文图片由青石镇供图）"
    assert [[ONE], [TWO], [THREE, credit]] == texts([ONE, credit], [TWO, credit], [THREE, credit])


def test_the_same_lead_picture_from_another_host_is_the_same() -> None:
    assert [[PICTURE["url"], ONE], [THREE]] == texts([PICTURE, ONE], [SAME_PICTURE, THREE])


def test_two_blocks_repeated_at_a_page_break_go() -> None:
    assert [[ONE, TWO, THREE], [FOUR]] == texts([ONE, TWO, THREE], [TWO, THREE, FOUR])


def test_a_repeated_paragraph_within_a_page_stays() -> None:
    assert [[ONE, TWO, TWO], [THREE, FOUR, THREE]] == texts([ONE, TWO, TWO], [THREE, FOUR, THREE])


def test_a_short_line_may_repeat_at_a_page_break() -> None:
    assert [[ONE, "桥啊桥"], ["桥啊桥", THREE]] == texts([ONE, "桥啊桥"], ["桥啊桥", THREE])


def test_a_page_that_shows_the_first_one_again_adds_nothing() -> None:
    assert [[ONE, TWO], []] == texts([ONE, TWO], [ONE, TWO])


def test_one_page_is_left_as_it_is() -> None:
    page = ["（上接第1版）" + ONE, TWO, "上一页 1 2 下一页"]
    assert [page] == texts(page)


def test_the_input_is_not_changed() -> None:
    pages = [[typed(paragraph(ONE))], [typed(paragraph("（上接第1页）" + THREE))]]
    join(pages, headline=HEADLINE, dateline=None)
    assert "（上接第1页）" + THREE == pages[1][0].text


@given(
    st.lists(st.lists(st.sampled_from([ONE, TWO, THREE, FOUR]), max_size=5), min_size=1, max_size=4)
)
def test_joining_never_loses_a_text_altogether(pages: list[list[str]]) -> None:
    kept = {text for page in texts(*pages, dateline=None) for text in page}
    assert {text for page in pages for text in page} == kept


@given(
    st.lists(
        st.lists(st.text(alphabet="（(上接第1页下转未完 \n编辑：甲", max_size=40), max_size=4),
        max_size=4,
    )
)
def test_joining_takes_any_text(pages: list[list[str]]) -> None:
    if pages:
        assert len(pages) == len(texts(*pages, dateline="上接"))
