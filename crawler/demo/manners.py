"""How each host speaks HTTP: framing, coding, headers. Every host has its own way."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from crawler.demo.answer import Answer
from crawler.demo.numbers import BEIJING

CHANGED = datetime(2026, 3, 1, 8, 0, 0, tzinfo=BEIJING)
"""When the files of the resource hosts last changed."""
HTML = "text/html"
RESOURCE_HOSTS = frozenset({"img.zjol.com.cn", "img.zjolcdn.com", "img2.zjolcdn.com"})

WAYS = {
    "www.zjol.com.cn": Answer(
        content_type="text/html; charset=utf-8", framing="chunked", coding="gzip"
    ),
    "zjnews.zjol.com.cn": Answer(content_type=HTML, framing="chunked", coding="gzip"),
    "china.zjol.com.cn": Answer(content_type=HTML, coding="gzip", modified=CHANGED),
    "biz.zjol.com.cn": Answer(content_type=HTML),
    "ec.zjol.com.cn": Answer(content_type="text/html;charset=UTF-8", coding="gzip"),
    "town.zjol.com.cn": Answer(
        framing="chunked",
        headers=(("content-type", HTML), ("X-Via", "cache-07"), ("x-via", "cache-11")),
    ),
    "zjtyol.zjol.com.cn": Answer(content_type=HTML, version="HTTP/1.0", framing="close"),
    "gotrip.zjol.com.cn": Answer(content_type="text/html; charset=utf-8", coding="gzip"),
    "dqnews.zjol.com.cn": Answer(content_type=HTML),
    "zjrb.zjol.com.cn": Answer(content_type="text/html; charset=utf-8"),
}
"""The answer of a host to a page, still without its body."""


def page(host: str, text: str, *, charset: str = "utf-8", status: int = 200) -> Answer:
    """A page in the manner of its host.

    :param host: full host name.
    :param text: the page.
    :param charset: codec of the bytes: ``utf-8``, or ``gb18030`` for Enorth pages, which say
        gb2312 of themselves.
    :param status: HTTP status.
    """
    way = WAYS.get(host, Answer(content_type=HTML))
    body = text.encode(charset)
    if charset != "utf-8" and way.content_type:
        way = replace(way, content_type=HTML)
    modified = way.modified if status == 200 else None
    return replace(way, body=body, status=status, modified=modified)


def file(body: bytes, content_type: str) -> Answer:
    """A picture, style sheet or script, with validators."""
    return Answer(body=body, content_type=content_type, modified=CHANGED)


def redirect(target: str, *, status: int = 302) -> Answer:
    """A redirect.

    :param target: value of ``Location``.
    :param status: 301 or 302.
    """
    body = f"<html><body><h1>{status}</h1></body></html>\n".encode()
    return Answer(status=status, content_type=HTML, headers=(("Location", target),), body=body)
