"""A record header taken apart (WARC 1.1 sections 4 and 5.1), strictly: what is odd is noted."""

from __future__ import annotations

import re
from collections.abc import Callable

Note = Callable[[str, str], None]
"""Told the code of a defect and a sentence about it."""

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VERSIONS = ("WARC/1.0", "WARC/1.1")
_ENCODED_WORD = re.compile(r"=\?[A-Za-z0-9_-]{1,40}\?[BbQq]\?")
_PROFILES = re.compile(
    r"http://netpreserve\.org/warc/1\.[01]/revisit/(identical-payload-digest|server-not-modified)"
)
_HTTP_TYPES = ("response", "request", "revisit")
ONCE = frozenset(
    [
        "warc-record-id",
        "content-length",
        "warc-date",
        "warc-type",
        "content-type",
        "warc-block-digest",
        "warc-payload-digest",
        "warc-ip-address",
        "warc-refers-to",
        "warc-refers-to-target-uri",
        "warc-refers-to-date",
        "warc-target-uri",
        "warc-truncated",
        "warc-warcinfo-id",
        "warc-filename",
        "warc-profile",
        "warc-identified-payload-type",
        "warc-segment-number",
        "warc-segment-origin-id",
        "warc-segment-total-length",
    ]
)
_KNOWN = {
    name: name.lower()
    for name in [
        "WARC-Type",
        "WARC-Record-ID",
        "WARC-Date",
        "WARC-Target-URI",
        "WARC-IP-Address",
        "WARC-Warcinfo-ID",
        "WARC-Payload-Digest",
        "WARC-Block-Digest",
        "WARC-Concurrent-To",
        "WARC-Protocol",
        "WARC-Cipher-Suite",
        "WARC-Profile",
        "WARC-Refers-To",
        "WARC-Refers-To-Target-URI",
        "WARC-Refers-To-Date",
        "WARC-Filename",
        "WARC-Truncated",
        "WARC-Identified-Payload-Type",
        "Content-Type",
        "Content-Length",
    ]
}
"""As nearly everybody writes them, so that one look-up spares the rest."""


class Header:
    """A record header as read: the first value of each field, under its name in lower case."""

    __slots__ = ("concurrent", "fields", "id", "is_http", "length", "type", "uri", "version")

    def __init__(self, version: str, fields: dict[str, str], concurrent: list[str]) -> None:
        get = fields.get
        self.version = version
        self.fields = fields
        self.concurrent = concurrent
        """Values of every ``WARC-Concurrent-To``."""
        self.type = get("warc-type", "").lower()
        """Empty when there is none."""
        self.id = get("warc-record-id")
        """``WARC-Record-ID``."""
        uri = get("warc-target-uri")
        bracketed = uri and uri[0] == "<" and uri[-1] == ">"
        self.uri = uri[1:-1] if uri and bracketed else uri
        """``WARC-Target-URI``, without the brackets that WARC 1.0's grammar puts around it."""
        text = get("content-length", "")
        self.length = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
        """``Content-Length``, None when it is missing or no number."""
        self.is_http = self.type in _HTTP_TYPES and self._has_http(get("content-type"))
        """Whether the block should be an HTTP message."""

    def _has_http(self, stated: str | None) -> bool:
        if stated is None:
            return self.uri is not None and self.uri[:4].lower() == "http"
        return stated[:16].lower() == "application/http"

    @property
    def profile(self) -> str | None:
        """``identical-payload-digest`` or ``server-not-modified``, None for any other profile."""
        found = _PROFILES.fullmatch(self.fields.get("warc-profile", "").strip("<>"))
        return found[1] if found else None


def read(data: bytes, note: Note) -> Header:
    """Take a header apart (sections 4 and 5.1), noting what is not as it should be."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        note("warc.field-encoding", "the record header is not UTF-8")
        text = data.decode("latin-1")
    lines = text.split("\r\n")
    if text.count("\n") != len(lines) - 1:
        note("warc.line-end", "a header line ends in a bare line feed")
        lines = [line.removesuffix("\r") for line in text.split("\n")]
    version = lines[0].rstrip()
    if version not in _VERSIONS:
        note("warc.version-wrong", f"the record begins {lines[0][:40]!r}")
    fields, concurrent = _lines(lines, note)
    if "=?" in text and _ENCODED_WORD.search(text):
        note("warc.field-encoded-word", "a value holds an encoded word (RFC 2047)")
    return Header(version, fields, concurrent)


def _lines(lines: list[str], note: Note) -> tuple[dict[str, str], list[str]]:
    """The fields between the version and the empty line, and what they are concurrent to."""
    fields: dict[str, str] = {}
    concurrent: list[str] = []
    key = ""
    for line in lines[1:-2]:
        name, colon, value = line.partition(":")
        known = _KNOWN.get(name) if colon else None
        if known is None:
            if line[:1] in (" ", "\t"):
                note("warc.field-folded", f"{key or 'a line'} goes on in {line[:60]!r}")
                if key in fields:
                    fields[key] += " " + line.strip()
                continue
            if not colon or not _NAME.fullmatch(name):
                note("warc.field-malformed", f"{line[:80]!r} is no named field")
                name = name.strip()
                if not colon or not name:
                    continue
            known = name.lower()
        key, value = known, value.strip(" \t")
        if key not in fields:
            fields[key] = value
        elif key in ONCE:
            note("warc.field-repeated", f"{name} occurs again, as {value[:80]!r}")
        if key == "warc-concurrent-to":
            concurrent.append(value)
    return fields, concurrent
