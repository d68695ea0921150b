"""What extract always gives: every key, plain data, nothing raised, whatever comes in."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler import extract_page
from crawler.page.document import parse
from crawler.reading.extract import extract, is_article

URL = "http://news.example.cn/201605/t20160518_1.shtml"
KEYS = {
    "headline", "alternativeHeadline", "kicker", "datePublished", "datePublishedRaw",
    "datePublishedPrecision", "dateModified", "dateModifiedRaw", "source", "publisher", "authors",
    "editors", "dateline", "breadcrumbs", "articleSection", "keywords", "keywordsMeta",
    "inLanguage", "description", "articleBody", "blocks", "sections", "images", "mainImage",
    "pagination", "rights", "canonicalUrl", "charset", "template", "fieldSources", "warnings",
}  # fmt: skip
_PIECES = st.sampled_from(
    [
        *(
            "<p>",
            "</p>",
            "<div class=contTxt>",
            "</div>",
            "<h1>",
            "</h1>",
            "<table>",
            "<tr>",
            "<td>",
        ),
        *(
            "</table>",
            "<img src=a.jpg>",
            "<br>",
            "<a href=x>",
            "</a>",
            "<ul>",
            "<li>",
            "<b>",
            "</b>",
        ),
        *("<figure>", "<blockquote>", "<title>", "</title>", "<span id=pubtime_baidu>", "</span>"),
        *(
            "<script>",
            "</script>",
            "<video src=a.mp4>",
            "来源：",
            "责任编辑：",
            "2016-05-18",
            "（记者",
        ),
        *(
            "一、",
            "标签：",
            "&nbsp;",
            "【1】",
            "相关阅读",
            "青澜县，水务局。",
            "“引号”",
            "图为",
            "摄",
        ),
        *("\0", "\x0b", "。", "　", "："),
    ]
)


def check(body: bytes, url: str, content_type: str | None = None) -> None:
    fields = extract_page(body, url, content_type)
    assert set(fields) == KEYS
    json.dumps(fields, ensure_ascii=False).encode("utf-8")
    for number, block in enumerate(fields["blocks"]):
        assert (number, 1) == (block["i"], block["page"])
        assert isinstance(block["text"], str)
    assert fields["articleBody"] == "\n".join(
        block["text"] for block in fields["blocks"] if block["text"]
    )
    is_article(extract(parse(body, url, content_type)))


@pytest.mark.parametrize(
    "body", [b"", b" ", b"\0", b"<", b"\xff\xfe\0", b"plain text", b"%PDF-1.4"]
)
def test_every_key_is_there_whatever_comes_in(body: bytes) -> None:
    check(body, URL)


@pytest.mark.parametrize(
    "url", ["", "x", "http://", "http://[", "//a", "http://a.cn/" + "a" * 5000]
)
def test_any_address_will_do(url: str) -> None:
    check("<h1>题</h1><p>青澜，水务。</p><img src=a.jpg>".encode(), url)


@given(st.binary(max_size=600), st.sampled_from([None, "text/html; charset=gbk", "x"]))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read(body: bytes, content_type: str | None) -> None:
    check(body, URL, content_type)


@given(st.lists(_PIECES, max_size=60))
@settings(max_examples=400, deadline=None)
def test_any_heap_of_markup_is_read(pieces: list[str]) -> None:
    check("".join(pieces).encode(), URL)


@given(st.lists(_PIECES, max_size=40))
@settings(max_examples=100, deadline=None)
def test_the_same_bytes_give_the_same_fields(pieces: list[str]) -> None:
    body = "".join(pieces).encode()
    assert extract_page(body, URL) == extract_page(body, URL)


def test_no_lone_surrogate_gets_in() -> None:
    declared = (
        '{"@type": "NewsArticle", "headline": "标\\ud800题", "articleSection": "新\\udfff闻",'
        ' "author": {"name": "张\\ud801三"}, "publisher": "青\\udc00澜网"}'
    )
    page = f'<script type="application/ld+json">{declared}</script><p>&#xD800;青澜，水务。</p>'
    check(page.encode(), URL)
    assert "标题" == extract_page(page.encode(), URL)["headline"]


_MANY = 20_000
HOSTILE = {
    "deep blocks": "<div>" * _MANY + "文字，" * 100,
    "deep inline": "<p>" + "<b>" * _MANY + "文字，" * 100,
    "deep tables": "<table><tr><td>" * _MANY + "文字，" * 100,
    "deep quotes": "<blockquote>" * _MANY + "文字，" * 100,
    "deep lists": "<ul><li>" * _MANY + "文字，" * 100,
    "deep crumbs": "<div class=crumb>" * _MANY + "<a href=x>首页</a>&gt;" * 8,
    "many paragraphs": "<p>文字，很多。</p>" * _MANY,
    "many breaks": "文字，很多。<br>" * _MANY,
    "many pictures": "<p>" + "文字，很多。" * 50 + "</p>" + "<img src=a.jpg>" * _MANY,
    "many short lines": "<center>" * 900 + "<p>短行</p>" * _MANY,
    "many labels": "<p>来源：作者：编辑：</p>" * _MANY + "<p>" + "来源：" * _MANY,
    "many dates": "<p>" + "2016-05-18 " * _MANY + "</p>" + "<p>2016年05月18日</p>" * _MANY,
    "many links": "<a href=t20160518_1_2.shtml>2</a>" * _MANY,
    "many metas": "<meta name=keywords content=a;b>" * _MANY,
    "many bylines": "<p>（记者" + " 张小三" * 20 + "</p>" + "<p>记者 记者 记者</p>" * _MANY,
    "long attribute": '<p class="' + "a " * 500_000 + '">文字，很多。',
    "long style": '<div style="' + "text-align:" * 100_000 + '">文字，很多。',
    "long line": "<p>" + "文字，很多。" * 100_000,
    "long space": "<p>" + " " * 1_000_000 + "文" + "\n" * 1_000_000 + "字",
    "long digits": "<p>" + "1" * 300_000 + "</p><p>" + "1 " * 300_000,
    "long title": "<title>" + "a_" * 200_000 + "</title><h1>" + "b" * 200_000,
    "brackets": "<p>" + "（" * 200_000 + "</p>" + ("<p>" + "【" * 60 + "</p>") * 2000,
    "script pager": "createPageHTML(" * _MANY + "<p>文字",
    "json": '<script type="application/ld+json">' + "[" * 200_000 + "</script>",
    "entities": "&amp;nbsp;" * 100_000 + "&#x10FFFF;" * 50_000,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.timeout(30)
def test_hostile_pages_end_in_time(name: str) -> None:
    check(HOSTILE[name].encode(), URL)


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "body", [b"\xba" * 500_000, b"<p>\xba\xfa\x86" * 100_000, b"\0" * 500_000, b"<" * 500_000]
)
def test_hostile_bytes_end_in_time(body: bytes) -> None:
    check(body, URL, "text/html; charset=gbk")
