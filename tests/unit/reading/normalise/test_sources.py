"""Names of sources: what belongs to them and what does not."""

from __future__ import annotations

import pytest

from crawler.reading.normalise.sources import alias, is_source, of_host, tidy


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("来源: 湖州日报", "湖州日报"),
        ("人民网-文化频道 原创稿", "人民网-文化频道"),
        ("白鹭晚报(北京)", "白鹭晚报"),
        ("《青澜报》", "青澜报"),
        ("光明网-《光明日报》", "光明网-《光明日报》"),
    ],
)
def test_a_source_is_told_from_its_remarks(raw: str, expected: str) -> None:
    assert expected == tidy(raw)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("湖州日报", True), ("网络", False), ("", False), ("12", False), ("他说。", False)],
)
def test_not_every_word_is_a_source(name: str, expected: bool) -> None:
    assert expected == is_source(name)


def test_a_house_is_known_by_its_other_names() -> None:
    assert "浙江在线" == alias("浙江在线新闻网站")
    assert "湖州日报" == alias("湖州日报")


def test_the_publisher_of_a_host() -> None:
    assert "浙江在线" == of_host("zjnews.zjol.com.cn")
    assert of_host("notzjol.com.cn") is None
