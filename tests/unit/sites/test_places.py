"""crawler.sites.zjol: headings that name a county of Zhejiang."""

from __future__ import annotations

import pytest

from article_samples import TRS, fields, heading, paragraph, reading
from crawler.article import assemble
from crawler.sites.zjol import ZHEJIANG, in_zhejiang


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("吴兴区", "330502"),
        ("【安吉县】", "330523"),
        ("富阳市", "330183"),
        ("富阳区", "330111"),
        ("安吉县的桥", None),
        ("", None),
    ],
)
def test_the_code(words: str, code: str | None) -> None:
    assert code == in_zhejiang(words)


def test_codes_are_of_zhejiang_and_belong_to_one_unit() -> None:
    assert all(code.startswith("33") and len(code) == 6 for code in ZHEJIANG.values())
    assert ["景宁县"] == [
        name for name in ZHEJIANG if list(ZHEJIANG.values()).count(ZHEJIANG[name]) > 1
    ][1:]


def test_only_sections_of_zjol_pages_have_a_place() -> None:
    told = fields(paragraph("开头的一段。"), heading("德清县"), paragraph("县里的一段。"))
    ours = assemble([reading(told, TRS)])
    theirs = assemble([reading(told, "http://news.example.cn/a/1.html")])
    assert ["330521"] == [section.place for section in ours.sections]
    assert [None] == [section.place for section in theirs.sections]
