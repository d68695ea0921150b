"""Our settings, checked once before anything is started, and who runs the crawl."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from crawler.archive.source import instant
from crawler.archive.source.instant import END_OF_TIME
from crawler.errors import ConfigurationError
from crawler.fetch.capture import connect_to
from crawler.fetch.capture.connect_to import ConnectTo
from crawler.fetch.capture.guard import literal
from crawler.models import RobotsMeta

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """A name, and a contact that a webmaster can use."""

    name: str
    contact: str
    """An e-mail address, or an http(s) URL."""

    @property
    def text(self) -> str:
        """As it stands in ``warcinfo``."""
        return f"{self.name} <{self.contact}>"

    @property
    def email(self) -> str | None:
        """The value of the ``From`` field (RFC 9110 section 10.1.2), None without an address."""
        return self.contact if "@" in self.contact and "://" not in self.contact else None

    def user_agent(self, product: str) -> str:
        """Product and version, a URL to reach the operator by, and the operator's name.

        A name beyond ASCII is percent-encoded: field values are ASCII (RFC 9110 section 5.5).
        """
        url = self.contact if "://" in self.contact else f"mailto:{self.contact}"
        return f"{product} (+{url}; {quote(self.name, safe=' ')})"


def parse_operator(text: str) -> Operator:
    """``"name <contact>"`` → an operator.

    :raises ConfigurationError: when there is no name, or no e-mail address or URL to reach it by.
    """
    found = re.fullmatch(r"\s*([^<>]+?)\s*<\s*(https?://[^\s<>]+)\s*>\s*", text)
    if found:
        return Operator(name=found[1], contact=found[2])
    name, contact = parseaddr(text)
    if not name or not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", contact):
        raise ConfigurationError(
            f"ARCHIVE_OPERATOR={text!r}: say who runs the crawl and how to reach them, "
            'like "Deqing County Library <archive@example.org>"'
        )
    return Operator(name=name, contact=contact)


_AGE = re.compile(r"([1-9][0-9]{0,4})([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """The ``ARCHIVE_`` settings of a crawl."""

    root: Path
    operator: Operator | None
    """None only when every connection goes to this machine."""
    warc_bytes: int
    min_free_bytes: int
    requisites: bool
    robots_meta: RobotsMeta = "record"
    recheck: tuple[timedelta, ...] = ()
    """Ages at which an article is looked at again."""
    source: Path | None = None
    """Archive to crawl instead of the network."""
    as_of: str = ""
    """Up to when its captures count, as it was given."""
    until: str = END_OF_TIME
    """The same as 14 digits."""
    as_of_instant: datetime | None = None
    """The same as an instant, None when all captures count."""
    collection: str = ""
    """Collection to write to; empty for the spider's name."""


def configuration(settings: BaseSettings) -> Configuration:
    """Read and check the settings.

    :raises ConfigurationError: naming the setting that is wrong.
    """
    targets = connect_to.parse(settings.get("ARCHIVE_CONNECT_TO") or "")
    operator = operator_of(settings)
    root = Path(settings.get("ARCHIVE_ROOT") or "archives")
    source = _source(settings, root)
    as_of = str(settings.get("ARCHIVE_AS_OF") or "")
    if as_of and source is None:
        raise ConfigurationError(f"ARCHIVE_AS_OF={as_of}: is meant for ARCHIVE_SOURCE only")
    if operator is None and source is None and not _stays_here(targets):
        raise ConfigurationError(
            "ARCHIVE_OPERATOR is empty: a live crawl must say who runs it and how to reach them, "
            'like -s ARCHIVE_OPERATOR="Deqing County Library <archive@example.org>"'
        )
    warc_bytes = _positive(settings, "ARCHIVE_WARC_BYTES")
    until = instant.as_of(as_of)
    return Configuration(
        root=root,
        operator=operator,
        warc_bytes=warc_bytes,
        min_free_bytes=_positive(settings, "ARCHIVE_MIN_FREE_BYTES", least=0),
        requisites=settings.getbool("ARCHIVE_REQUISITES"),
        robots_meta=_robots_meta(settings),
        recheck=_ages(settings),
        source=source,
        as_of=as_of,
        until=until,
        as_of_instant=None if until == END_OF_TIME else instant.read(until),
        collection=settings.get("ARCHIVE_COLLECTION") or _replay_name(source),
    )


def keeps_archive(settings: BaseSettings) -> bool:
    """``ARCHIVE_ENABLED``, on in a project that does not set it."""
    return settings.getbool("ARCHIVE_ENABLED", default=True)


def operator_of(settings: BaseSettings) -> Operator | None:
    """``ARCHIVE_OPERATOR``, None when it is empty.

    :raises ConfigurationError: it names no contact.
    """
    text = settings.get("ARCHIVE_OPERATOR") or ""
    return parse_operator(text) if text else None


def _source(settings: BaseSettings, root: Path) -> Path | None:
    """``ARCHIVE_SOURCE``: a collection below ARCHIVE_ROOT, or a path."""
    named = str(settings.get("ARCHIVE_SOURCE") or "")
    if not named:
        return None
    for path in (root / named, Path(named)):
        if path.exists():
            return path
    raise ConfigurationError(
        f"ARCHIVE_SOURCE={named}: neither a collection in {root} nor a folder or WACZ that exists"
    )


def _replay_name(source: Path | None) -> str:
    """Name of the collection that a crawl of an archive writes, unless it is given one."""
    return "" if source is None else f"{source.resolve().name.removesuffix('.wacz')}-replay"


def _stays_here(targets: ConnectTo) -> bool:
    """Does every connection, whatever its host, go to this machine?"""
    here = [rule for rule in targets.rules if rule.host2 and _is_loopback(rule.host2)]
    ports = {rule.port1 for rule in here if rule.host1 is None}
    return len(here) == len(targets.rules) and (None in ports or {80, 443} <= ports)


def _is_loopback(host: str) -> bool:
    address = literal(host)
    return host == "localhost" if address is None else address.is_loopback


def _robots_meta(settings: BaseSettings) -> RobotsMeta:
    value = settings.get("ARCHIVE_ROBOTS_META") or "record"
    if value not in ("record", "obey"):
        raise ConfigurationError(f"ARCHIVE_ROBOTS_META={value}: must be record or obey")
    return "obey" if value == "obey" else "record"


def _ages(settings: BaseSettings) -> tuple[timedelta, ...]:
    text = str(settings.get("ARCHIVE_RECHECK") or "")
    ages = set()
    for part in text.replace(",", " ").split():
        found = _AGE.fullmatch(part)
        if found is None:
            raise ConfigurationError(f"ARCHIVE_RECHECK={text}: must be ages like 6h,1d,30d")
        ages.add(timedelta(seconds=int(found[1]) * _SECONDS[found[2]]))
    return tuple(sorted(ages))


def _positive(settings: BaseSettings, name: str, least: int = 1) -> int:
    try:
        value = int(settings.get(name))
    except (TypeError, ValueError):
        value = -1
    if value < least:
        raise ConfigurationError(f"{name}={settings.get(name)!r}: must be a number from {least} on")
    return value
