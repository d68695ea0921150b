"""Answers of hostile servers, by name; each with what is to become of its address."""

import gzip
import zlib
from dataclasses import dataclass
from typing import Any

import brotli
import zstandard

from wild_crawl import article
from wild_server import answer, redirect

HTML = b"Content-Type: text/html; charset=utf-8\r\n"
CLOSE = b"Connection: close\r\n"
OK = b"HTTP/1.1 200 OK\r\n"
ZEROS = b"\0" * (16 << 20)


@dataclass(frozen=True, slots=True)
class Hostile:
    """What is served, and what must come of it."""

    page: Any
    fate: tuple[str, str | None]
    truncated: str | None = None
    """``truncated`` of its capture; ``-`` when there must be none."""
    or_else: tuple[str, str, str] | None = None
    """State, reason and ``truncated`` that are right as well: it depends on who is faster."""

    def is_right(self, fate, truncated):
        """Is this what had to come of it?

        :param truncated: of its capture, ``-`` without one.
        """
        return (*fate, truncated) in ((*self.fate, self.truncated), self.or_else)


def coded(coding, body):
    """A small message that decodes to something enormous."""
    return answer(body, "200 OK", f"Content-Encoding: {coding}")


def endless(head, make):
    """A head, then pieces for as long as somebody reads them."""

    def page(talk):
        talk.send(head)
        for number in talk.forever():
            talk.send(make(number))
        return True

    return page


def trickle(head):
    """A head, then a byte now and then."""

    def page(talk):
        talk.send(head)
        for _ in talk.forever():
            talk.pause(0.2)
            talk.send(b"x")

    return page


def cut(message):
    """A message whose connection is closed behind it, wherever that is."""

    def page(talk):
        talk.send(message)
        return True

    return page


def reset(message):
    """A message whose connection is reset behind it."""

    def page(talk):
        talk.send(message)
        talk.pause(0.3)
        talk.reset()

    return page


def silent(talk):
    talk.pause(3600)


def deep(talk):
    """A hundred thousand elements within each other."""
    talk.send(answer(article(1, more="<div>" * 100_000)))


def million(talk):
    """A million links, all different, to other sites."""
    rows = "".join(f"<a href=//h{n}.example>" for n in range(1_000_000))
    talk.send(answer(article(2, more=rows)))


def _brotli_bomb():
    compressor = brotli.Compressor(quality=1)
    return b"".join([*(compressor.process(ZEROS) for _ in range(8)), compressor.finish()])


def _members(count):
    return gzip.compress(ZEROS, 1) * count


def _zstd_bomb():
    return zstandard.ZstdCompressor(level=1).compress(ZEROS * 4)


ARTICLE = article(7).encode()
CHUNKED = OK + HTML + b"Transfer-Encoding: chunked\r\n\r\n"
LENGTH = b"Content-Length: %d\r\n\r\n"
TOO_LARGE = ("failed", "too-large")
IN_TIME, TOO_LATE = ("failed", "too-large", "length"), ("failed", "timeout", "time")
BOMB = ("failed", "content-bomb")

PAGES = {
    # -- bombs
    "bomb-gzip": Hostile(coded("gzip", gzip.compress(ZEROS * 3, 9)), BOMB),
    "bomb-gzip-members": Hostile(coded("gzip", _members(64)), BOMB),
    "bomb-nested": Hostile(
        coded("gzip, gzip", gzip.compress(gzip.compress(ZEROS * 4, 9), 9)), BOMB
    ),
    "bomb-deflate": Hostile(coded("deflate", zlib.compress(ZEROS * 4, 9)), BOMB),
    "bomb-br": Hostile(coded("br", _brotli_bomb()), BOMB),
    "bomb-zstd": Hostile(coded("zstd", _zstd_bomb()), BOMB),
    "bomb-many-codings": Hostile(
        coded(", ".join(["gzip"] * 50), gzip.compress(ZEROS)), ("done", "not-an-article")
    ),
    # -- heads
    "head-endless": Hostile(
        endless(OK, lambda n: f"X-Filler-{n}: {'y' * 200}\r\n".encode() * 20), TOO_LARGE, "length"
    ),
    "head-one-megabyte": Hostile(
        cut(OK + b"X-Long: " + b"y" * (1 << 20) + b"\r\n" + HTML + LENGTH % 3 + b"abc"),
        TOO_LARGE,
        "length",
    ),
    "head-folded": Hostile(
        endless(OK + b"X-Long: a\r\n", lambda _: b" more\r\n" * 1000), TOO_LARGE, "length"
    ),
    "head-cookies": Hostile(
        answer(ARTICLE, "200 OK", *(f"Set-Cookie: c{n}={'v' * 40}; Path=/" for n in range(5000))),
        ("done", None),
    ),
    "head-slow": Hostile(trickle(OK + b"X-Slow: "), ("failed", "timeout"), "time"),
    "head-never": Hostile(silent, ("failed", "timeout"), "-"),
    "head-nonsense": Hostile(
        cut(b"\x00\x01\x02 hello\r\n\r\n" * 10), ("failed", "not-http"), "unspecified"
    ),
    "head-empty": Hostile(cut(b""), ("failed", "no-response"), "-"),
    "interim-endless": Hostile(
        endless(b"", lambda _: b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
        TOO_LARGE,
        "-",
        IN_TIME,
    ),
    "interim-many": Hostile(
        b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" * 50 + answer(ARTICLE), ("done", None)
    ),
    # -- bodies
    "body-endless": Hostile(
        endless(OK + HTML + CLOSE + b"\r\n", lambda _: b"<p>abc</p>" * 5000),
        TOO_LARGE,
        "length",
        TOO_LATE,
    ),
    "body-endless-chunks": Hostile(
        endless(CHUNKED, lambda _: b"10000\r\n" + b"a" * 65536 + b"\r\n"),
        TOO_LARGE,
        "length",
        TOO_LATE,
    ),
    "body-tiny-chunks": Hostile(
        endless(CHUNKED, lambda _: b"1\r\na\r\n" * 20_000), ("failed", "timeout"), "time", IN_TIME
    ),
    "body-promised": Hostile(cut(OK + HTML + LENGTH % 10**13 + b"<p>"), TOO_LARGE, "length"),
    "body-slow": Hostile(trickle(OK + HTML + LENGTH % 10**6), ("failed", "timeout"), "time"),
    "length-too-long": Hostile(
        cut(OK + HTML + LENGTH % 10**5 + ARTICLE), ("failed", "data-loss"), "disconnect"
    ),
    "length-too-short": Hostile(
        cut(OK + HTML + LENGTH % len(ARTICLE) + ARTICLE + b"HTTP/1.1 200 OK\r\n\r\nsmuggled"),
        ("done", None),
    ),
    "length-negative": Hostile(
        cut(OK + HTML + b"Content-Length: -5\r\n\r\n" + ARTICLE),
        ("failed", "bad-framing"),
        "unspecified",
    ),
    "length-twice": Hostile(
        cut(OK + HTML + b"Content-Length: 5\r\n" + LENGTH % 7 + ARTICLE),
        ("failed", "bad-framing"),
        "unspecified",
    ),
    "length-words": Hostile(
        cut(OK + HTML + b"Content-Length: many\r\n\r\n" + ARTICLE),
        ("failed", "bad-framing"),
        "unspecified",
    ),
    "chunks-bad-size": Hostile(
        cut(CHUNKED + b"zz\r\nabc\r\n"), ("failed", "bad-framing"), "unspecified"
    ),
    "chunks-huge-size": Hostile(
        cut(CHUNKED + b"ffffffffffffffff\r\nabc"), ("failed", "data-loss"), "disconnect"
    ),
    "chunks-no-end": Hostile(
        cut(CHUNKED + b"5\r\nhello\r\n"), ("failed", "data-loss"), "disconnect"
    ),
    "chunks-long-extension": Hostile(
        endless(CHUNKED, lambda _: b"5;" + b"e" * 4000), ("failed", "bad-framing"), "unspecified"
    ),
    "reset-at-once": Hostile(reset(b""), ("failed", "reset"), "-"),
    "reset-in-body": Hostile(
        reset(OK + HTML + LENGTH % 10**5 + b"<p>abc"), ("failed", "reset"), "disconnect"
    ),
    # -- redirects
    "redirect-self": Hostile(
        lambda talk: talk.send(redirect(talk.asked.path)), ("done", "redirect")
    ),
    "redirect-localhost": Hostile(redirect("http://127.0.0.1/"), ("done", "redirect")),
    "redirect-metadata": Hostile(
        redirect("http://169.254.169.254/latest/meta-data/"), ("done", "redirect")
    ),
    "redirect-ipv6": Hostile(redirect("http://[::1]/"), ("done", "redirect")),
    "redirect-decimal": Hostile(redirect("http://2130706433/"), ("done", "redirect")),
    "redirect-hex": Hostile(redirect("http://0x7f.1/"), ("done", "redirect")),
    "redirect-scheme": Hostile(redirect("file:///etc/passwd"), ("done", "redirect")),
    "redirect-long": Hostile(redirect("/" + "a" * 60_000), TOO_LARGE, "length"),
    "redirect-nonsense": Hostile(redirect("http://[:::"), ("done", None)),
    # -- pages
    "page-deep": Hostile(deep, ("done", None)),
    "page-million-links": Hostile(million, ("done", None), None, TOO_LATE),
    "page-one-line": Hostile(answer("<p>" + "一 " * 2_000_000), ("done", "not-an-article")),
    "page-attributes": Hostile(
        answer("<p " + " ".join(f"a{n}=1" for n in range(200_000)) + ">"),
        ("failed", "empty-template"),
    ),
}
"""Every page by a name, which is no part of its address."""
