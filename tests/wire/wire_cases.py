"""The hostile answers, and what an exchange that met one must say about it."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass, field
from typing import Any

import brotli
import zstandard

from wire_server import Answer

PAGE = (
    "<!doctype html><meta charset=utf-8><title>潮声</title><p>"
    + "江边的灯一盏一盏亮起来，渡船靠了岸。" * 40
    + "</p>"
).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One path of the hostile server."""

    answer: Answer
    truncated: str | None = None
    error: str | None = None
    prefix: bool = False
    """Whether we stop reading, so that what is stored may be less than what was sent."""
    request: dict[str, Any] = field(default_factory=dict)
    """Arguments of the Scrapy request."""
    tries: int = 1
    """How many exchanges there must be."""


def head(*lines: bytes, status: bytes = b"HTTP/1.1 200 OK") -> bytes:
    return b"\r\n".join((status, *lines, b"", b""))


def sized(body: bytes, *lines: bytes, status: bytes = b"HTTP/1.1 200 OK") -> bytes:
    return head(*lines, b"Content-Length: %d" % len(body), status=status) + body


def chunks(body: bytes, size: int = 700, extension: bytes = b"") -> bytes:
    pieces = [body[i : i + size] for i in range(0, len(body), size)]
    return b"".join(b"%x%s\r\n%s\r\n" % (len(piece), extension, piece) for piece in pieces)


CHUNKED = b"Transfer-Encoding: chunked"
HTML = b"Content-Type: text/html; charset=utf-8"


def plain(response: bytes, **more: Any) -> Case:
    return Case(answer=Answer(response=response), **more)


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


CASES: dict[str, Case] = {
    "plain": plain(sized(PAGE, HTML)),
    "odd-case": plain(
        b"HTTP/1.1 200 OK\r\ncOnTeNt-TyPe:text/html\r\nx-zZz:   spaced  \r\n"
        b"CONTENT-LENGTH:%d\r\nX-Empty:\r\n\r\n%s" % (len(PAGE), PAGE)
    ),
    "duplicates": plain(
        sized(PAGE, b"Set-Cookie: a=1", b"Via: cdn-a", b"Set-Cookie: b=2", b"VIA: cdn-b", b"X: ")
    ),
    "gbk-header": plain(sized(PAGE, b"X-Column: " + "杭州湾".encode("gbk"))),
    "utf8-header": plain(sized(PAGE, b"X-Column: " + "杭州湾".encode())),
    "folded": plain(sized(PAGE, b"X-Long: one", b"\ttwo", b"   three")),
    "bare-lf": plain(b"HTTP/1.1 200 OK\nContent-Length: %d\nX-A: b\n\n%s" % (len(PAGE), PAGE)),
    "no-colon": plain(sized(PAGE, b"this line has no colon", HTML)),
    "odd-reason": plain(sized(PAGE, status=b"HTTP/1.1 200 It's Fine, really")),
    "gbk-reason": plain(sized(PAGE, status=b"HTTP/1.1 200 " + "好".encode("gbk"))),
    "no-reason": plain(sized(PAGE, status=b"HTTP/1.1 200")),
    "http10": Case(
        answer=Answer(response=head(HTML, status=b"HTTP/1.0 200 OK") + PAGE, closing="close")
    ),
    "chunked": plain(head(HTML, CHUNKED) + chunks(PAGE) + b"0\r\n\r\n"),
    "chunk-extensions": plain(
        head(CHUNKED)
        + chunks(PAGE, extension=b';name="' + b"v" * 300 + b'"')
        + b"0;last\r\nX-Trailer: end\r\nX-trailer: twice\r\n\r\n"
    ),
    "chunked-gzip": plain(
        head(CHUNKED, b"Content-Encoding: gzip")
        + chunks(gzip.compress(PAGE, mtime=0), size=90)
        + b"0\r\n\r\n"
    ),
    "chunked-and-length": plain(
        head(CHUNKED, b"Content-Length: 7") + chunks(PAGE) + b"000\r\n\r\n"
    ),
    "gzip": plain(sized(gzip.compress(PAGE, mtime=0), HTML, b"Content-Encoding: gzip")),
    "brotli": plain(sized(brotli.compress(PAGE), HTML, b"Content-Encoding: br")),
    "zstd": plain(sized(zstandard.compress(PAGE), HTML, b"Content-Encoding: zstd")),
    "deflate": plain(sized(raw_deflate(PAGE), HTML, b"Content-Encoding: deflate")),
    "not-gzip": plain(
        sized(PAGE, b"Content-Encoding: gzip"), request={"meta": {"dont_retry": True}}
    ),
    "until-close": Case(answer=Answer(response=head(HTML) + PAGE, closing="close")),
    "204": plain(head(b"X-A: b", status=b"HTTP/1.1 204 No Content")),
    "304": plain(
        head(b'ETag: "v1"', b"Content-Length: 999", status=b"HTTP/1.1 304 Not Modified"),
        request={"headers": {"If-None-Match": '"v1"'}},
    ),
    "404": plain(sized(PAGE, status=b"HTTP/1.1 404 Gone fishing")),
    "redirect-1": plain(sized(b"", b"Location: /redirect-2", status=b"HTTP/1.1 302 Found")),
    "early-hints": Case(
        answer=Answer(
            interim=head(b"Link: </a.css>; rel=preload", status=b"HTTP/1.1 103 Early Hints")
            + head(status=b"HTTP/1.1 102 Processing"),
            response=sized(PAGE, HTML),
        )
    ),
    "empty-200": plain(sized(b"", HTML)),
    "head": plain(head(HTML, b"Content-Length: %d" % len(PAGE)), request={"method": "HEAD"}),
    "post": plain(sized(PAGE, HTML), request={"method": "POST", "body": "问=答&" * 1500 + "end"}),
    "dribble": Case(answer=Answer(response=sized(PAGE[:400], HTML), segment=3)),
    "trailing": Case(answer=Answer(response=sized(PAGE, HTML), trailing=b"garbage\r\n" * 9)),
    "trailing-chunked": Case(
        answer=Answer(
            response=head(CHUNKED) + chunks(PAGE) + b"0\r\n\r\n",
            trailing=sized(b"smuggled", HTML),
        )
    ),
    "late": Case(answer=Answer(response=sized(PAGE, HTML), late=b"garbage after a while")),
    "flaky": plain(sized(PAGE, HTML), tries=3),
    "short": Case(
        answer=Answer(response=sized(PAGE, HTML)[:-500], closing="close"),
        truncated="disconnect",
        error="data-loss",
    ),
    "cut-chunk": Case(
        answer=Answer(response=head(CHUNKED) + chunks(PAGE)[:-300], closing="close"),
        truncated="disconnect",
        error="data-loss",
    ),
    "no-last-chunk": Case(
        answer=Answer(response=head(CHUNKED) + chunks(PAGE), closing="close"),
        truncated="disconnect",
        error="data-loss",
    ),
    "reset": Case(
        answer=Answer(response=sized(PAGE, HTML)[:-500], closing="reset"),
        truncated="disconnect",
        error="reset",
    ),
    "reset-until-close": Case(
        answer=Answer(response=head(HTML) + PAGE, closing="reset"),
        truncated="disconnect",
        error="reset",
    ),
    "cut-head": Case(
        answer=Answer(response=b"HTTP/1.1 200 OK\r\nContent-Ty", closing="close"),
        truncated="disconnect",
        error="data-loss",
    ),
    "no-answer": Case(answer=Answer(closing="close"), error="no-response"),
    "not-http": Case(
        answer=Answer(response=b"SSH-2.0-OpenSSH_9.9\r\n" + b"\x00\xff" * 40, closing="close"),
        truncated="unspecified",
        error="not-http",
        prefix=True,
    ),
    "lengths": Case(
        answer=Answer(
            response=head(b"Content-Length: 10", b"Content-Length: 12") + b"0123456789ab"
        ),
        truncated="unspecified",
        error="bad-framing",
        prefix=True,
    ),
    "bad-chunk": Case(
        answer=Answer(response=head(CHUNKED) + chunks(PAGE[:700]) + b"zz\r\noops\r\n"),
        truncated="unspecified",
        error="bad-framing",
        prefix=True,
    ),
    "bad-header": Case(
        answer=Answer(response=sized(PAGE, b"X Spaced : value")),
        truncated="unspecified",
        error="bad-header",
        prefix=True,
    ),
    "unknown-coding": Case(
        answer=Answer(response=head(b"Transfer-Encoding: gzip") + PAGE),
        truncated="unspecified",
        error="bad-framing",
        prefix=True,
    ),
    "hang-body": Case(
        answer=Answer(response=sized(PAGE, HTML)[:-500], closing="hang"),
        truncated="time",
        error="timeout",
        request={"meta": {"download_timeout": 1}},
    ),
    "hang-head": Case(
        answer=Answer(response=b"HTTP/1.1 200 OK\r\nX-", closing="hang"),
        truncated="time",
        error="timeout",
        request={"meta": {"download_timeout": 1}},
    ),
    "hang": Case(
        answer=Answer(closing="hang"),
        error="timeout",
        request={"meta": {"download_timeout": 1}},
    ),
    "too-large": Case(
        answer=Answer(response=sized(PAGE * 40, HTML)),
        truncated="length",
        error="too-large",
        prefix=True,
        request={"meta": {"download_maxsize": 1000}},
    ),
    "too-large-chunked": Case(
        answer=Answer(response=head(CHUNKED) + chunks(PAGE * 400) + b"0\r\n\r\n"),
        truncated="length",
        error="too-large",
        prefix=True,
        request={"meta": {"download_maxsize": 1000}},
    ),
    "endless-head": Case(
        answer=Answer(response=b"HTTP/1.1 200 OK\r\n" + b"X-Again: and again\r\n" * 100_000),
        truncated="length",
        error="too-large",
        prefix=True,
        request={"meta": {"download_maxsize": 1000}},
    ),
    "stop-head": Case(
        answer=Answer(response=sized(PAGE * 400, HTML)),
        truncated="unspecified",
        error="stopped",
        prefix=True,
    ),
    "stop-body": Case(
        answer=Answer(response=sized(PAGE * 400, HTML)),
        truncated="unspecified",
        error="stopped",
        prefix=True,
    ),
}
TLS_CASES: dict[str, Case] = {
    "no-close-notify": Case(
        answer=Answer(response=head(HTML) + PAGE, closing="drop"),
        truncated="disconnect",
        error="reset",
    ),
}
FOLLOW_UPS: dict[str, Answer] = {
    "silent-1": Answer(response=sized(PAGE, HTML)),
    # Closed, so that each case begins on a connection of its own.
    "robots.txt": Answer(
        response=sized(b"User-agent: *\nDisallow: /never/\n", b"Connection: close"),
        closing="close",
    ),
    "redirect-2": Answer(
        response=sized(b"moved", b"Location: /redirect-3", status=b"HTTP/1.1 301 Moved")
    ),
    "redirect-3": Answer(response=sized(PAGE, HTML)),
}
MIXED = ("plain", "chunked", "204", "gzip", "empty-200", "chunk-extensions", "head", "404")


def script(path: str, nth: int, count: int) -> Answer:
    """The hostile server: see ``wire_server.Script``."""
    name = path.strip("/").split("?")[0]
    if name == "flaky" and count < 3:
        return Answer(response=sized(b"busy", status=b"HTTP/1.1 503 Not now"))
    if name == "silent-2":
        # A connection that was reused is dead: the client must send the request again.
        return Answer(closing="drop") if nth > 1 else Answer(response=sized(PAGE, HTML))
    if name.startswith("mixed/"):
        name = MIXED[int(name.removeprefix("mixed/")) % len(MIXED)]
    if name in FOLLOW_UPS:
        return FOLLOW_UPS[name]
    return (CASES.get(name) or TLS_CASES[name]).answer
