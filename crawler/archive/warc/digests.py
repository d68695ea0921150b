"""Labelled digests (WARC 1.1 section 5.9): SHA-1 in Base32, as every other archive has them."""

from __future__ import annotations

import base64
import binascii
import hashlib

_KNOWN = ("md5", "sha1", "sha256", "sha384", "sha512")


def sha1(data: bytes) -> str:
    """``sha1:`` and the Base32 of the SHA-1 of ``data``, upper case."""
    value = hashlib.sha1(data, usedforsecurity=False).digest()
    return "sha1:" + base64.b32encode(value).decode("ascii")


EMPTY = sha1(b"")
"""Digest of no bytes."""


def matches(label: str, data: bytes) -> bool | None:
    """Whether a labelled digest fits ``data``; None when its algorithm or coding is unknown.

    Values may be Base32 or Base16 in any case: writers differ.
    """
    algorithm, _, value = label.partition(":")
    algorithm = algorithm.strip().lower().replace("-", "")
    if algorithm not in _KNOWN or not value:
        return None
    expected = hashlib.new(algorithm, data, usedforsecurity=False).digest()
    try:
        if len(value) == 2 * len(expected):
            return binascii.unhexlify(value) == expected
        return base64.b32decode(value, casefold=True) == expected
    except (binascii.Error, ValueError):
        return None
