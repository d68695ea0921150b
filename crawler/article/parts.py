"""The parts of the record that no page holds: what follows from the body, and where it came from.
What pages say is in ``crawler.reading.parts``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from crawler.reading.parts import Charset


@dataclass(frozen=True, slots=True, kw_only=True)
class Pagination:
    """How many pages the article was split into (schema.org ``pagination``)."""

    pages: int
    """How many pages there are, as far as any captured page tells."""
    complete: bool
    """True when every one of them was captured and is part of this record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordCount:
    """The length of ``articleBody``."""

    chars: int
    """Characters that are not white space."""
    cjk: int
    """Han characters among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dedupe:
    """Keys by which copies of the text are found."""

    textSha256: str
    """SHA-256 in hexadecimal over the canonical key of ``articleBody`` without page furniture:
    equal for equal texts, whatever their white space, width of punctuation or layout."""
    simhash64: str | None
    """Reserved for the dataset; null in article lines."""
    clusterId: str | None
    """Cluster of near copies; null in article lines, it depends on other articles."""
    relation: Literal["original", "reprint", "excerpt"] | None
    """Relation to the cluster's first article; null in article lines."""
    of: str | None
    """``id`` of the article it repeats; null in article lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """How many strings in ``articleBody`` look like personal data. They are left in place."""

    phone: int
    """Mobile numbers of mainland China: eleven digits, 13 to 19 first."""
    idCard: int
    """Identity card numbers whose checksum holds (GB 11643)."""
    email: int
    """E-mail addresses."""


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
