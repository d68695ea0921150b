"""What the writer thread is asked to do, and what it is told to remember."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from crawler.ledger import Found, Listed, Recheck
from crawler.models import Capture, Exchange, Hop, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Which address an exchange was made for, and how that address was come upon."""

    key: str
    url: str
    kind: str
    address: int | None = None
    """Row in the ledger; None for what was fetched without having been found (robots.txt)."""
    hop: Hop = field(default_factory=Hop)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """An article line ready to be appended."""

    number: int
    version_id: str
    day: str
    line: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An article that becomes a line, unless its newest version says the same already."""

    article: str
    url: str
    headline: str | None
    captured: str
    record_id: str
    render: Callable[[tuple[int, str] | None], Version | None]
    """Given number and id of the newest version (None for the first), the line; None when that
    version has the same content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """The state an address ends in, and why."""

    address: int
    state: State
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """The same page under another spelling of its address: fetched there next."""

    address: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What the server gave for conditional requests to come (RFC 9110 section 8.8)."""

    address: int
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Referred:
    """A capture that lies in another archive, which this one was crawled from."""

    address: int
    capture: Capture
    run: str
    """The run that made it; empty when its file does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A line for the quarantine: what validation refused, with its reasons."""

    day: str
    line: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """All that the reading of one page changes, committed as one."""

    found: tuple[Found, ...] = ()
    further: tuple[Found, ...] = ()
    """Due again only if something of ``found`` was new (the next page of a list)."""
    settled: tuple[Settlement, ...] = ()
    drafts: tuple[Draft, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    validators: tuple[Validators, ...] = ()
    listed: tuple[Listed, ...] = ()
    moved: tuple[Move, ...] = ()
    referred: tuple[Referred, ...] = ()
    retry: int = 0
    """Make addresses due again that failed in fewer runs than this."""
    recheck: Recheck | None = None
    """Make articles due again that are old enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What committing an outcome came to."""

    pending: int
    """Addresses that became pending by it."""
    versions: int
    """Article versions that were new."""


@dataclass(frozen=True, slots=True)
class Store:
    """Job: keep an exchange. Its future is done when the capture is durable."""

    exchange: Exchange
    origin: Origin
    done: Future[Capture | None] = field(default_factory=Future)


@dataclass(frozen=True, slots=True)
class Settle:
    """Job: commit what a page told. Its future says what was new."""

    outcome: Outcome
    done: Future[Settled] = field(default_factory=Future)
