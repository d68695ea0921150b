"""crawler.article.body: the same picture, wherever it lies."""

from __future__ import annotations

import pytest

from crawler.article.body import image_key

ENORTH = "http://img.zjol.com.cn/pic/0/05/70/94/5709408_999439.jpg"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (ENORTH, "https://img2.zjolcdn.com/pic/0/05/70/94/5709408_999439.jpg?w=600", True),
        (
            "http://zjnews.zjol.com.cn/zjxc/202602/W020260223366508364671.jpg",
            "https://img.zjol.com.cn/mlf/dzw/zjxw/W020260223366508364671.JPG",
            True,
        ),
        ("http://a.example.cn/x/1.jpg", "https://b.example.cn/x/1.jpg", True),
        ("http://a.example.cn/x/1.jpg", "http://a.example.cn/y/1.jpg", False),
        (ENORTH, ENORTH.replace("999439", "999440"), False),
        ("http://[", "http://[", True),
    ],
)
def test_the_key(one: str, other: str, same: bool) -> None:
    assert same == (image_key(one) == image_key(other))
