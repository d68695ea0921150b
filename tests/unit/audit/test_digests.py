"""Labelled digests in every spelling that writers use."""

import base64
import hashlib

import pytest

from crawler.audit.digests import Stated

DATA = "湖".encode()
SHA1 = hashlib.sha1(DATA).digest()
BASE32 = base64.b32encode(SHA1).decode()


@pytest.mark.parametrize(
    ("label", "defect"),
    [
        (f"sha1:{BASE32}", None),
        (f"sha1:{BASE32.lower()}", "warc.digest-form"),
        (f"SHA-1:{BASE32}", "warc.digest-form"),
        (f"sha1:{SHA1.hex()}", "warc.digest-form"),
        (f"sha256:{hashlib.sha256(DATA).hexdigest()}", None),
        (f"sha512:{hashlib.sha512(DATA).hexdigest()}", None),
        (
            "sha256:" + base64.b32encode(hashlib.sha256(DATA).digest()).decode().rstrip("="),
            "warc.digest-form",
        ),
        ("md5:" + hashlib.md5(DATA).hexdigest(), None),
        (f"SHA-1:{SHA1.hex()}", "warc.digest-form"),
        ("sha256:" + hashlib.sha256(DATA).hexdigest().upper(), "warc.digest-form"),
    ],
)
def test_a_right_digest_fits(label, defect):
    stated = Stated(label)
    stated.hash.update(DATA)
    assert defect == stated.defect
    assert stated.fits(stated.hash)


@pytest.mark.parametrize(
    ("label", "defect"),
    [
        ("sha1:", "warc.digest-malformed"),
        ("sha1", "warc.digest-malformed"),
        (BASE32, "warc.digest-malformed"),
        (f"sha1:{BASE32[:-1]}", "warc.digest-malformed"),
        (f"sha1:{BASE32[:-1]}1", "warc.digest-malformed"),
        (f"sha1: {BASE32}", "warc.digest-malformed"),
        ("blake3:00", "warc.digest-algorithm"),
        ("crc32:abcd", "warc.digest-algorithm"),
        ("sha1:???", "warc.digest-malformed"),
        ("sha1:" + "字" * 8, "warc.digest-malformed"),
        ("", "warc.digest-malformed"),
    ],
)
def test_what_is_no_digest_is_not_compared(label, defect):
    stated = Stated(label)
    assert defect == stated.defect
    assert stated.hash is None


def test_another_digest_does_not_fit():
    stated = Stated(f"sha1:{BASE32}")
    stated.hash.update(b"another")
    assert not stated.fits(stated.hash)
