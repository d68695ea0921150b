"""crawler.article.body: lines of the page, told from lines of the article."""

from __future__ import annotations

import pytest

from crawler.article.body import is_counter, is_editor_line, is_furniture, is_pager


@pytest.mark.parametrize(
    "text",
    [
        "上一页 1 2 3 下一页",
        "首页 上一页 [1] [2] 下一页 尾页",
        "【1】【2】【3】",
        "共3页",
        "第 2 页 / 共 3 页",
        "2/3页",
        "余下全文",
        "在本页阅读全文",
        "下一页 >>",
        "< 1 2 3 >下一页",
    ],
)
def test_a_pager(text: str) -> None:
    assert is_pager(text)


@pytest.mark.parametrize(
    "text", ["阅读：539", "浏览次数：1,024 次", "评论 3", "点赞(12)", "阅读量 1.2万"]
)
def test_a_counter(text: str) -> None:
    assert is_counter(text)


@pytest.mark.parametrize(
    "text", ["责任编辑：周以宁", "【编辑：周以宁】", "（责编：甲、乙）", "编 辑: 甲 校对：乙"]
)
def test_an_editor_line(text: str) -> None:
    assert is_editor_line(text)


@pytest.mark.parametrize(
    "text",
    [
        "1",
        "第一页写的是他的童年。",
        "编辑部里灯火通明，大家都没有走。",
        "阅读是一件安静的事。",
        "3/4的桥已经修好。",
        "评论3条都是夸这座桥的。",
        "2016年05月18日",
        "",
        "共建共享",
        "（一）",
        "编辑：" + "长" * 200,
    ],
)
def test_prose(text: str) -> None:
    assert not is_furniture(text)
