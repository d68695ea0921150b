from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.archive.warc.fields import (
    EMPTY_DIGEST,
    Fields,
    escape,
    parse,
    serialise,
    sha1,
    unescape,
)


def test_fields_survive_being_written_and_read() -> None:
    pairs = (("via", "http://zjol.com.cn/"), ("hopsFromSeed", ""), ("operator", "某馆 <a@b>"))
    assert pairs == parse(serialise(pairs)).pairs


def test_a_value_cannot_begin_another_field() -> None:
    assert b"a: b c: d\r\n" == serialise([("a", "b\r\nc: d")])


def test_folded_lines_are_joined_and_the_empty_line_ends_the_fields() -> None:
    assert (("A", "1 2 3"), ("B", "4")) == parse(b"A: 1\r\n 2\r\n\t3\nB:4\nx\n\nC: 5\r\n").pairs


def test_bytes_that_are_no_utf_8_are_read_all_the_same() -> None:
    assert (("A", "\xd5\xe3"),) == parse(b"A: \xd5\xe3\r\n").pairs


def test_fields_are_found_by_any_case_first_all_and_sole() -> None:
    fields = Fields((("WARC-Type", "response"), ("X", "1"), ("x", "2")))
    assert "response" == fields.first("warc-type")
    assert "response" == fields.sole("WARC-TYPE")
    assert ("1", "2") == fields.all("X")
    assert fields.first("y") is None
    assert fields.sole("y") is None
    with pytest.raises(ValueError, match="2 times"):
        fields.sole("x")


@given(st.binary(max_size=80))
def test_escaped_bytes_come_back(data: bytes) -> None:
    text = escape(data)
    assert text.isascii()
    assert "" == text or text.isprintable()
    assert data == unescape(text)


@given(st.binary(max_size=200))
def test_no_bytes_make_reading_fail(data: bytes) -> None:
    parse(data)


def test_a_digest_is_labelled_base32() -> None:
    assert "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ" == EMPTY_DIGEST == sha1(b"")
