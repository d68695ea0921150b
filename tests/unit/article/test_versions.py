"""crawler.article.lines: equal content has an equal id, changed content another."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from article_samples import BODY, ENORTH, TRS, fields, image, of_pages, paragraph, reading, table
from crawler.article import assemble, successor


def version(*blocks: dict[str, Any], url: str = TRS, **changed: Any) -> str:
    return assemble([reading(fields(*blocks, **changed), url)]).versionId


BASE = version()


@given(st.text(alphabet=" \t\n\u3000\u00a0\u200b\ufeff", max_size=5), st.integers(0, len(BODY) - 1))
def test_white_space_makes_no_version(space: str, where: int) -> None:
    def spaced(block: dict[str, Any]) -> dict[str, Any]:
        text = block["text"]
        return {**block, "text": space + text[:7] + space + text[7:] if text else text}

    blocks = [spaced(block) if i == where else block for i, block in enumerate(BODY)]
    assert BASE == version(*blocks, headline="青石镇" + space + "三座老桥修缮完工")


@pytest.mark.parametrize(
    "url",
    [
        TRS.replace("http:", "https:"),
        TRS.replace("zjnews.zjol", "www.zjol"),
        ENORTH,
        TRS.replace(".shtml", "_ext.shtml"),
    ],
)
def test_host_scheme_and_folder_make_no_version(url: str) -> None:
    assert BASE == version(url=url)


@given(
    st.integers(0, 10**7), st.sampled_from(["阅读：{}", "浏览次数：{}次", "评论 {}", "点赞({})"])
)
def test_counters_make_no_version(count: int, form: str) -> None:
    assert BASE == version(*BODY, paragraph(form.format(count)))


def test_what_is_around_the_article_makes_no_version() -> None:
    assert BASE == version(
        keywordsMeta=["别的词"],
        keywords=[],
        breadcrumbs=[],
        articleSection="别的栏目",
        description="别的摘要",
        warnings=["heading.bare"],
        template="general",
        canonicalUrl="https://zjnews.zjol.com.cn/",
    )


def test_another_server_for_pictures_makes_no_version() -> None:
    moved = image(
        "https://img2.zjolcdn.com/pic/0/05/70/94/5709408_999439.jpg", "渡口的清晨", "沈一帆 摄"
    )
    assert BASE == version(BODY[0], moved, *BODY[2:])


def test_typography_makes_no_version() -> None:
    folded = BODY[0]["text"].replace("，", ",").replace("（", "(").replace("）", ")")
    assert BASE == version(paragraph(folded), *BODY[1:])


def test_where_paragraphs_and_pages_break_makes_no_version() -> None:
    one, two = "第一句说的是渡口的来历。", "第二句说的是老桥的修缮。"
    together = version(paragraph(one + two))
    assert together == version(paragraph(one), paragraph(two))
    pages = [
        reading(fields(paragraph(one), pagination=of_pages(2, 1)), TRS),
        reading(
            fields(paragraph(two), pagination=of_pages(2, 2)),
            TRS.replace(".shtml", "_1.shtml"),
            second=1,
        ),
    ]
    assert together == assemble(pages).versionId


@pytest.mark.parametrize(
    "changed",
    [
        {"headline": "青石镇四座老桥修缮完工"},
        {"alternativeHeadline": "对岸的孩子上学近了"},
        {"kicker": "小镇新事"},
        {"datePublished": "2016-05-18T10:09:30+08:00"},
        {"source": {"name": "白石日报", "nameRaw": "来源: 白石日报", "url": None}},
        {"authors": []},
        {"editors": [{"name": "吴知", "nameRaw": "责任编辑: 吴知", "role": "responsibleEditor"}]},
    ],
)
def test_a_change_of_content_makes_a_version(changed: dict[str, Any]) -> None:
    assert BASE != version(**changed)


@pytest.mark.parametrize("gone", range(len(BODY)))
def test_every_block_counts(gone: int) -> None:
    assert BASE != version(*[block for i, block in enumerate(BODY) if i != gone])


def test_cells_of_a_table_count_one_by_one() -> None:
    assert version(table(["1", "23"], ["4", "5"])) != version(table(["12", "3"], ["4", "5"]))


def test_a_caption_counts() -> None:
    url = "http://img.zjol.com.cn/pic/0/05/70/94/5709408_999439.jpg"
    assert version(image(url, "渡口")) != version(image(url, "码头"))


def test_versions_follow_one_another() -> None:
    first = assemble([reading(second=1)])
    same = assemble([reading(second=2)])
    changed = assemble([reading(fields(headline="改过的标题"), second=3)])
    assert first == successor(first, None)
    assert None is successor(same, (1, first.versionId))
    second = successor(changed, (1, first.versionId))
    assert second is not None
    assert (2, first.versionId) == (second.version, second.previousVersion)
    back = successor(same, (2, second.versionId))
    assert back is not None
    assert (3, second.versionId, first.versionId) == (
        back.version,
        back.previousVersion,
        back.versionId,
    )


def test_the_text_key_ignores_layout_and_sees_words() -> None:
    def key(*blocks: dict[str, Any]) -> str:
        return assemble([reading(fields(*blocks))]).dedupe.textSha256

    assert key(paragraph("老桥，修好了。")) == key(paragraph("老桥,"), paragraph("　修好了。"))
    assert key(paragraph("老桥修好了。")) != key(paragraph("新桥修好了。"))
