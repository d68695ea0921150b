from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetch.capture.attempt import split_interim

FINAL = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        (b"", (b"", b"")),
        (FINAL, (b"", FINAL)),
        (HINTS + FINAL, (HINTS, FINAL)),
        (HINTS + HINTS, (HINTS + HINTS, b"")),
        (HINTS[:-2], (HINTS[:-2], b"")),
        (b"HTTP/1.1 100\n\n" + FINAL, (b"HTTP/1.1 100\n\n", FINAL)),
        (b"HTTP/1.1 100 C\nA: b\r\n\n" + FINAL, (b"HTTP/1.1 100 C\nA: b\r\n\n", FINAL)),
        (b"HTTP/1.1 1000 no\r\n\r\n", (b"", b"HTTP/1.1 1000 no\r\n\r\n")),
        (b"SSH-2.0 100 x\r\n\r\n", (b"", b"SSH-2.0 100 x\r\n\r\n")),
    ],
)
def test_leading_interim_responses_are_split_off(
    received: bytes, expected: tuple[bytes, bytes]
) -> None:
    assert expected == split_interim(received)


@given(st.lists(st.sampled_from([HINTS, b"HTTP/1.1 100 Continue\r\n\r\n"])), st.binary())
def test_no_byte_is_lost_or_moved(interim: list[bytes], rest: bytes) -> None:
    received = b"".join(interim) + rest
    first, second = split_interim(received)
    assert received == first + second
    assert first.startswith(b"".join(interim))


@pytest.mark.parametrize("interim", [HINTS, b"HTTP/1.1 100\n\n"])
def test_many_interim_responses_are_split_in_one_go(interim: bytes) -> None:
    received = interim * 50_000 + FINAL
    assert split_interim(received)[1] == FINAL
