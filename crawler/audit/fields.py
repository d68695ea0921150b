"""The fields of a record header, held against WARC 1.1 section 5 (items W1–W18, R1–R10)."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from ipaddress import ip_address

from crawler.audit.header import Header, Note

_DATE = re.compile(
    r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?Z)?)?)?"
)
_OFFSET = re.compile(r"[0-9T:.-]+(?:[+-][0-9]{2}:?[0-9]{2})?")
_ID = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]+>")
_UUID = re.compile(r"<urn:uuid:[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}>")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-;=?-~]+")
_LAX = re.compile(r"""["\\^`{}|]|%(?![0-9A-Fa-f]{2})""")
_BRACKETS = re.compile(r"[^:/]+://[^/?#]*[/?#][^\[\]]*[\[\]]")
_TYPES = frozenset(
    [
        "warcinfo",
        "response",
        "resource",
        "request",
        "metadata",
        "revisit",
        "conversion",
        "continuation",
    ]
)
_WITH_TARGET = frozenset(
    ["response", "resource", "request", "revisit", "conversion", "continuation"]
)
_ONLY_ON = {
    "warc-refers-to": {"metadata", "revisit", "conversion"},
    "warc-refers-to-target-uri": {"revisit"},
    "warc-refers-to-date": {"revisit"},
    "warc-filename": {"warcinfo"},
    "warc-segment-origin-id": {"continuation"},
    "warc-segment-total-length": {"continuation"},
}
_NOT_ON = {
    "warc-concurrent-to": {"warcinfo", "conversion", "continuation"},
    "warc-ip-address": {"warcinfo", "conversion", "continuation"},
    "warc-target-uri": {"warcinfo"},
    "warc-warcinfo-id": {"warcinfo"},
    "warc-payload-digest": {"warcinfo", "metadata"},
}
_MISPLACED = {
    kind: frozenset(
        [name for name, kinds in _ONLY_ON.items() if kind not in kinds]
        + [name for name, kinds in _NOT_ON.items() if kind in kinds]
    )
    for kind in _TYPES
}
_REASONS = ("length", "time", "disconnect", "unspecified")
_REFERENCES = ("warc-refers-to", "warc-warcinfo-id", "warc-segment-origin-id")
_EXPECTED_TYPE = {
    "response": "application/http;msgtype=response",
    "request": "application/http;msgtype=request",
    "revisit": "application/http;msgtype=response",
}


def check(header: Header, note: Note) -> None:
    """Hold the fields against the sections that define them."""
    _mandatory(header, note)
    _date(header, note)
    _type(header, note)
    _target(header, note)
    _content_type(header, note)
    _address(header, note)
    _references(header, note)
    reason = header.fields.get("warc-truncated")
    if reason is not None and reason not in _REASONS:
        note("warc.truncated-reason", f"WARC-Truncated is {reason!r}")
    if header.type == "revisit":
        _revisit(header, note)
    if "warc-segment-number" in header.fields or header.type == "continuation":
        _segment(header, note)


def _date(header: Header, note: Note) -> None:
    date = header.fields.get("warc-date")
    if date is not None and (code := _date_defect(date, header.version)):
        note(code, f"WARC-Date is {date!r}")


def _type(header: Header, note: Note) -> None:
    """Section 5.5, and which fields each type may have."""
    kind, fields = header.type, header.fields
    if kind not in _TYPES:
        if kind:
            note("warc.type-unknown", f"WARC-Type is {kind!r}")
        return
    if not _MISPLACED[kind].isdisjoint(fields):
        for name in sorted(_MISPLACED[kind].intersection(fields)):
            note("warc.field-misplaced", f"{name} on a {kind} record")


def _references(header: Header, note: Note) -> None:
    """Fields that name records; IIPC recommendations 9 and 10."""
    fields = header.fields
    for name in _REFERENCES:
        if name in fields and not _is_reference(fields[name]):
            note("warc.reference-malformed", f"{name} is {fields[name][:80]!r}")
    for named in header.concurrent:
        if not _is_reference(named):
            note("warc.reference-malformed", f"warc-concurrent-to is {named[:80]!r}")
    if header.type == "warcinfo":
        if "warc-filename" not in fields:
            note("warc.filename-missing", "the warcinfo record has no WARC-Filename")
    elif "warc-warcinfo-id" not in fields:
        note("warc.warcinfo-id-missing", "the record has no WARC-Warcinfo-ID")


@lru_cache(1024)
def _is_reference(text: str) -> bool:
    return _ID.fullmatch(text) is not None


def _mandatory(header: Header, note: Note) -> None:
    """Sections 5.2 to 5.5: the four fields of every record."""
    fields = header.fields
    record_id = fields.get("warc-record-id")
    if record_id is None:
        note("warc.record-id-missing", "the record has no WARC-Record-ID")
    elif not _UUID.fullmatch(record_id) and (
        not _ID.fullmatch(record_id) or record_id.lower().startswith("<urn:uuid:")
    ):
        note("warc.record-id-malformed", f"WARC-Record-ID is {record_id[:80]!r}")
    if "content-length" not in fields:
        note("warc.content-length-missing", "the record has no Content-Length")
    elif header.length is None:
        says = f"Content-Length is {fields['content-length'][:40]!r}"
        note("warc.content-length-malformed", says)
    if "warc-date" not in fields:
        note("warc.date-missing", "the record has no WARC-Date")
    if not header.type:
        note("warc.type-missing", "the record has no WARC-Type")


@lru_cache(1024)
def _date_defect(date: str, version: str) -> str | None:
    if not _DATE.fullmatch(date):
        return "warc.date-not-utc" if _OFFSET.fullmatch(date) else "warc.date-malformed"
    if version == "WARC/1.0" and len(date) != 20:
        return "warc.date-too-precise" if "." in date else "warc.date-malformed"
    parts = date.rstrip("Z").partition(".")[0]
    try:
        datetime.fromisoformat((parts + "-01-01"[len(parts) - 4 :])[:19])
    except ValueError:
        return "warc.date-malformed"
    return None


def _target(header: Header, note: Note) -> None:
    """Section 5.14, RFC 3986."""
    uri = header.fields.get("warc-target-uri")
    if uri is None:
        if header.type in _WITH_TARGET:
            note("warc.target-uri-missing", f"a {header.type} record without WARC-Target-URI")
        return
    defect = _uri_defect(uri)
    if defect == "warc.target-uri-brackets" and header.version == "WARC/1.0":
        defect = _uri_defect(uri[1:-1])  # the grammar of WARC 1.0 has the brackets
    if defect is not None:
        note(defect, f"WARC-Target-URI is {uri[:200]!r}")


@lru_cache(1024)
def _uri_defect(uri: str) -> str | None:
    if uri[:1] == "<" and uri[-1:] == ">":
        return "warc.target-uri-brackets"
    if not _URI.fullmatch(uri):
        return "warc.target-uri-malformed"
    lax = _LAX.search(uri) or _BRACKETS.match(uri)  # brackets belong to IPv6 hosts only
    return "warc.target-uri-lax" if lax else None


def _content_type(header: Header, note: Note) -> None:
    """Section 5.6: the type of the block, whatever the type of the payload."""
    kind, length = header.type, header.length
    stated = header.fields.get("content-type")
    if stated is None:
        if length:
            note("warc.content-type-missing", "the record has a block and no Content-Type")
        return
    if stated == _EXPECTED_TYPE.get(kind):
        return
    folded = stated.lower().replace(" ", "").replace('"', "")
    is_web = (header.uri or "").lower().startswith(("http:", "https:"))
    if kind == "resource" and is_web and folded.startswith("application/http"):
        note("warc.content-type-wrong", "a resource record whose block is called application/http")
    elif kind in _EXPECTED_TYPE and is_web and length:
        if not folded.startswith(_EXPECTED_TYPE[kind]):
            note("warc.content-type-wrong", f"Content-Type of a {kind} is {stated[:80]!r}")
    elif kind == "warcinfo" and not folded.startswith("application/warc-fields"):
        note("warc.content-type-wrong", f"Content-Type of warcinfo is {stated[:80]!r}")
    elif kind == "response" and (header.uri or "").startswith("dns:") and folded != "text/dns":
        note("warc.content-type-wrong", f"Content-Type of a DNS answer is {stated[:80]!r}")


def _address(header: Header, note: Note) -> None:
    """Section 5.10."""
    text = header.fields.get("warc-ip-address")
    if text is None:
        if header.type == "response" and (header.uri or "").lower().startswith("http"):
            note("warc.ip-address-missing", "the response has no WARC-IP-Address")
        return
    canonical = _canonical_address(text)
    if canonical is None:
        note("warc.ip-address-malformed", f"WARC-IP-Address is {text[:60]!r}")
    elif canonical != text:
        note("warc.ip-address-form", f"WARC-IP-Address is {text!r}, in RFC 5952 {canonical!r}")


@lru_cache(1024)
def _canonical_address(text: str) -> str | None:
    try:
        return str(ip_address(text))
    except ValueError:
        return None


def _revisit(header: Header, note: Note) -> None:
    """Sections 5.18 and 6.7."""
    fields = header.fields
    if "warc-profile" not in fields:
        note("warc.profile-missing", "a revisit without WARC-Profile")
    elif header.profile is None:
        note("warc.profile-unknown", f"WARC-Profile is {fields['warc-profile'][:100]!r}")
    elif header.profile == "identical-payload-digest" and "warc-payload-digest" not in fields:
        note("warc.revisit-digest-missing", "an identical-payload revisit without payload digest")
    names = ("warc-refers-to", "warc-refers-to-target-uri", "warc-refers-to-date")
    if missing := [name for name in names if name not in fields]:
        note("warc.revisit-reference-missing", f"a revisit without {', '.join(missing)}")
    if header.length == 0:
        note("warc.revisit-head-missing", "a revisit without the head of the response")


def _segment(header: Header, note: Note) -> None:
    """Section 7."""
    number = header.fields.get("warc-segment-number", "")
    continues = header.type == "continuation"
    if not (number.isascii() and number.isdigit()) or (int(number[:9]) < 2) == continues:
        says = f"WARC-Segment-Number of a {header.type or 'record'} is {number!r}"
        note("warc.segment-malformed", says)
    elif continues and "warc-segment-origin-id" not in header.fields:
        note("warc.segment-malformed", "a continuation without WARC-Segment-Origin-ID")
