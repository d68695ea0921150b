"""How each host speaks HTTP: framing, coding, headers. Every host has its own way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from crawler.demo import pictures
from crawler.demo.answer import Answer
from crawler.demo.numbers import BEIJING

CHANGED = datetime(2026, 3, 1, 8, 0, 0, tzinfo=BEIJING)
"""When the files of the resource hosts last changed."""
HTML = "text/html"
WAYS = {
    "www": Answer(content_type="text/html; charset=utf-8", framing="chunked", coding="gzip"),
    "zjnews": Answer(content_type=HTML, framing="chunked", coding="gzip"),
    "china": Answer(content_type=HTML, coding="gzip", modified=CHANGED),
    "ec": Answer(content_type="text/html;charset=UTF-8", coding="gzip"),
    "town": Answer(
        framing="chunked",
        headers=(("content-type", HTML), ("X-Via", "cache-07"), ("x-via", "cache-11")),
    ),
    "zjtyol": Answer(content_type=HTML, version="HTTP/1.0", framing="close"),
    "gotrip": Answer(content_type="text/html; charset=utf-8", coding="gzip"),
    "zjrb": Answer(content_type="text/html; charset=utf-8"),
}
"""What a host of zjol answers to a page, still without a body."""
Resource = tuple[str, Callable[[], Answer]]
"""An absolute ``http:`` address and what makes its answer."""


def page(host: str, text: str, *, status: int = 200) -> Answer:
    """A page in the manner of its host.

    Pages that say gb2312 of themselves are GB 18030, all others UTF-8.

    :param host: full host name.
    """
    way = WAYS.get(host.removesuffix(".zjol.com.cn"), Answer(content_type=HTML))
    old = "charset=gb2312" in text
    return replace(
        way,
        body=text.encode("gb18030" if old else "utf-8"),
        status=status,
        content_type=HTML if old and way.content_type else way.content_type,
        modified=way.modified if status == 200 else None,
    )


def page_at(url: str, text: Callable[..., str], *arguments: object, **named: object) -> Resource:
    """A page that is made when it is first asked for.

    :param text: makes it from the further arguments.
    """
    host = urlsplit(url).netloc
    return url, lambda: page(host, text(*arguments, **named))


def file(body: bytes, content_type: str) -> Answer:
    """A picture, style sheet or script, with validators."""
    return Answer(body=body, content_type=content_type, modified=CHANGED)


def picture(url: str) -> Answer:
    """The picture at an address, which says whether it is a PNG or a JPEG."""
    mosaic = pictures.landscape(url)
    if url.endswith(".png"):
        return file(pictures.png(mosaic), "image/png")
    return file(pictures.jpeg(mosaic), "image/jpeg")


def big_picture(url: str) -> Answer:
    """Quirk: a PNG of half a megabyte that calls itself a JPEG, as editors upload them."""
    return file(pictures.grainy(url, tile=16), "image/jpeg")


def redirect(url: str, target: str, *, status: int = 302) -> Resource:
    """A redirect, with status 301 or 302.

    :param target: value of ``Location``.
    """
    body = f"<html><body><h1>{status}</h1></body></html>\n".encode()
    answer = Answer(status=status, content_type=HTML, headers=(("Location", target),), body=body)
    return url, lambda: answer
