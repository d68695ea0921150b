"""The facts that a record leaves behind, for what is held against it later."""

from __future__ import annotations

from typing import NamedTuple


class RecordRow(NamedTuple):
    """Every record: what the order of a file and the events in it are judged by."""

    offset: int
    length: int
    type: str
    id: str | None
    date: str | None
    concurrent: str | None
    """Values of ``WARC-Concurrent-To``, a blank between them."""
    method: str | None
    """Of a request."""
    uri: int | None
    """CRC-32 of ``WARC-Target-URI``: enough to tell that two differ."""
    claim: int
    """Bytes that a response promises whose body is empty, -1 for chunks; 0 for none."""


class CaptureRow(NamedTuple):
    """Every ``response``, ``revisit`` and ``resource``: what indexes and revisits point to."""

    offset: int
    length: int
    type: str
    id: str | None
    date: str | None
    uri: str | None
    digest: str | None
    status: int | None
    mime: str | None
    truncated: str | None
    profile: str | None
    refers_to: str | None
    refers_uri: str | None
    refers_date: str | None
    line: str | None
    """Its line in an index as ours is written; None when there can be none."""
