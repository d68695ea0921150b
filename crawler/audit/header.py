"""A record header taken apart (WARC 1.1 sections 4 and 5.1) and held against the rules for its
fields, strictly: what is odd is noted."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from ipaddress import ip_address
from typing import NamedTuple

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


Note = Callable[[str, str], None]
"""Takes the code of a defect and a sentence about it."""

_DATE = re.compile(
    r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?Z)?)?)?"
)
_OFFSET = re.compile(r"[0-9T:.-]+(?:[+-][0-9]{2}:?[0-9]{2})?")
_ID = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]+>")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-;=?-~]+")
_LAX = re.compile(r"""["\\^`{}|]|%(?![0-9A-Fa-f]{2})""")
_BRACKETS = re.compile(r"[^:/]+://[^/?#]*[/?#][^\[\]]*[\[\]]")
_EXPECTED_TYPE = {
    "response": "application/http;msgtype=response",
    "request": "application/http;msgtype=request",
    "revisit": "application/http;msgtype=response",
}


_Value = Callable[[str, str, str], str | None]
"""A value, the version and the type of its record -> code of what is wrong with it."""


def _like(pattern: str, code: str) -> _Value:
    matches = re.compile(pattern).fullmatch
    return lambda value, version, kind: None if matches(value) else code


def _type(value: str, version: str, kind: str) -> str | None:
    if kind in _TYPES:
        return None
    return "warc.type-unknown" if kind else "warc.type-missing"


@lru_cache(1024)
def _date(value: str, version: str, kind: str) -> str | None:
    if not _DATE.fullmatch(value):
        return "warc.date-not-utc" if _OFFSET.fullmatch(value) else "warc.date-malformed"
    if version == "WARC/1.0" and len(value) != 20:
        return "warc.date-too-precise" if "." in value else "warc.date-malformed"
    parts = value.rstrip("Z").partition(".")[0]
    try:
        datetime.fromisoformat((parts + "-01-01"[len(parts) - 4 :])[:19])
    except ValueError:
        return "warc.date-malformed"
    return None


@lru_cache(1024)
def _target(value: str, version: str, kind: str) -> str | None:
    """Section 5.14, RFC 3986."""
    if value[:1] == "<" and value[-1:] == ">":
        if version != "WARC/1.0":
            return "warc.target-uri-brackets"
        value = value[1:-1]  # the grammar of WARC 1.0 has the brackets
    if not _URI.fullmatch(value):
        return "warc.target-uri-malformed"
    lax = _LAX.search(value) or _BRACKETS.match(value)  # brackets belong to IPv6 hosts only
    return "warc.target-uri-lax" if lax else None


@lru_cache(1024)
def _address(value: str, version: str, kind: str) -> str | None:
    """Section 5.10, RFC 5952."""
    try:
        return None if str(ip_address(value)) == value else "warc.ip-address-form"
    except ValueError:
        return "warc.ip-address-malformed"


def _segment(value: str, version: str, kind: str) -> str | None:
    """Section 7."""
    is_number = value.isascii() and value.isdigit()
    fits = is_number and (int(value[:9]) >= 2) == (kind == "continuation")
    return None if fits else "warc.segment-malformed"


# -- the table ----------------------------------------------------------------------------------


def _types(names: str) -> frozenset[str]:
    return frozenset(names.split())


_TYPES = _types("warcinfo response resource request metadata revisit conversion continuation")
_EVERY = _TYPES | {""}
"""The empty string stands for a type that the standard does not know."""
_INFO, _REVISIT, _CONTINUED = _types("warcinfo"), _types("revisit"), _types("continuation")
_EXCHANGED = _types("response resource request metadata revisit")
_REFERRING = _types("metadata revisit conversion")
_NO_INFO = _EVERY - _INFO
_TARGETED = _TYPES - {"warcinfo", "metadata"}
_LENGTH = _like("[0-9]{1,15}", "warc.content-length-malformed")
_REASON = _like("length|time|disconnect|unspecified", "warc.truncated-reason")
_REFERENCE = _like(_ID.pattern, "warc.reference-malformed")
_RECORD_ID = _like(
    r"<urn:uuid:[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}>"
    rf"|(?!(?i:<urn:uuid:)){_ID.pattern}",
    "warc.record-id-malformed",
)
_UNREFERRED = "warc.revisit-reference-missing"
_UNSEGMENTED = "warc.segment-malformed"


class _Field(NamedTuple):
    name: str
    missing: str = ""
    """Code for a record that must have the field and has it not."""
    must: frozenset[str] = _EVERY
    """Record types that must have it, where ``missing`` is set."""
    may: frozenset[str] = _EVERY
    """Record types that may have it; of unknown types, all may."""
    value: _Value | None = None
    once: bool = True


_TABLE = (
    _Field("WARC-Record-ID", "warc.record-id-missing", value=_RECORD_ID),
    _Field("Content-Length", "warc.content-length-missing", value=_LENGTH),
    _Field("WARC-Date", "warc.date-missing", value=_date),
    _Field("WARC-Type", "warc.type-missing", value=_type),
    _Field("Content-Type"),
    _Field("WARC-Concurrent-To", may=_EXCHANGED, once=False),
    _Field("WARC-Block-Digest"),
    _Field("WARC-Payload-Digest", may=_EVERY - {"warcinfo", "metadata"}),
    _Field("WARC-IP-Address", may=_EXCHANGED, value=_address),
    _Field("WARC-Refers-To", _UNREFERRED, _REVISIT, _REFERRING, _REFERENCE),
    _Field("WARC-Refers-To-Target-URI", _UNREFERRED, _REVISIT, _REVISIT),
    _Field("WARC-Refers-To-Date", _UNREFERRED, _REVISIT, _REVISIT),
    _Field("WARC-Target-URI", "warc.target-uri-missing", _TARGETED, _NO_INFO, _target),
    _Field("WARC-Truncated", value=_REASON),
    _Field("WARC-Warcinfo-ID", "warc.warcinfo-id-missing", _NO_INFO, _NO_INFO, _REFERENCE),
    _Field("WARC-Filename", "warc.filename-missing", _INFO, _INFO),
    _Field("WARC-Profile", "warc.profile-missing", _REVISIT),
    _Field("WARC-Identified-Payload-Type"),
    _Field("WARC-Segment-Number", _UNSEGMENTED, _CONTINUED, value=_segment),
    _Field("WARC-Segment-Origin-ID", _UNSEGMENTED, _CONTINUED, _CONTINUED, _REFERENCE),
    _Field("WARC-Segment-Total-Length", may=_CONTINUED),
    _Field("WARC-Protocol", once=False),
    _Field("WARC-Cipher-Suite", once=False),
)
KEYS = {field.name: field.name.lower() for field in _TABLE}
"""The known fields as nearly all writers spell them, and the keys they are looked up by."""
ONCE = frozenset(KEYS[field.name] for field in _TABLE if field.once)
"""Keys of the fields that may occur once."""
_KNOWN = frozenset(KEYS.values())


@lru_cache(256)
def _of_these(
    kind: str, keys: tuple[str, ...]
) -> tuple[list[tuple[str, str]], list[tuple[str, str, _Value]]]:
    """What the table says of records of one type that have the same known fields.

    :returns: code and sentence of what is wrong whatever the values are; then key, name and check
        of the values.
    """
    there = [field for field in _TABLE if KEYS[field.name] in keys]
    missing: dict[str, list[str]] = {}
    for field in _TABLE:
        if field.missing and kind in field.must and field not in there:
            missing.setdefault(field.missing, []).append(field.name)
    wrong = [(code, f"the record has no {', '.join(names)}") for code, names in missing.items()]
    misplaced = [field.name for field in there if kind and kind not in field.may]
    wrong += [("warc.field-misplaced", f"{name} on a {kind} record") for name in misplaced]
    return wrong, [(KEYS[field.name], field.name, field.value) for field in there if field.value]


def check(header: Header, note: Note) -> None:
    """Hold a header against the table, and against what is demanded of one type or content."""
    kind, fields = header.type, header.fields
    keys = tuple(filter(_KNOWN.__contains__, fields))
    wrong, values = _of_these(kind if kind in _TYPES else "", keys)
    for code, says in wrong:
        note(code, says)
    for key, name, defect in values:
        if found := defect(fields[key], header.version, kind):
            note(found, f"{name} is {fields[key][:200]!r}")
    for value in header.concurrent:
        if not _ID.fullmatch(value):
            note("warc.reference-malformed", f"WARC-Concurrent-To is {value[:200]!r}")
    _content_type(header, note)
    if kind == "response" and "warc-ip-address" not in fields and header.is_web:
        note("warc.ip-address-missing", "the response has no WARC-IP-Address")
    if kind == "revisit":
        _revisit(header, note)


def _content_type(header: Header, note: Note) -> None:
    """Section 5.6: the type of the block, whatever the type of the payload."""
    kind, stated = header.type, header.fields.get("content-type")
    expected = _EXPECTED_TYPE.get(kind)
    if stated is None:
        if header.length:
            note("warc.content-type-missing", "the record has a block and no Content-Type")
        return
    if stated == expected:
        return
    folded = stated.lower().replace(" ", "").replace('"', "")
    if expected is not None and header.is_web and header.length:
        wrong = not folded.startswith(expected)
    elif kind == "resource":
        wrong = header.is_web and folded.startswith("application/http")
    elif kind == "warcinfo":
        wrong = not folded.startswith("application/warc-fields")
    else:
        is_dns = kind == "response" and (header.uri or "").startswith("dns:")
        wrong = is_dns and folded != "text/dns"
    if wrong:
        note("warc.content-type-wrong", f"Content-Type of a {kind} is {stated[:80]!r}")


def _revisit(header: Header, note: Note) -> None:
    """Section 6.7."""
    profile = header.fields.get("warc-profile")
    if profile is not None and header.profile is None:
        note("warc.profile-unknown", f"WARC-Profile is {profile[:200]!r}")
    elif (
        header.profile == "identical-payload-digest" and "warc-payload-digest" not in header.fields
    ):
        note("warc.revisit-digest-missing", "an identical-payload revisit without payload digest")
    if header.length == 0:
        note("warc.revisit-head-missing", "a revisit without the head of the response")
