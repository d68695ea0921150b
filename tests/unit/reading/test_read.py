"""What one response says, as a whole."""

import pytest

from crawler.reading.read import Page, read_page

ARTICLE = "http://zjnews.zjol.com.cn/zjnews/202606/t20260611_31700001.shtml"
THERE = "http://zjnews.zjol.com.cn/zjnews/202606/t20260611_31700002.shtml"


def told(html, kind="article", **facts):
    whole = {
        "url": ARTICLE, "status": 200, "media_type": "text/html",
        "content_type": "text/html; charset=utf-8",
        "location": None, "etag": None, "last_modified": None, "body": html.encode(), **facts,
    }  # fmt: skip
    return read_page(Page(**whole), kind)


@pytest.mark.parametrize(
    "html",
    [
        "<meta http-equiv=refresh content='5;url=/'><p>您访问的页面不存在</p>",
        "<script>location.replace('http://www.zjol.com.cn/')</script>",
        "<script>alert('没有'); location.href = '//zjnews.zjol.com.cn/index.shtml';</script>",
    ],
)
def test_a_page_that_sends_everybody_home_is_gone(html):
    reading = told(html)
    assert ("gone", "redirect-to-home", ()) == (reading.state, reading.reason, reading.redirects)


def test_a_stub_is_done_and_leads_on():
    reading = told(f"<script>location.replace('{THERE}')</script>")
    assert ("done", "stub-redirect") == (reading.state, reading.reason)
    assert [THERE] == [link.url for link in reading.redirects]


def test_a_home_page_may_send_on_to_another():
    html = "<meta http-equiv=refresh content='0;url=http://www.zjol.com.cn/'>"
    reading = told(html, "home", url="http://zjnews.zjol.com.cn/")
    assert ("done", "stub-redirect") == (reading.state, reading.reason)
