"""Labelled digests computed while the bytes go by (WARC 1.1 section 5.9)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import _Hash

_LABEL = re.compile(r"([A-Za-z0-9][A-Za-z0-9-]{0,30}):([A-Za-z0-9+/=_-]+)")
_USUAL = re.compile(r"sha1:[A-Z2-7]{32}")
_BASE32 = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHIJKLMNOPQRSTUV")
_SIZES = {"md5": 16, "sha1": 20, "sha256": 32, "sha384": 48, "sha512": 64, "sha512256": 32}


class Stated:
    """A digest that a field states, and a hash to hold against it.

    :param label: value of the field.
    """

    def __init__(self, label: str) -> None:
        self.label = label
        self.defect: str | None = None
        """Code of what is wrong with the field itself, None for nothing."""
        self.hash: _Hash | None = None
        """Is fed the bytes; None when there is nothing to hold them against."""
        self._expected = b""
        if _USUAL.fullmatch(label):
            # A number to base 32 in other digits: ten times faster than base64.b32decode.
            self._expected = int(label[5:].translate(_BASE32), 32).to_bytes(20, "big")
            self.hash = hashlib.sha1(usedforsecurity=False)
            return
        found = _LABEL.fullmatch(label)
        if found is None:
            self.defect = "warc.digest-malformed"
            return
        algorithm, value = found[1].lower().replace("-", ""), found[2]
        size = _SIZES.get(algorithm)
        if size is None:
            self.defect = "warc.digest-algorithm"
            return
        expected = _value(value, size)
        if expected is None:
            self.defect = "warc.digest-malformed"
            return
        # The annotated standard (#80, #48) wants SHA-1 in upper-case Base32, others in lower-case
        # Base16. SHA-256 in Base32 is as common (Heritrix, Browsertrix), and only a warning.
        usual = base64.b32encode(expected).decode() if algorithm == "sha1" else expected.hex()
        if found[1] != found[1].lower() or value != usual:
            self.defect = "warc.digest-form"
        self._expected = expected
        name = "sha512_256" if algorithm == "sha512256" else algorithm
        self.hash = hashlib.new(name, usedforsecurity=False)

    def fits(self, hashed: _Hash | None) -> bool:
        """Whether what was hashed has the stated digest."""
        return hashed is not None and hashed.digest() == self._expected


def _value(text: str, size: int) -> bytes | None:
    """Base32 or Base16 in any case, which writers differ in."""
    try:
        if len(text) == 2 * size:
            return binascii.unhexlify(text)
        if len(text) == -(-size // 5) * 8 or len(text.rstrip("=")) == -(-size * 8 // 5):
            bare = text.rstrip("=")
            return base64.b32decode(bare + "=" * (-len(bare) % 8), casefold=True)
    except (binascii.Error, ValueError):
        pass
    return None
