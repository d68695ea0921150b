from __future__ import annotations

import gzip
from datetime import datetime

from crawler.demo.answer import Answer, chunked, message
from crawler.demo.numbers import BEIJING

NOW = datetime(2026, 3, 17, 10, 0, 0, tzinfo=BEIJING)


def _say(answer: Answer, method: str = "GET", **headers: str) -> tuple[bytes, bytes]:
    request = {name.replace("_", "-"): value for name, value in headers.items()}
    data = message(answer, method, request, now=NOW).data
    head, _, body = data.partition(b"\r\n\r\n")
    return head, body


def test_a_plain_answer_is_these_bytes() -> None:
    expected = (
        b"HTTP/1.1 200 OK\r\nServer: zjol-demo\r\nDate: Tue, 17 Mar 2026 02:00:00 GMT\r\n"
        b"Content-Type: text/plain\r\nContent-Length: 3\r\nConnection: keep-alive\r\n\r\nabc"
    )
    answer = Answer(body=b"abc", content_type="text/plain")
    assert expected == message(answer, "GET", {}, now=NOW).data


def test_chunks_are_told_by_their_length() -> None:
    assert b"3\r\nabc\r\n0\r\n\r\n" == chunked(b"abc")
    assert b"578\r\n" + b"x" * 1400 + b"\r\n1\r\nx\r\n0\r\n\r\n" == chunked(b"x" * 1401)


def test_gzip_comes_only_to_those_who_take_it() -> None:
    answer = Answer(body=b"abc", coding="gzip")
    head, body = _say(answer)
    assert b"abc" == body
    assert b"Content-Encoding" not in head
    head, body = _say(answer, accept_encoding="gzip, deflate")
    assert b"abc" == gzip.decompress(body)
    assert b"Vary: Accept-Encoding\r\nContent-Encoding: gzip" in head


def test_matching_validators_make_a_304_without_body() -> None:
    answer = Answer(body=b"abc", modified=NOW)
    head, body = _say(answer, if_none_match=answer.etag)
    assert head.startswith(b"HTTP/1.1 304 Not Modified\r\n")
    assert b"" == body
    head, _ = _say(answer, if_modified_since="Tue, 17 Mar 2026 02:00:00 GMT")
    assert head.startswith(b"HTTP/1.1 304 ")
    head, body = _say(answer, if_none_match='"other"')
    assert head.startswith(b"HTTP/1.1 200 ")
    assert b"abc" == body


def test_head_has_the_length_and_no_body() -> None:
    head, body = _say(Answer(body=b"abc"), "HEAD")
    assert b"Content-Length: 3" in head
    assert b"" == body


def test_an_old_server_ends_the_body_with_the_connection() -> None:
    said = message(Answer(body=b"abc", version="HTTP/1.0", framing="close"), "GET", {}, now=NOW)
    assert said.closes
    assert said.data.startswith(b"HTTP/1.0 200 OK\r\n")
    assert b"Content-Length" not in said.data
    assert b"Connection" not in said.data


def test_a_short_body_promises_more_than_it_sends() -> None:
    said = message(Answer(body=b"abcdef", missing=2), "GET", {}, now=NOW)
    assert said.closes
    assert b"Content-Length: 6\r\nConnection: close\r\n\r\nabcd" in said.data
