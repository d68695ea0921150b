"""A record header taken apart (WARC 1.1 sections 4 and 5.1), strictly: what is odd is noted."""

from __future__ import annotations

import re

from crawler.audit.fields import KEYS, ONCE, Note

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VERSIONS = ("WARC/1.0", "WARC/1.1")
_ENCODED_WORD = re.compile(r"=\?[A-Za-z0-9_-]{1,40}\?[BbQq]\?")
_PROFILES = re.compile(
    r"http://netpreserve\.org/warc/1\.[01]/revisit/(identical-payload-digest|server-not-modified)"
)
_HTTP_TYPES = ("response", "request", "revisit")


class Header:
    """A record header as read: the first value of each field, under its name in lower case."""

    __slots__ = ("concurrent", "fields", "id", "is_http", "length", "type", "uri", "version")

    def __init__(self, version: str, fields: dict[str, str], concurrent: list[str]) -> None:
        get = fields.get
        self.version = version
        self.fields = fields
        self.concurrent = concurrent
        """Values of all ``WARC-Concurrent-To``."""
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
        stated = get("content-type")
        calls = self.is_web if stated is None else stated[:16].lower() == "application/http"
        self.is_http = calls and self.type in _HTTP_TYPES
        """Whether the block should be an HTTP message."""

    @property
    def is_web(self) -> bool:
        """Whether ``WARC-Target-URI`` is an address of the web."""
        return (self.uri or "")[:6].lower().startswith(("http:", "https:"))

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
        known = KEYS.get(name) if colon else None
        if known is None:
            if line[:1] in (" ", "\t"):
                note("warc.field-folded", f"{key or 'a line'} continues in {line[:60]!r}")
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
