"""Soft failures: answers that are not the page, told apart."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.page.document import Document, parse
from crawler.reading.soft import CODES, assess, why_empty

ARTICLE = "https://zjnews.zjol.com.cn/zjnews/201803/t20180316_6800000.shtml"
LIST = "https://zjnews.zjol.com.cn/zjxc/"
HOME = "https://www.zjol.com.cn/"
REASON_CODES = Path(__file__).parents[3] / "docs" / "reference" / "reason-codes.md"

NAVIGATION = "".join(f"<li><a href='//h{n}.zjol.com.cn/'>频道{n}</a></li>" for n in range(20))
FOOT = "<div>Copyright 1999-2026 版权所有 网站备案 00000</div>"
PARAGRAPH = (
    "<p>" + "桥边的茶馆清早开门，老人们坐下来说起今年的桑叶和水稻，也说起新修的路。" * 4 + "</p>"
)


def page(html: str, url: str = ARTICLE, charset: str = "utf-8", label: str = "") -> Document:
    return parse(html.encode(charset), url, f"text/html; charset={label or charset}")


def code(html: str, url: str = ARTICLE) -> str | None:
    soft = assess(200, url, document=page(html, url))
    return soft.code if soft else None


def framed(inner: str, title: str = "浙江在线") -> str:
    return (
        f"<html><head><title>{title}</title></head><body><ul>{NAVIGATION}</ul>"
        f"<div>{inner}</div>{FOOT}</body></html>"
    )


@pytest.mark.parametrize(
    ("status", "expected", "state"),
    [
        (404, "not-found", "gone"),
        (410, "gone", "gone"),
        (451, "legal", "gone"),
        (401, "login", "blocked"),
        (403, "forbidden", "blocked"),
        (405, "method-refused", "blocked"),
        (407, "login", "blocked"),
        (429, "throttled", "blocked"),
        (400, "client-error", "failed"),
        (500, "server-error", "failed"),
        (503, "unavailable", "failed"),
        (520, "server-error", "failed"),
    ],
)
def test_a_status_has_a_code_and_a_state(status: int, expected: str, state: str) -> None:
    soft = assess(status, ARTICLE)

    assert soft is not None
    assert (expected, state) == (soft.code, soft.state)


@pytest.mark.parametrize("status", [200, 206, 301, 304])
def test_an_ordinary_answer_is_nothing(status: int) -> None:
    assert assess(status, ARTICLE) is None


def test_a_redirect_to_a_home_page_says_that_the_page_is_gone() -> None:
    for url in (ARTICLE, LIST):
        soft = assess(302, url, location=HOME)
        assert soft is not None
        assert ("redirect-to-home", "gone") == (soft.code, soft.state)


def test_a_redirect_among_home_pages_or_to_another_page_is_ordinary() -> None:
    assert assess(301, "http://www.zjol.com.cn/", location=HOME) is None
    assert assess(301, ARTICLE.replace("https", "http"), location=ARTICLE) is None
    assert assess(302, ARTICLE, location=LIST) is None


@pytest.mark.parametrize(
    ("notice", "expected"),
    [
        ("您访问的页面不存在", "notice-missing"),
        ("抱歉，您要访问的文章不存在或已被删除！", "notice-missing"),
        ("很抱歉，找不到您要的页面", "notice-missing"),
        ("404 Not Found", "notice-missing"),
        ("链接已失效", "notice-missing"),
        ("该稿件已删除", "notice-removed"),
        ("此新闻已被编辑部撤下。", "notice-removed"),
        ("文章已下线", "notice-removed"),
    ],
)
def test_a_notice_says_that_the_page_is_gone(notice: str, expected: str) -> None:
    for html in (notice, f"<h1>{notice}</h1>", framed(f"<p>{notice}</p><p>5秒后返回首页</p>")):
        assert expected == code(html)
    assert "gone" == CODES[expected][0]


def test_a_notice_in_gbk_bytes_labelled_as_something_else_is_read() -> None:
    document = page("<p>您访问的页面不存在，请返回首页</p>", charset="gbk", label="iso-8859-1")
    soft = assess(200, ARTICLE, document=document)

    assert soft is not None
    assert "notice-missing" == soft.code


@pytest.mark.parametrize(
    "html",
    [
        framed(f"<h1>那个页面不存在的年代</h1>{PARAGRAPH}"),
        framed("<h1 class=artTitle>多款软件内容已下架</h1><p>2026-02-23 12:01</p><p>快讯。</p>"),
        framed("<ul><li><a href=t20180316_6800001.shtml>某网站文章已删除</a></li></ul><p>更多</p>"),
        framed(PARAGRAPH + "<p>稿件已删除</p>"),
        framed("<p>第404期</p>"),
        "",
    ],
)
def test_a_page_that_speaks_of_something_removed_is_not_a_notice(html: str) -> None:
    assert code(html) is None


def test_a_list_with_such_a_headline_is_not_a_notice() -> None:
    html = "<ul class=listUl><li><a href=202602/t20260223_1.shtml>新规</a> 页面不存在</li></ul>"

    assert code(html, LIST) is None


@pytest.mark.parametrize(
    "script",
    [
        "var arg1='3A5F0C77';var _0x=['a'];setTimeout(function(){document.cookie='x'},2)",
        "document.cookie='acw_sc__v2='+x;location.reload()",
    ],
)
def test_a_javascript_challenge_is_a_block_whatever_its_status(script: str) -> None:
    html = f"<html><script>{script}{'/*' + 'x' * 8000 + '*/'}</script><body></body></html>"
    for status in (200, 403, 405):
        soft = assess(status, HOME, document=page(html, HOME))
        assert soft is not None
        assert ("challenge", "blocked") == (soft.code, soft.state)


def test_an_article_about_challenges_is_no_challenge() -> None:
    assert code(framed(f"<p>acw_sc__v2</p>{PARAGRAPH}<script>var arg1='x'</script>")) is None


def test_a_block_page_and_a_captcha_are_blocks() -> None:
    assert "block-page" == code("<h1>405</h1><p>很抱歉，由于您的请求可能对网站造成威胁</p>")
    assert "block-page" == code("<div>请完成安全验证</div><script src=/c.js></script>")


def test_a_stub_is_done_and_one_that_leads_home_is_gone() -> None:
    target = "https://biz.zjol.com.cn/cjxw/201803/t20180316_6800001.shtml"

    assert "stub-redirect" == code(f"<script>location.replace('{target}')</script>")
    assert "stub-redirect" == code(f"<meta http-equiv=refresh content='0;url={target}'>")
    assert "redirect-to-home" == code(f"<script>location.href='{HOME}'</script>")


def test_a_listing_that_scripts_would_have_to_write_is_script_only() -> None:
    html = "<html><body><div id=app></div><script src=/app.js></script></body></html>"

    assert "script-only" == code(html, HOME)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (framed("<div class=artCon></div>"), "empty-template"),
        (framed("<p>请先登录后阅读全文</p>"), "login-wall"),
        (framed("<form>用户名<input name=u>密码<input type=Password name=p></form>"), "login-wall"),
        (framed(PARAGRAPH), "not-an-article"),
        ("<body><div id=app></div><script src=/a.js></script></body>", "script-only"),
        (framed("<p>该稿件已删除</p>"), "notice-removed"),
    ],
)
def test_an_article_address_without_an_article_has_a_reason(html: str, expected: str) -> None:
    soft = why_empty(ARTICLE, page(html))

    assert (expected, CODES[expected][0]) == (soft.code, soft.state)


@given(st.text(max_size=300))
def test_any_page_can_be_assessed(text: str) -> None:
    for url in (ARTICLE, LIST, HOME):
        document = page(text, url)
        soft = assess(200, url, document=document)
        assert soft is None or soft.code in CODES
        assert why_empty(url, document).code in CODES


def test_the_reference_names_every_code_with_state_and_meaning() -> None:
    written = REASON_CODES.read_text("utf-8")
    rows = re.findall(r"^\| `([\w-]+)` \| `(\w+)` \| (.+) \|$", written, re.M)
    told = {name: (state, meaning) for name, state, meaning in rows if name in CODES}

    assert dict(CODES) == told
