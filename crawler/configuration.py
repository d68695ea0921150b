"""Our settings, checked once before anything is started."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from crawler import operator
from crawler.capture import connect_to
from crawler.capture.connect_to import ConnectTo
from crawler.capture.guard import literal
from crawler.errors import ConfigurationError
from crawler.operator import Operator

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """The ``ARCHIVE_`` settings of a crawl."""

    root: Path
    operator: Operator | None
    """None only when every connection goes to this machine."""
    warc_bytes: int
    min_free_bytes: int
    requisites: bool


def configuration(settings: BaseSettings) -> Configuration:
    """Read and check the settings.

    :raises ConfigurationError: naming the setting that is wrong.
    """
    targets = connect_to.parse(settings.get("ARCHIVE_CONNECT_TO") or "")
    text = settings.get("ARCHIVE_OPERATOR") or ""
    if not text and not _stays_here(targets):
        raise ConfigurationError(
            "ARCHIVE_OPERATOR is empty: a live crawl must say who runs it and how to reach them, "
            'like -s ARCHIVE_OPERATOR="Deqing County Library <archive@example.org>"'
        )
    warc_bytes = _positive(settings, "ARCHIVE_WARC_BYTES")
    return Configuration(
        root=Path(settings.get("ARCHIVE_ROOT") or "archives"),
        operator=operator.parse(text) if text else None,
        warc_bytes=warc_bytes,
        min_free_bytes=_positive(settings, "ARCHIVE_MIN_FREE_BYTES", least=0),
        requisites=settings.getbool("ARCHIVE_REQUISITES"),
    )


def _stays_here(targets: ConnectTo) -> bool:
    """Does every connection, whatever its host, go to this machine?"""
    here = [rule for rule in targets.rules if rule.host2 and _is_loopback(rule.host2)]
    ports = {rule.port1 for rule in here if rule.host1 is None}
    return len(here) == len(targets.rules) and (None in ports or {80, 443} <= ports)


def _is_loopback(host: str) -> bool:
    address = literal(host)
    return host == "localhost" if address is None else address.is_loopback


def _positive(settings: BaseSettings, name: str, least: int = 1) -> int:
    try:
        value = int(settings.get(name))
    except (TypeError, ValueError):
        value = -1
    if value < least:
        raise ConfigurationError(f"{name}={settings.get(name)!r}: must be a number from {least} on")
    return value
