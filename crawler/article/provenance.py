"""Where a datum came from: the archived bytes, how they were decoded, and what read them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Charset:
    """How the bytes of a page became text."""

    http: str | None
    """Charset named by the HTTP header, as written."""
    meta: str | None
    """Charset named by the page, as written."""
    used: str
    """Charset that was used, for instance ``gb18030``."""
    by: str
    """What decided: ``bom``, ``validity``, ``http``, ``meta``, ``plausibility``, ``fallback``."""
    replacements: int
    """How many U+FFFD decoding put in."""
    pua: int
    """How many private-use characters are left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """The capture one page of the article was read from."""

    page: int
    """Page of the article, from 1."""
    url: str
    """``WARC-Target-URI``."""
    warcFile: str
    """Name of the WARC file below ``archive/``."""
    warcOffset: int
    """First byte of the record's gzip member in that file."""
    warcLength: int
    """Length of the member in bytes."""
    warcRecordId: str
    """``WARC-Record-ID`` with its angle brackets."""
    payloadDigest: str
    """``WARC-Payload-Digest``, with its algorithm."""
    dateDownloaded: str
    """``WARC-Date``, UTC: the instant the request was sent (zyte ``dateDownloaded``)."""
    httpStatus: int | None
    """HTTP status code of the response."""
    charset: Charset
    """How its bytes became text."""
    crawlId: str | None
    """The run that captured it, as its WARC file's ``warcinfo`` says (``isPartOf``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extractor:
    """The software that read the pages."""

    name: str
    """Name of the program."""
    version: str
    """Its version; the same captures read by the same version give the same line."""
    template: str
    """Rule set that read the body of the first page, ``general`` when none of the site fitted."""
