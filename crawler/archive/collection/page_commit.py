"""What a page changes in a collection, committed as one; and what an exchange was made for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from crawler.ledger import Due, Found, Listed
from crawler.models import Capture, Hop, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Which address an exchange was made for, and how that address was found."""

    key: str
    url: str
    kind: str
    prerequisite: bool = False
    """True for what was fetched without having been found (robots.txt)."""
    hop: Hop = field(default_factory=Hop)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleLine:
    """An article line ready to be appended."""

    number: int
    """Of the version, from 1."""
    version_id: str
    day: str
    line: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleDraft:
    """An article that becomes a line, unless its newest version has the same content."""

    article: str
    url: str
    headline: str | None
    captured: str
    record_id: str
    render: Callable[[tuple[int, str] | None], ArticleLine | None]
    """Given number and id of the newest version (None for the first), the line; None when that
    version has the same content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedLine:
    """A line for the quarantine: what validation refused, with its reasons."""

    day: str
    line: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressUpdate:
    """The state an address ends in, and why."""

    key: str
    state: State
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """The same page under another spelling of its address: fetched there next."""

    key: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What the server gave for conditional requests to come (RFC 9110 section 8.8)."""

    key: str
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BorrowedCapture:
    """A capture that lies in another archive, which this collection was crawled from."""

    key: str
    capture: Capture
    run: str
    """The run that made it; empty when its file does not name it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCommit:
    """All that the reading of one page changes."""

    found: tuple[Found, ...] = ()
    further: tuple[Found, ...] = ()
    """Due again only if something of ``found`` was new (the next page of a list)."""
    updates: tuple[AddressUpdate, ...] = ()
    drafts: tuple[ArticleDraft, ...] = ()
    refused: tuple[RefusedLine, ...] = ()
    validators: tuple[Validators, ...] = ()
    listed: tuple[Listed, ...] = ()
    moved: tuple[Move, ...] = ()
    borrowed: tuple[BorrowedCapture, ...] = ()
    due: Due | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What a commit came to."""

    pending: int
    """Addresses that became pending by it."""
    versions: int
    """Article versions that were new."""
