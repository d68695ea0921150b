"""crawler.article.build: what pages tell becomes the record."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from article_samples import (
    ENORTH,
    TRS,
    capture,
    extraction,
    fields,
    image,
    of_pages,
    paragraph,
    reading,
)
from crawler.article import PageReading, assemble, line
from crawler.article.record import Article

TRS_1 = TRS.replace(".shtml", "_1.shtml")
TRS_2 = TRS.replace(".shtml", "_2.shtml")


def three_pages() -> list[PageReading]:
    first = fields(
        paragraph("浙江在线05月18日讯 第一段在第一页，讲的是渡口的来历。"),
        image("http://img.zjol.com.cn/mlf/dzw/W020160518366508364671.jpg"),
        pagination=of_pages(3, 1),
    )
    second = fields(
        paragraph("第二段在第二页，讲的是老桥的修缮。"), pagination=of_pages(3, 2), authors=[]
    )
    third = fields(
        paragraph("第三段在第三页，讲的是守桥的人。"),
        pagination=of_pages(3, 3),
        keywords=["修缮", "守桥人"],
        authors=[
            {
                "name": "沈一帆",
                "nameRaw": "沈一帆 摄",
                "role": "photographer",
                "organization": None,
            }
        ],
    )
    return [
        reading(first, TRS, second=1),
        reading(second, TRS_1, second=2),
        reading(third, TRS_2, second=3),
    ]


def test_one_page_becomes_an_article() -> None:
    article = assemble([reading(second=7)], spider="zjol")
    assert "zjol:t:1554310" == article.id
    assert (1, None) == (article.version, article.previousVersion)
    assert "2026-11-23T02:00:07.123456Z" == article.versionCreated
    assert "青石镇三座老桥修缮完工" == article.headline
    assert ["林小禾"] == [person.name for person in article.authors]
    assert list(range(10)) == [block.i for block in article.blocks]
    assert "zjol" == article.spider


def test_each_page_names_its_capture() -> None:
    article = assemble(three_pages())
    assert [1, 2, 3] == [page.page for page in article.provenance]
    assert [TRS, TRS_1, TRS_2] == [page.url for page in article.provenance]
    only = article.provenance[1]
    assert ("zjol-20261123020000123-00000-host.warc.gz", 2000, 900) == (
        only.warcFile,
        only.warcOffset,
        only.warcLength,
    )
    assert "<urn:uuid:00000000-0000-4000-8000-000000000002>" == only.warcRecordId
    assert "2026-11-23T02:00:02.123456Z" == only.dateDownloaded
    assert "gb18030" == only.charset.used
    assert "20261123020000" == only.crawlId


def test_pages_are_joined_in_page_order() -> None:
    article = assemble(three_pages())
    assert [
        "浙江在线05月18日讯 第一段在第一页，讲的是渡口的来历。",
        "第二段在第二页，讲的是老桥的修缮。",
        "第三段在第三页，讲的是守桥的人。",
    ] == article.articleBody.split("\n")
    assert [(0, 1), (1, 1), (2, 2), (3, 3)] == [(block.i, block.page) for block in article.blocks]
    assert TRS == article.url
    assert (TRS_1, TRS_2) == article.alternateUrls
    assert (3, True) == (article.pagination.pages, article.pagination.complete)
    assert "2026-11-23T02:00:03.123456Z" == article.versionCreated


def test_people_and_keywords_of_all_pages_are_united() -> None:
    article = assemble(three_pages())
    assert ["林小禾", "沈一帆"] == [person.name for person in article.authors]
    assert ["周以宁"] == [person.name for person in article.editors]
    assert ("古桥", "修缮", "守桥人") == article.keywords


def test_a_missing_page_is_admitted() -> None:
    first, _, third = three_pages()
    article = assemble([first, third])
    assert (3, False) == (article.pagination.pages, article.pagination.complete)
    assert ("pages.missing",) == article.warnings
    assert [1, 1, 3] == [block.page for block in article.blocks]


def test_a_later_page_alone_is_admitted_to_be_incomplete() -> None:
    article = assemble(three_pages()[2:])
    assert (3, False) == (article.pagination.pages, article.pagination.complete)
    assert "zjol:t:1554310" == article.id


def test_pages_count_even_when_no_pager_was_read() -> None:
    first = reading(fields(paragraph("第一页有许多话要说。")), ENORTH, second=1)
    second = reading(
        fields(paragraph("第二页也有许多话要说。")), ENORTH.replace(".shtml", "_01.shtml"), second=2
    )
    article = assemble([second, first])
    assert (2, True) == (article.pagination.pages, article.pagination.complete)


@given(st.permutations(range(3)), st.lists(st.integers(0, 2), max_size=2))
def test_the_order_of_readings_does_not_matter(order: list[int], again: list[int]) -> None:
    pages = three_pages()
    shuffled = [pages[index] for index in (*order, *again)]
    assert line(assemble(pages)) == line(assemble(shuffled))


def test_of_two_captures_of_a_page_the_later_one_counts() -> None:
    old = reading(fields(paragraph("旧的说法，后来改了。")), TRS, second=1)
    new = reading(
        fields(paragraph("新的说法，改过之后。")), TRS.replace(".shtml", "_ext.shtml"), second=2
    )
    article = assemble([new, old])
    assert "新的说法，改过之后。" == article.articleBody
    assert (TRS,) == article.alternateUrls
    assert 1 == len(article.provenance)


def test_pages_of_an_unknown_site_stand_as_they_say_or_as_they_were_captured() -> None:
    urls = [f"http://www.example.cn/story?p={page}" for page in (1, 2, 3)]
    texts = [paragraph(f"第{number}页说的是另外一件事情。") for number in "一二三"]
    told = [fields(text, pagination=of_pages(3, page)) for page, text in enumerate(texts, 1)]
    said = assemble([reading(told[i], urls[i], second=9 - i) for i in (2, 0, 1)])
    assert [1, 2, 3] == [block.page for block in said.blocks]
    assert urls[0] == said.url
    silent = [reading(fields(text), urls[i], second=i) for i, text in enumerate(texts)]
    assert said.articleBody == assemble(silent[::-1]).articleBody


def test_times_come_from_one_page() -> None:
    bare = fields(
        paragraph("第一页没有写时间。"),
        datePublished=None,
        datePublishedRaw=None,
        datePublishedPrecision=None,
    )
    article = assemble(
        [reading(bare, TRS), reading(fields(paragraph("第二页写了时间。")), TRS_1, second=1)]
    )
    assert "2016-05-18T10:09:29+08:00" == article.datePublished
    assert "second" == article.datePublishedPrecision


def test_a_truncated_capture_is_a_warning() -> None:
    cut = capture()
    told = PageReading(extraction=extraction(), capture=cut)
    whole = assemble([told]).warnings
    assert () == whole
    told = PageReading(extraction=extraction(), capture=replace(cut, truncated="disconnect"))
    assert ("capture.truncated",) == assemble([told]).warnings


def test_lone_surrogates_cannot_get_in() -> None:
    article = assemble([reading(fields(paragraph("断了\ud800半个字"), headline="标题\udfff"))])
    assert "断了\ufffd半个字" == article.articleBody
    assert "标题\ufffd" == article.headline
    assert line(article).endswith(b"\n")


def test_personal_data_is_counted_and_left() -> None:
    text = (
        "电话13812345678，邮箱 du.qiao@example.cn，编号11010519491231002X，文号20160518123456789。"
    )
    article = assemble([reading(fields(paragraph(text)))])
    assert (1, 1, 1) == (article.pii.phone, article.pii.idCard, article.pii.email)
    assert text == article.articleBody


@pytest.mark.parametrize("broken", [{}, {"blocks": [{"type": "riddle"}]}, {"authors": None}])
def test_a_reading_without_the_agreed_keys_is_refused(broken: dict[str, Any]) -> None:
    told = {**fields(), **broken} if broken else {"headline": "只有标题"}
    with pytest.raises((ValueError, KeyError, TypeError)):
        assemble([PageReading(extraction=extraction(told), capture=capture())])


def test_no_page_is_no_article() -> None:
    with pytest.raises(ValueError, match="at least one page"):
        assemble([])


def test_the_record_is_frozen() -> None:
    article: Article = assemble([reading()])
    with pytest.raises(AttributeError):
        article.headline = "改不了"  # type: ignore[misc]
