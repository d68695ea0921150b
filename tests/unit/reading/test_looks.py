"""Reading a page tells the same article whether its links are wanted or not."""

from __future__ import annotations

import pytest

from crawler.models import RobotsMeta
from crawler.reading import discover
from crawler.reading.read import Look, Page, Reading, read_page

URL = "https://zjnews.zjol.com.cn/zjnews/201803/t20180316_6800000.shtml"
ASIDE = "".join(f"<li><a href='t20180316_{n}.shtml'>旁边的标题{n}</a></li>" for n in range(120))
PROSE = "<p>" + "渡口的船工把缆绳解开，对岸的茶山还在雾里，第一班船上坐着学生。" * 3 + "</p>"
ARTICLE = f"<h1>渡口的早晨</h1><div class=artCon>{PROSE * 3}</div>"
HEADS = {
    "plain": "",
    "refresh": "<meta http-equiv=refresh content='1;url=//www.zjol.com.cn/'>",
    "noarchive": "<meta name=robots content=noarchive>",
    "split": "<script>createPageHTML(3, 0, 't20180316_6800000', 'shtml');</script>",
}
BODIES = {
    "article": ARTICLE + ASIDE,
    "removed": "<p>该文章已被删除</p>" + ASIDE,
    "empty": "<div class=artCon></div>" + ASIDE,
    "stub": "<script>location.replace('//www.zjol.com.cn/')</script>",
    "short": ARTICLE,
}


def reading(markup: str, robots_meta: RobotsMeta, look: Look) -> Reading:
    page = Page(
        url=URL,
        status=200,
        media_type="text/html",
        content_type="text/html; charset=utf-8",
        location=None,
        etag=None,
        last_modified=None,
        body=f"<html><head><title>渡口的早晨</title>{markup}</html>".encode(),
    )
    return read_page(page, "article", robots_meta=robots_meta, look=look)


@pytest.mark.parametrize("robots_meta", ["record", "obey"])
@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("head", HEADS)
def test_without_its_links_a_page_tells_the_same(
    head: str, body: str, robots_meta: RobotsMeta
) -> None:
    markup = f"{HEADS[head]}</head><body>{BODIES[body]}"
    whole = reading(markup, robots_meta, discover.links)
    told = reading(markup, robots_meta, discover.orders)
    assert (whole.state, whole.reason) == (told.state, told.reason)
    assert whole.extraction == told.extraction
    assert whole.redirects == told.redirects


def test_only_the_look_for_orders_leaves_the_links_out() -> None:
    markup = f"</head><body>{BODIES['article']}"
    assert 120 == len(reading(markup, "record", discover.links).outlinks)
    assert () == reading(markup, "record", discover.orders).outlinks
