"""The nouns of the archive: frozen values that pass between the rooms, without behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Truncation = Literal["length", "time", "disconnect", "unspecified"]
RecordType = Literal["response", "revisit"]
State = Literal["pending", "captured", "done", "excluded", "failed", "gone", "blocked"]
"""Where an address stands in the ledger; it is in exactly one of them."""
RobotsMeta = Literal["record", "obey"]
"""What becomes of a page that asks not to be indexed or archived: that is noted in the ledger,
or no article is made of it either (``ARCHIVE_ROBOTS_META``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One HTTP request and what came back for it on one connection, byte for byte.

    It does not know where it is kept. A download that was tried twice is two exchanges.
    """

    method: str
    """HTTP method as sent, for instance ``GET``."""
    url: str
    """Absolute URI that was asked for (RFC 3986, percent-encoded ASCII)."""
    began_at: datetime
    """Aware UTC instant at which the first byte of the request was sent (``WARC-Date``)."""
    fetch_time_ms: int
    """Milliseconds from ``began_at`` to the last byte received, or to the failure."""
    request: bytes
    """The request message exactly as written to the connection."""
    response: bytes
    """The final response message exactly as received: head and body, no interim response
    before it and no byte after its end; empty when no byte came."""
    interim: bytes = b""
    """The 1xx responses that preceded it, exactly as received."""
    trailing_bytes: int = 0
    """How many bytes came after the end of the message; they belong to no record."""
    ip_address: str | None = None
    """Address that answered (RFC 5952 for IPv6), None when none was reached."""
    protocols: tuple[str, ...] = ("http/1.1",)
    """Values of ``WARC-Protocol``: HTTP version, and the TLS version under TLS."""
    cipher_suite: str | None = None
    """IANA name of the TLS cipher suite, None without TLS."""
    truncated: Truncation | None = None
    """Why ``response`` is short of what its framing promised, None when it is whole."""
    error: str | None = None
    """Reason code of the failure that ended the exchange, None when it succeeded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """How an address was found (WARC 1.1 section 6.6: ``via``, ``hopsFromSeed``)."""

    via: str | None = None
    """URL of the page that led here, None for a seed."""
    path: str = ""
    """Letters from the seed to here: L link, E embed, R redirect, I inferred, P prerequisite."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """The name of one exchange in the archive; exactly one CDXJ line."""

    url: str
    """``WARC-Target-URI``."""
    urlkey: str
    """SURT of the URL, the index's first word."""
    date: str
    """``WARC-Date`` as written, for instance ``2026-11-23T02:00:00.123456Z``."""
    record_type: RecordType
    record_id: str
    """``WARC-Record-ID`` with its angle brackets."""
    status: int | None
    """HTTP status code; None when the response has no readable status line."""
    mime: str
    """Media type of the response without parameters, ``unk`` when it names none."""
    payload_digest: str
    """``sha1:`` and Base32, over the entity body without transfer-coding."""
    filename: str
    """Name of the WARC file below ``archive/``, without the ``.open`` suffix."""
    offset: int
    """First byte of the record's gzip member in that file."""
    length: int
    """Length of the member in bytes."""
    truncated: Truncation | None = None
