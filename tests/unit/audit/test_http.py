"""The framing of a message that goes by in pieces is that of the whole message."""

import hashlib
import zlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.audit.digests import Stated
from crawler.audit.http import Chunks, Message
from crawler.page import http1

EMPTY = "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"
HEADS = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 7, 8\r\n\r\n",
    b"HTTP/1.1 200 OK\n\n",
    b"HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Type: text",
    b"SSH-2.0\r\n\r\n",
    b"",
)
chunks = st.lists(
    st.sampled_from(
        [
            b"3\r\nabc\r\n",
            b"0\r\n\r\n",
            b"2;x=y\r\nab\n",
            b" 1 \r\nz\r\n",
            b"0\r\nX: 1\r\n\r\n",
            b"g",
            b"\r\n",
            b"4\r\nab",
            b"00002\r\nab\r\n",
        ]
    ),
    max_size=8,
).map(b"".join)


def payload(message, cuts):
    stated = Stated(EMPTY)
    one, start = Message(stated), 0
    for end in [*sorted(cuts), len(message)]:
        if message[start:end]:
            one.feed(message[start:end])
        start = max(start, end)
    one.end()
    hashed, _ = one.hashes
    return hashed.digest()


@given(st.sampled_from(HEADS), chunks | st.binary(max_size=40), st.lists(st.integers(0, 120)))
@example(HEADS[0], b"3\r\nabc\r", [])
@example(HEADS[0], b"3", [])
@example(HEADS[0], b"<p>", [52])
def test_the_payload_is_the_entity_however_the_message_is_cut(head, body, cuts):
    message = head + body
    expected = http1.entity(message) if message else b""
    assert hashlib.sha1(expected).digest() == payload(message, cuts)


@pytest.mark.parametrize(
    ("body", "state"),
    [
        (b"1\r\na\r\n0\r\n\r\n", "done"),
        (b"1\r\na\r\n0\r\nX-Sum: 1\r\n\r\n", "done"),
        (b"0\r\n\r\n", "done"),
        (b"1\r\na\r\n0\r\n", "trailers"),
        (b"1\r\na\r\n", "size"),
        (b"5\r\na", "data"),
        (b"1\r\na", "gap"),
        (b"1\r\nab\r\n", "broken"),
        (b"1\r\na\r\nzz\r\n", "broken"),
        (b"<p>plain</p>", "not-chunked"),
        (b"", "size"),
        (b"1", "size"),
    ],
)
def test_how_far_a_chunked_body_got_is_known(body, state):
    for size in (1, 2, 5, 100):
        read = Chunks(lambda _: None)
        for at in range(0, len(body), size):
            read.feed(body[at : at + size])
        assert state == read.end()


@pytest.mark.parametrize(
    ("coding", "body", "named"),
    [
        (b"gzip", zlib.compress(b"a" * 99, 6, 31), None),
        (b"gzip", b"<p>not packed at all</p>", "gzip"),
        (b"deflate", zlib.compress(b"a" * 99), None),
        (b"deflate", b"<p>not packed at all</p>", "deflate"),
        (b"br", b"<p>not packed at all</p>", "br"),
        (b"zstd", b"<p>not packed at all</p>", "zstd"),
        (b"unheard", b"<p>not packed at all</p>", None),
        (b"identity", b"<p>not packed at all</p>", None),
        (b"gzip", b"", None),
    ],
)
def test_a_coding_that_the_body_does_not_have_is_named(coding, body, named):
    message = Message(None)
    message.feed(b"HTTP/1.1 200 OK\r\nContent-Encoding: " + coding + b"\r\n\r\n" + body)
    message.end()
    assert named == message.not_encoded()
