"""The warcinfo record that opens every file (WARC 1.1 section 6.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from crawler.archive.warc import digests, redact
from crawler.archive.warc.fields import Pair, serialise
from crawler.archive.warc.members import member

CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"


@dataclass(frozen=True, slots=True, kw_only=True)
class WarcInfo:
    """Who wrote the files of a run, with what and how. Empty values are left out."""

    software: str
    """Name and version of this program."""
    robots: str
    """Robots policy followed, for instance ``obey``."""
    hostname: str
    """Machine that wrote the file; part of the file name."""
    operator: str = ""
    """Name and contact of who runs the crawl."""
    user_agent: str = ""
    """``User-Agent`` usually sent."""
    from_address: str = ""
    """``From`` usually sent."""
    is_part_of: str = ""
    """Collection the file belongs to."""
    description: str = ""
    """One line about the run."""
    extra: tuple[Pair, ...] = ()
    """Further fields, for instance settings that weaken what the records prove."""


def record_id(new: UUID) -> str:
    """``WARC-Record-ID`` of a record: ``<urn:uuid:...>``."""
    return f"<urn:uuid:{new}>"


def w3c_date(instant: datetime) -> str:
    """``WARC-Date`` with microseconds (section 5.4), for instance ``2026-11-23T02:00:00.000000Z``.

    :raises ValueError: when the instant is not an aware UTC one.
    """
    text = instant.isoformat(timespec="microseconds")
    if not text.endswith("+00:00"):
        raise ValueError(f"not an aware UTC instant: {instant!r}")
    return text[:-6] + "Z"


def encode(info: WarcInfo, *, warcinfo_id: str, date: str, filename: str) -> bytes:
    """The gzip member of a warcinfo record.

    :param warcinfo_id: its ``WARC-Record-ID``; all records of the file carry it.
    :param date: ``WARC-Date``, see :func:`w3c_date`.
    :param filename: final name of the file, without ``.open``.
    """
    pairs = (
        ("software", info.software),
        ("format", "WARC File Format 1.1"),
        ("conformsTo", CONFORMS_TO),
        ("operator", info.operator),
        ("hostname", info.hostname),
        ("robots", info.robots),
        ("http-header-user-agent", info.user_agent),
        ("http-header-from", info.from_address),
        ("isPartOf", info.is_part_of),
        ("description", info.description),
        ("digest", "sha1, Base32; payload digests cover the entity without transfer-coding"),
        ("redaction", redact.RULE),
        *info.extra,
    )
    block = serialise(pair for pair in pairs if pair[1])
    header = (
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", warcinfo_id),
        ("WARC-Date", date),
        ("WARC-Filename", filename),
        ("WARC-Block-Digest", digests.sha1(block)),
        ("Content-Type", "application/warc-fields"),
        ("Content-Length", str(len(block))),
    )
    return member(header, block)
