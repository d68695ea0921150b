"""Pages that send their visitors on by themselves."""

from __future__ import annotations

import pytest

from crawler.page.document import parse
from crawler.reading.discover import Link, links

STUB = "https://zjnews.zjol.com.cn/zjnews/201803/t20180316_6800000.shtml"
TARGET = "https://biz.zjol.com.cn/cjxw/201803/t20180316_6800001.shtml"


def redirects(html: str, url: str = STUB) -> tuple[Link, ...]:
    return links(parse(html.encode(), url, "text/html; charset=utf-8")).redirects


@pytest.mark.parametrize(
    "script",
    [
        f'location.replace("{TARGET}")',
        f"window.location.replace ( '{TARGET}' );",
        f'window.location.href = "{TARGET}";',
        f"top.location='{TARGET}'",
        f'document.location.assign("{TARGET}")',
        f'self.location = "{TARGET[6:]}"',
        "location.href = '{}';".format(TARGET.replace("/", "\\/")),
        "location.href = '{}';".format(TARGET.replace("/", "\\x2f").replace(":", "\\u003A")),
        f"var there = '{TARGET}';\nwindow.location.replace(there);",
        f"to='{TARGET}';top.location.href=to;",
        f"setTimeout(\"location.href='{TARGET}'\", 0)",
        f"window.location.replace(`{TARGET}`)",
    ],
)
def test_a_page_that_is_one_script_sends_on(script: str) -> None:
    html = f"<html><head><script>{script}</script></head><body></body></html>"

    assert (Link(TARGET, "R", "location"),) == redirects(html)


@pytest.mark.parametrize(
    "content",
    [
        f"0; URL={TARGET}",
        f"0;url='{TARGET}'",
        f"0 ; url = {TARGET}",
        f"1.5, {TARGET}",
        f"0 {TARGET}",
    ],
)
def test_a_meta_refresh_sends_on(content: str) -> None:
    assert (Link(TARGET, "R", "refresh"),) == redirects(
        f'<META HTTP-EQUIV="REFRESH" CONTENT="{content}">'
    )


def test_the_front_of_an_e_paper_sends_on_to_the_newest_issue() -> None:
    html = '<META HTTP-EQUIV="REFRESH" CONTENT="0; URL=html/2016-05/18/node_18.htm">'

    expected = "http://zjrb.zjol.com.cn/html/2016-05/18/node_18.htm"
    assert expected == redirects(html, "http://zjrb.zjol.com.cn/paperindex.htm")[0].url


@pytest.mark.parametrize(
    "html",
    [
        "<meta http-equiv=refresh content=300>",
        f"<meta http-equiv=refresh content='0;url={STUB}'>",
        f"<meta http-equiv=refresh content='600;url={TARGET}'>",
        f"<noscript><meta http-equiv=refresh content='0;url={TARGET}'></noscript>",
        "<script>location.href = 'http://' + host;</script>",
        "<script>location.reload()</script>",
        f"<p>{'长' * 5000}</p><script>location.href='{TARGET}'</script>",
        f"<p>{'读' * 80}</p><script>location.href='{TARGET}'</script>",
        f"<p>桥</p><script>if(/iPhone/.test(navigator.userAgent)) location='{TARGET}'</script>",
        f"<!-- <script>location.replace('{TARGET}')</script> -->",
        f"<script>/* location.replace('{TARGET}') */</script>",
        f"<script>\n  // location.replace('{TARGET}')\n</script>",
        f"<p onclick=\"location.href='{TARGET}'\">桥</p>",
        f"<script>mylocation = '{TARGET}'</script>",
        "<script>location.replace(somewhere)</script>",
        f"<script>var a = '{TARGET}' + b; location.replace(a)</script>",
        "".join(f"<a href={n}.html>{n}</a>" for n in range(9))
        + f"<script>if (mobile) location.href='{TARGET}'</script>",
        "",
    ],
)
def test_a_page_that_is_there_to_be_read_sends_nobody_on(html: str) -> None:
    assert () == redirects(html)


def test_a_page_may_send_on_when_it_has_loaded():
    html = f"<body onload=\"location.replace('{TARGET}')\"></body>"
    assert (Link(TARGET, "R", "location"),) == redirects(html)


def test_a_stub_that_only_chooses_between_telephone_and_desk_sends_on_to_both():
    html = (
        "<script>if (/Android/.test(navigator.userAgent)) location.replace('//m.zjol.com.cn/a');"
        f"else location.replace('{TARGET}');</script>"
    )
    assert {"https://m.zjol.com.cn/a", TARGET} == {one.url for one in redirects(html)}
