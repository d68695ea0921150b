from __future__ import annotations

import os
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from crawler.errors import ContentError, PageError
from crawler.page.content import decode

PAGE = "<p>运河两岸的灯火，一直亮到深夜。</p>".encode() * 400
LIMIT = 10_000_000


def gzip(data: bytes, wbits: int = 31) -> bytes:
    stream = zlib.compressobj(6, zlib.DEFLATED, wbits)
    return stream.compress(data) + stream.flush()


def zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)


CODED = {
    "gzip": gzip(PAGE),
    "x-gzip": gzip(PAGE),
    "GZIP": gzip(PAGE),
    "deflate": gzip(PAGE, 15),
    "br": brotli.compress(PAGE),
    "zstd": zstd(PAGE),
    "identity": PAGE,
    "": PAGE,
    "gzip, br": brotli.compress(gzip(PAGE)),
    " zstd ,, identity ,gzip": gzip(zstd(PAGE)),
}


@pytest.mark.parametrize("coding", CODED)
def test_codings_are_undone(coding: str) -> None:
    assert PAGE == decode(CODED[coding], coding, limit=LIMIT)


def test_raw_deflate_is_deflate_too() -> None:
    assert PAGE == decode(gzip(PAGE, -15), "deflate", limit=LIMIT)


def test_gzip_members_are_joined() -> None:
    assert PAGE * 3 == decode(gzip(PAGE) * 3, "gzip", limit=LIMIT)
    assert PAGE + PAGE == decode(gzip(PAGE) + gzip(b"") + gzip(PAGE), "gzip", limit=LIMIT)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
@pytest.mark.parametrize("garbage", [b"\n", b"\0" * 9, b"<!-- cache -->", b"\x1f\x8b\x08", PAGE])
def test_garbage_behind_the_stream_is_ignored(coding: str, garbage: bytes) -> None:
    assert PAGE == decode(CODED[coding] + garbage, coding, limit=LIMIT)


def test_garbage_behind_raw_deflate_is_ignored() -> None:
    assert PAGE == decode(gzip(PAGE, -15) + b"<!-- -->", "deflate", limit=LIMIT)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_torn_stream_yields_what_it_holds(coding: str) -> None:
    noise = os.urandom(200_000)
    whole = {"gzip": gzip, "deflate": lambda b: gzip(b, 15), "br": brotli.compress, "zstd": zstd}[
        coding
    ](noise)
    text = decode(whole[: len(whole) * 2 // 3], coding, limit=LIMIT)
    assert noise.startswith(text)
    assert len(text) > 0


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_wrong_checksum_does_not_lose_the_page(coding: str) -> None:
    damaged = bytearray(CODED[coding])
    damaged[-2] ^= 0xFF
    if coding == "gzip":
        damaged[-6] ^= 0xFF
    assert PAGE == decode(bytes(damaged), coding, limit=LIMIT)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "compress", "nonsense"])
def test_a_body_that_is_not_what_its_label_says_is_left_alone(coding: str) -> None:
    assert PAGE == decode(PAGE, coding, limit=LIMIT)
    assert b"<html>" == decode(b"<html>", coding, limit=LIMIT)


def test_codings_before_an_unknown_one_stay() -> None:
    assert b"other" == decode(gzip(b"other"), "other, gzip", limit=LIMIT)


def test_an_endless_list_of_codings_is_left_alone() -> None:
    assert CODED["gzip"] == decode(CODED["gzip"], "gzip," * 1000, limit=LIMIT)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_an_empty_body_is_empty(coding: str) -> None:
    assert b"" == decode(b"", coding, limit=LIMIT)


BOMB = b"\0" * 3_000_000
BOMBS = {
    "gzip": gzip(BOMB),
    "deflate": gzip(BOMB, -15),
    "br": brotli.compress(BOMB),
    "zstd": zstd(BOMB),
    "gzip, gzip": gzip(gzip(BOMB)),
}


@pytest.mark.parametrize("coding", BOMBS)
def test_a_bomb_is_refused_and_a_body_at_the_limit_is_not(coding: str) -> None:
    with pytest.raises(ContentError) as caught:
        decode(BOMBS[coding], coding, limit=len(BOMB) - 1)
    assert "content-bomb" == caught.value.code
    assert isinstance(caught.value, PageError)
    assert BOMB == decode(BOMBS[coding], coding, limit=len(BOMB))


def test_many_members_are_a_bomb_together() -> None:
    with pytest.raises(ContentError):
        decode(gzip(b"\0" * 100_000) * 40, "gzip", limit=3_900_000)


def test_a_damaged_bomb_is_a_bomb() -> None:
    with pytest.raises(ContentError):
        decode(BOMBS["deflate"][:-9] + b"\xff" * 9, "deflate", limit=1_000_000)


def test_thousands_of_tiny_members_are_read() -> None:
    assert b"ab" * 20_000 == decode(gzip(b"ab") * 20_000, "gzip", limit=LIMIT)


@given(
    st.sampled_from(["gzip", "deflate", "br", "zstd"]),
    st.integers(0, 10_000),
    st.binary(max_size=40),
)
def test_damage_anywhere_is_survived(coding: str, at: int, junk: bytes) -> None:
    coded = CODED[coding]
    at %= len(coded)
    out = decode(coded[:at] + junk + coded[at + len(junk) :], coding, limit=len(PAGE) * 4)
    assert isinstance(out, bytes)


@given(st.sampled_from(["gzip", "deflate", "br", "zstd"]), st.binary(max_size=500))
def test_no_bytes_make_decoding_fail(coding: str, body: bytes) -> None:
    assert isinstance(decode(body, coding, limit=LIMIT), bytes)
