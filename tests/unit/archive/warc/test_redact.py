from __future__ import annotations

import pytest

from crawler.archive.warc.records import redact_request, redact_url
from crawler.page.http1 import parse_head


def cover(message: bytes) -> tuple[bytes, tuple[str, ...]]:
    return redact_request(message, parse_head(message).head_length)


def test_a_request_without_secrets_stays_as_it_is() -> None:
    message = b"GET / HTTP/1.1\r\nHost: a\r\nX-Cookie-Policy: none\r\nFrom: a@b.cn\r\n\r\n"
    assert (message, ()) == cover(message)


def test_values_of_secret_headers_are_covered_and_nothing_else() -> None:
    message = (
        b"POST / HTTP/1.1\r\nHost: a\r\ncookie: a=1; b=2\r\nAuthorization: Basic eDp5\r\n"
        b"Proxy-Authorization:z\r\n\r\nCookie: in the body\r\n"
    )
    covered, hidden = cover(message)
    assert (
        b"POST / HTTP/1.1\r\nHost: a\r\ncookie: **** ***\r\nAuthorization: ***** ****\r\n"
        b"Proxy-Authorization:*\r\n\r\nCookie: in the body\r\n"
    ) == covered
    assert ("cookie", "Authorization", "Proxy-Authorization") == hidden


def test_folded_secrets_are_covered_to_their_end() -> None:
    covered, _ = cover(b"GET / HTTP/1.1\r\nCookie: a=1;\r\n b=2\r\nHost: a\r\n\r\n")
    assert b"GET / HTTP/1.1\r\nCookie: ****\r\n ***\r\nHost: a\r\n\r\n" == covered


def test_user_and_password_in_the_target_are_covered() -> None:
    covered, hidden = cover(b"GET http://me:pw@a.cn/x@y HTTP/1.1\r\nHost: a.cn\r\n\r\n")
    assert b"GET http://*****@a.cn/x@y HTTP/1.1\r\nHost: a.cn\r\n\r\n" == covered
    assert ("userinfo",) == hidden


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://a.cn/?q=%D5%E3|x'", "http://a.cn/?q=%D5%E3|x'"),
        ("http://me:pw@a.cn/", "http://a.cn/"),
        ("http://a.cn/@b?c=http://d@e", "http://a.cn/@b?c=http://d@e"),
        ("http://a.cn/浙 <江>\r\n", "http://a.cn/%E6%B5%99%20%3C%E6%B1%9F%3E%0D%0A"),
        ("dns:a.cn", "dns:a.cn"),
    ],
)
def test_addresses_are_fit_for_a_record(address: str, expected: str) -> None:
    assert expected == redact_url(address)
