"""Responses as spiders get them: decoded once, from what was captured."""

from __future__ import annotations

import gzip

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, JsonResponse, Response, TextResponse, XmlResponse

from crawler.crawl.assembling import CapturedPage
from crawler.fetch.meta import PAGE
from crawler.middlewares.decoding import DecodingMiddleware
from crawler.models import Capture

URL = "http://news.jiangxia.test/2026/1111/c12-1001.html"
TEXT = (
    "<html><head><title>江夏新闻：㐀与𠮷</title></head>"
    "<body><a href='c12-1002.html'>下</a></body></html>"
)


def response(body, content_type="text/html", *, coding=None, url=URL, raw=Response):
    """What the middleware makes of a body that a server sent."""
    sent = gzip.compress(body) if coding == "gzip" else body
    headers = {"Content-Type": content_type} | ({"Content-Encoding": coding} if coding else {})
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    message = f"HTTP/1.1 200 OK\r\n{head}Content-Length: {len(sent)}\r\n\r\n".encode() + sent
    capture = Capture(
        url=url, urlkey="", date="2026-11-11T00:00:00Z", record_type="response", record_id="<r>",
        status=200, mime="text/html", payload_digest="", filename="", offset=0, length=0,
    )  # fmt: skip
    request = Request(url, meta={PAGE: CapturedPage.of_message(capture, message, run="r")})
    sent = raw(url, headers=headers, body=sent, request=request, ip_address="192.0.2.1")
    return DecodingMiddleware().process_response(request, sent)


@pytest.mark.parametrize("coding", [None, "gzip"])
def test_a_page_is_an_html_response_with_selectors(coding):
    page = response(TEXT.encode(), "text/html; charset=utf-8", coding=coding)
    assert isinstance(page, HtmlResponse)
    assert TEXT.encode() == page.body
    assert "江夏新闻：㐀与𠮷" == page.css("title::text").get()
    assert page.follow(page.css("a")[0]).url.endswith("/c12-1002.html")
    assert "Content-Encoding" not in page.headers
    assert ["decoded"] * (coding is not None) == page.flags
    assert "192.0.2.1" == str(page.ip_address)


def test_a_page_that_is_labelled_gb2312_keeps_its_gb_18030_characters():
    page = response(TEXT.encode("gb18030"), "text/html; charset=gb2312")
    assert "江夏新闻：㐀与𠮷" == page.css("title::text").get()
    assert "gb18030" == page.encoding


def test_a_page_of_two_encodings_loses_only_what_cannot_be_read():
    body = TEXT.encode("gb18030") + "<p>版权所有</p>".encode()
    page = response(body, "text/html; charset=gb2312")
    assert body == page.body
    assert "江夏新闻：㐀与𠮷" in page.text


def test_an_encoding_that_is_given_is_used():
    page = response(TEXT.encode("gb18030"), "text/html")
    forced = page.replace(encoding="gb18030")
    assert ("gb18030", TEXT) == (forced.encoding, forced.text)
    assert "江夏" == page.replace(body="<p>江夏</p>").css("p::text").get()
    assert page.text == page.replace(flags=["x"]).text


@pytest.mark.parametrize(
    ("content_type", "url", "kind"),
    [
        ("application/xml", URL, XmlResponse),
        ("application/json", URL, JsonResponse),
        ("text/plain", URL, TextResponse),
        ("image/png", f"{URL}/a.png", Response),
    ],
)
def test_other_bodies_are_what_scrapy_takes_them_for(content_type, url, kind):
    made = response(
        b"<a>1</a>\0\1" if kind is Response else b"<a>1</a>", content_type, coding="gzip", url=url
    )
    assert isinstance(made, kind)
    assert isinstance(made, TextResponse) == (kind is not Response)
    assert made.body.startswith(b"<a>1</a>")


def test_a_body_that_inflates_beyond_reason_stays_as_it_was_received():
    bomb = bytes(40 * 1024 * 1024)
    made = response(bomb, "text/html", coding="gzip")
    assert gzip.decompress(made.body) == bomb
    assert b"gzip" == made.headers["Content-Encoding"]


def test_a_response_that_no_archive_captured_passes():
    plain = Response(URL, body=b"x")
    assert DecodingMiddleware().process_response(Request(URL), plain) is plain


def test_scrapy_does_not_guess_the_encoding_of_what_is_compressed():
    class Unguessed(HtmlResponse):
        @property
        def encoding(self):
            raise AssertionError("a guess costs a tenth of a crawl's CPU time")

    made = response(TEXT.encode(), coding="gzip", raw=Unguessed)
    assert TEXT == made.text


def test_a_coding_that_is_not_undone_stays_in_the_header():
    made = response(b"<p>1</p>", coding="foo")
    assert (b"foo", []) == (made.headers["Content-Encoding"], made.flags)
