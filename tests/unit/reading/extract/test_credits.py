"""Captions and credits are told apart at the end of the line under a picture."""

from __future__ import annotations

import pytest

from crawler.reading.extract.captions import split_credit


@pytest.mark.parametrize(
    ("line", "said", "credit"),
    [
        ("孩子在数书。赖小麦 摄", "孩子在数书。", "赖小麦 摄"),
        ("渡口，记者到访的这一天。资料图", "渡口，记者到访的这一天。", "资料图"),
        ("图为外景（刘通摄）", "图为外景", "刘通摄"),
        ("操场一角。新华社发（刘通摄）", "操场一角。", "新华社发（刘通摄）"),
        ("居民在读书。新华社记者 韩小禾 摄", "居民在读书。", "新华社记者 韩小禾 摄"),
        ("茶农在摊青。东浦大学供图", "茶农在摊青。", "东浦大学供图"),
        ("新泵站外景 金小禾 摄", "新泵站外景", "金小禾 摄"),
        ("夜市 受访者供图", "夜市", "受访者供图"),
        ("码头夜景 青澜新闻 图", "码头夜景", "青澜新闻 图"),
    ],
)
def test_a_credit_is_cut_off_the_caption(line: str, said: str, credit: str) -> None:
    assert (said, credit) == split_credit(line)


@pytest.mark.parametrize("line", ["（刘通摄）", "资料图", "通讯员刘娟 摄", "图源：潮新闻"])
def test_a_line_that_is_a_credit_says_nothing_else(line: str) -> None:
    said, credit = split_credit(line)
    assert said is None
    assert credit == line.strip("（）")


@pytest.mark.parametrize("line", ["列车从杭州出发", "村民在墙上彩绘", "图：孩子们在挑书"])
def test_a_description_is_no_credit(line: str) -> None:
    assert (line, None) == split_credit(line)
