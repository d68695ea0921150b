"""crawler.article.body: text, length, HTML and sections of the blocks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from article_samples import fields, heading, image, paragraph, quote, reading, table, video
from crawler.article import assemble
from crawler.article.body import word_count
from crawler.article.record import Article


def article(*blocks: dict[str, object]) -> Article:
    return assemble([reading(fields(*blocks))])


def test_captions_are_not_prose() -> None:
    told = article(paragraph("正文。"), image("http://img.example.cn/a.jpg", "图说", "某某 摄"))
    assert "正文。" == told.articleBody
    assert ("http://img.example.cn/a.jpg",) == told.images
    assert "http://img.example.cn/a.jpg" == told.mainImage


def test_html_is_plain_and_escaped() -> None:
    told = article(
        paragraph("一 < 二 & “三”\n四"),
        heading("小标题", 1),
        heading("更小", 5),
        quote("引文"),
        table(["甲", "<b>"], ["1", "2"]),
        image('http://img.example.cn/a.jpg?x=1&y="', "图说", "某某 摄"),
        image("javascript:alert(1)"),
        video(None),
    )
    assert [
        "<p>一 &lt; 二 &amp; “三”<br>四</p>",
        "<h2>小标题</h2>",
        "<h4>更小</h4>",
        "<blockquote><p>引文</p></blockquote>",
        "<table><tr><td>甲</td><td>&lt;b&gt;</td></tr><tr><td>1</td><td>2</td></tr></table>",
        '<figure><img src="http://img.example.cn/a.jpg?x=1&amp;y=&quot;">'
        "<figcaption>图说 某某 摄</figcaption></figure>",
        "<figure><img></figure>",
        "<figure><video controls></video><figcaption>现场画面</figcaption></figure>",
    ] == told.articleBodyHtml.split("\n")


def test_sections_nest_by_level() -> None:
    told = article(
        paragraph("开头。"),
        heading("青石镇"),
        paragraph("一。"),
        heading("一座桥", 2),
        paragraph("二。"),
        heading("又一座桥", 2),
        heading("白石镇"),
        paragraph("三。"),
    )
    assert [
        ("青石镇", 1, 1, 6),
        ("一座桥", 2, 3, 5),
        ("又一座桥", 2, 5, 6),
        ("白石镇", 1, 6, 8),
    ] == [(section.heading, section.level, section.start, section.end) for section in told.sections]


@given(st.lists(st.integers(1, 4), max_size=12))
def test_every_heading_opens_a_section_that_holds_the_deeper_ones(levels: list[int]) -> None:
    told = article(
        paragraph("开头。"), *[heading(f"第{i}节", level) for i, level in enumerate(levels)]
    )
    assert list(range(1, len(levels) + 1)) == [section.start for section in told.sections]
    for section in told.sections:
        inside = levels[section.start : section.end - 1]
        assert all(level > section.level for level in inside)


def test_characters_and_han_characters_are_counted() -> None:
    counted = word_count("浙江 Online 〇二，\n𠮷！")
    assert (13, 5) == (counted.chars, counted.cjk)
