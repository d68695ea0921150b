from __future__ import annotations

import hashlib

import pytest

from crawler.archive.warc.digests import EMPTY, matches, sha1


def test_a_digest_is_labelled_base32() -> None:
    assert "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ" == EMPTY == sha1(b"")


@pytest.mark.parametrize(
    "label",
    [
        sha1(b"a"),
        sha1(b"a").lower(),
        "SHA-1:" + hashlib.sha1(b"a").hexdigest(),
        "sha256:" + hashlib.sha256(b"a").hexdigest().upper(),
        "md5:" + hashlib.md5(b"a").hexdigest(),
    ],
)
def test_digests_of_others_are_understood(label: str) -> None:
    assert matches(label, b"a") is True
    assert matches(label, b"b") is False


@pytest.mark.parametrize("label", ["crc32:abcd", "sha1", "sha1:???", "sha1:" + "字" * 8, ""])
def test_digests_nobody_understands_say_nothing(label: str) -> None:
    assert matches(label, b"a") is None
