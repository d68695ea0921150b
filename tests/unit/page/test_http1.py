from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.page import http1
from crawler.page.http1 import entity, media_type, parse_head

HTML = b"<p>\xe4\xbd\xa0</p>"


def response(headers: bytes, body: bytes = HTML, *, start: bytes = b"HTTP/1.1 200 OK") -> bytes:
    return start + b"\r\n" + headers + b"\r\n" + body


def test_a_response_head_is_taken_apart() -> None:
    message = response(b"Server: nginx\r\nX-A:1\r\n")
    head = parse_head(message)
    assert b"HTTP/1.1 200 OK" == head.start_line
    assert ("HTTP/1.1", 200, b"OK") == (head.version, head.status, head.reason)
    assert ((b"Server", b"nginx"), (b"X-A", b"1")) == head.headers
    assert (None, b"") == (head.method, head.target)
    assert HTML == message[head.head_length :]


def test_a_request_head_is_taken_apart() -> None:
    head = parse_head(b"GET /a b?c=\xd5\xe3 HTTP/1.1\r\nHost: zjol.com.cn\r\n\r\n")
    assert ("GET", b"/a b?c=\xd5\xe3", "HTTP/1.1") == (head.method, head.target, head.version)
    assert head.status is None


@pytest.mark.parametrize(
    ("line", "version", "status", "reason"),
    [
        (b"HTTP/1.1 200", "HTTP/1.1", 200, b""),
        (b"HTTP/1.1 200 ", "HTTP/1.1", 200, b""),
        (b"HTTP/1.0 404 \xb2\xbb\xb4\xe6\xd4\xda", "HTTP/1.0", 404, b"\xb2\xbb\xb4\xe6\xd4\xda"),
        (b"HTTP/2 200", "HTTP/2", 200, b""),
        (b"http/1.1 200 fine", "http/1.1", 200, b"fine"),
        (b"HTTP/1.1  301 Moved  on", "HTTP/1.1", 301, b"Moved  on"),
        (b"HTTP/1.1 20", "HTTP/1.1", 20, b""),
        (b"HTTP/1.1 2OO OK", "", None, b""),
        (b"HTTP/1.1 200OK", "", None, b""),
        (b"HTTP/1.1", "", None, b""),
        (b"ICY 200 OK", "", None, b""),
        (b"<html>", "", None, b""),
        (b"", "", None, b""),
    ],
)
def test_status_lines_are_read_leniently(
    line: bytes, version: str, status: int | None, reason: bytes
) -> None:
    head = parse_head(response(b"", start=line))
    assert (version, status, reason) == (head.version, head.status, head.reason)


def test_fields_are_found_by_any_case_first_all_and_sole() -> None:
    head = parse_head(response(b"Via: a\r\nVIA: b\r\nETag: x\r\n"))
    assert b"a" == head.first(b"via")
    assert (b"a", b"b") == head.all(b"Via")
    assert b"x" == head.sole(b"etag")
    assert head.first(b"age") is None
    assert head.sole(b"age") is None
    with pytest.raises(ValueError, match="2 times"):
        head.sole(b"via")


def test_odd_header_lines_do_not_hide_the_others() -> None:
    head = parse_head(
        response(b"nonsense\r\nA: 1;\r\n\t2\r\nB : 3\r\nC: \xd5\xe3\xbd\xad\r\nD:\r\n: e\r\n")
    )
    assert (
        (b"A", b"1;\t2"),
        (b"B ", b"3"),
        (b"C", b"\xd5\xe3\xbd\xad"),
        (b"D", b""),
        (b"", b"e"),
    ) == head.headers
    assert b"3" == head.first(b"b")


def test_bare_line_feeds_end_lines_and_heads() -> None:
    message = b"HTTP/1.1 200 OK\nA: 1\n\n" + HTML
    assert ((b"A", b"1"),) == parse_head(message).headers
    assert HTML == entity(message)


def test_a_head_cut_short_is_all_of_the_message() -> None:
    message = b"HTTP/1.1 200 OK\r\nServer: ngi"
    head = parse_head(message)
    assert (200, len(message)) == (head.status, head.head_length)
    assert b"" == entity(message)


def test_what_is_not_http_has_what_follows_its_first_empty_line() -> None:
    assert b"" == entity(b"SSH-2.0-x\r\n")
    assert b"after" == entity(b"hello\r\n\r\nafter")
    assert b"x" == entity(b"\r\nx")


def test_content_length_cuts_the_body() -> None:
    assert b"<p>" == entity(response(b"Content-Length: 3\r\n"))
    assert b"<p>" == entity(response(b"Content-Length: 3\r\nContent-Length: 03\r\n"))
    assert b"<p>" == entity(response(b"Content-Length: 3, 3\r\n"))
    assert b"" == entity(response(b"Content-Length: 0\r\n"))


@pytest.mark.parametrize("value", [b"3, 4", b"-3", b"three", b"", b"9" * 5000, b"+3"])
def test_an_unusable_content_length_leaves_all_that_came(value: bytes) -> None:
    assert HTML == entity(response(b"Content-Length: " + value + b"\r\n"))


def test_a_close_delimited_body_is_all_that_came() -> None:
    assert HTML == entity(response(b"Connection: close\r\n"))


@pytest.mark.parametrize("status", [b"204 No Content", b"304 Not Modified", b"103 Early Hints"])
def test_some_statuses_have_no_body(status: bytes) -> None:
    assert b"" == entity(response(b"Content-Length: 9\r\n", start=b"HTTP/1.1 " + status))


def test_the_answer_to_head_has_no_body() -> None:
    assert b"" == entity(response(b"Content-Length: 9\r\n"), method="HEAD")


def test_a_request_without_framing_has_no_body() -> None:
    assert b"" == entity(b"GET / HTTP/1.1\r\n\r\nrest")
    assert b"a=1" == entity(b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\na=1")
    chunked = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na=1\r\n0\r\n\r\n"
    assert b"a=1" == entity(chunked)


CHUNKED = b"Transfer-Encoding: chunked\r\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"3\r\nabc\r\n0\r\n\r\n", b"abc"),
        (b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", b"abcde"),
        (b"3;a=b;c\r\nabc\r\n0;x\r\n\r\n", b"abc"),
        (b"3;" + b"x" * 5000 + b"\r\nabc\r\n0\r\n\r\n", b"abc"),
        (b"3\r\nabc\r\n0\r\nX-Sum: 1\r\nY: 2\r\n\r\n", b"abc"),
        (b"A\r\n0123456789\r\n0\r\n\r\n", b"0123456789"),
        (b"0003\r\nabc\r\n000\r\n\r\n", b"abc"),
        (b"3  \r\nabc\r\n0\r\n\r\n", b"abc"),
        (b"3\nabc\n0\n\n", b"abc"),
        (b"0\r\n\r\n", b""),
        (b"", b""),
        (b"5\r\nabc", b"abc"),
        (b"3\r\nabc", b"abc"),
        (b"3\r\nabc\r\n", b"abc"),
        (b"3\r\nabc\r\n1", b"abc"),
        (b"1", b""),
        (b"1;ext", b""),
        (b"3\r\nabcdef\r\n0\r\n\r\n", b"abc"),
        (b"3\r\nabc\r\nzz\r\nde\r\n", b"abc"),
        (b"ffffffffffffffff\r\nabc", b"abc"),
        (HTML, HTML),
    ],
)
def test_chunks_are_joined_as_far_as_they_go(body: bytes, expected: bytes) -> None:
    assert expected == entity(response(CHUNKED, body))


def test_chunked_wins_over_content_length() -> None:
    assert b"abc" == entity(response(CHUNKED + b"Content-Length: 1\r\n", b"3\r\nabc\r\n0\r\n\r\n"))
    gzip_too = b"Transfer-Encoding: gzip, Chunked\r\n"
    assert b"abc" == entity(response(gzip_too, b"3\r\nabc\r\n0\r\n\r\n"))


def test_a_blank_before_the_colon_frames_nothing_as_in_twisted() -> None:
    body = b"3\r\nabc\r\n0\r\n\r\n"
    assert body == entity(response(b"Transfer-Encoding : chunked\r\n", body))


def test_content_coding_is_kept() -> None:
    coded = b"\x1f\x8b\x08"
    assert coded == entity(response(b"Content-Encoding: gzip\r\nContent-Length: 3\r\n", coded))


def test_the_media_type_has_no_parameters_and_is_lower_case() -> None:
    head = parse_head(response(b"Content-Type: Text/HTML ; charset=GB2312\r\n"))
    assert "text/html" == media_type(head)
    assert "" == media_type(parse_head(response(b"")))


PIECES = st.lists(
    st.sampled_from(
        [
            b"HTTP/1.1 200 OK",
            b"GET / HTTP/1.1",
            b"\r\n",
            b"\n",
            b"\r",
            b" ",
            b"\t",
            b":",
            b"Content-Length: 5",
            b"Transfer-Encoding: chunked",
            b"5",
            b"0",
            b";",
            b"abcde",
            b"\xd5\xe3",
        ]
    )
    | st.binary(max_size=6),
    max_size=30,
).map(b"".join)


@given(PIECES, st.sampled_from(["GET", "HEAD"]))
def test_no_bytes_make_reading_fail(message: bytes, method: str) -> None:
    head = parse_head(message)
    assert 0 <= head.head_length <= len(message)
    assert len(entity(message, method=method)) <= len(message) - head.head_length
    assert entity(message, head=head) == entity(message)


@given(st.binary(max_size=300), st.integers(1, 40))
def test_any_body_survives_chunking(body: bytes, size: int) -> None:
    chunks = [body[at : at + size] for at in range(0, len(body), size)]
    framed = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
    assert body == entity(response(CHUNKED, framed + b"0\r\n\r\n"))


@pytest.mark.parametrize(
    "unit",
    [
        b"a\n",
        b"\n ",
        b" : \r\n",
        b"1\r\nx\r\n",
        b"0",
        b"1;",
        b"\r",
        b"Content-Length: 1\n",
        b"A:\n\t",
    ],
)
@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n" + CHUNKED])
@pytest.mark.timeout(60)
def test_hostile_megabytes_are_read_in_proportion_to_their_length(
    start: bytes, unit: bytes
) -> None:
    flood = unit * ((4 << 20) // len(unit))  # were anything quadratic, this would take hours
    for message in (start + flood, start + b"\r\n" + flood):
        assert len(entity(message)) <= len(message)


def test_headers_beyond_a_megabyte_are_passed_over() -> None:
    message = response(b"X: y\r\n" * 200_000 + b"Last: 1\r\n")
    head = parse_head(message)
    assert head.first(b"last") is None
    assert HTML == message[head.head_length :] == entity(message)
    assert http1.media_type(head) == ""


def test_a_chunk_line_that_never_ends_is_none() -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    line = b"5;" + b"e" * (http1.LONGEST_CHUNK_LINE - 3)
    assert b"" == http1.entity(head + line)
    assert line + b"e" == http1.entity(head + line + b"e")
