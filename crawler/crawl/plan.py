"""What a run is asked for, and so which of the addresses it meets are to be fetched."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal, NamedTuple

from crawler import sites
from crawler.errors import ConfigurationError
from crawler.models import RobotsMeta
from crawler.sites import Classification, seeds

Mode = Literal["news", "backfill"]

_PRIORITY = {
    "requisite": 40,
    "article-page": 35,
    "list-script": 32,
    "home": 30,
    "list": 30,
    "list-page": 30,
    "topic": 25,
    "epaper-index": 30,
    "epaper-node": 30,
}
_PRIORITY_ELSE = 20
_LISTS = frozenset({"home", "list", "list-page", "list-script", "topic", "epaper-index"})


class Decision(NamedTuple):
    """An address is fetched (when ``reason`` is None), or left out and why."""

    reason: str | None
    priority: int = 0
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The arguments of a run, checked."""

    seeds: tuple[str, ...]
    """Addresses the run starts from, absolute."""
    only: bool = False
    """Nothing but the seeds themselves, their further pages and their requisites."""
    prefixes: tuple[str, ...] = ()
    """Keys of the columns the run is confined to; empty for the whole site."""
    since: date | None = None
    until: date | None = None
    mode: Mode = "news"
    requisites: bool = True
    robots_meta: RobotsMeta = "record"
    recheck: tuple[timedelta, ...] = ()
    """Ages at which an article is looked at again, shortest first."""

    @property
    def fingerprint(self) -> str:
        """Equal for plans that ask for the same."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:32]

    def decide(self, target: Classification, *, hop: str, page_kind: str) -> Decision | None:
        """Is an address found on a page to be fetched?

        :param hop: how it was found (L, E, R, I as in ``hopsFromSeed``).
        :param page_kind: kind of the page it was found on.
        :returns: None when this run leaves the address as it is.
        """
        kind = target.kind
        if not target.admitted:
            return None if self.only and hop == "L" else Decision(target.rule)
        priority = _PRIORITY.get(kind, _PRIORITY_ELSE)
        if hop == "E":
            return (
                Decision(None, _PRIORITY["requisite"])
                if self.requisites
                else Decision("requisites-off")
            )
        if hop == "R":
            unwanted = kind in sites.ARTICLES and not self.only and self._outside(target.day)
            return Decision("outside-dates") if unwanted else Decision(None, priority)
        if kind == "article-page":
            return Decision(None, priority, again=self.only)
        if self.only:
            return None
        if kind in _LISTS:
            pager = kind in ("list-page", "list-script")  # found on a list that was admitted
            if self.prefixes and not pager and not target.key.startswith(self.prefixes):
                return Decision("outside-columns")
            # A static list has no query; under one it is a trap, or the list itself.
            again = kind != "list-page" and "?" not in target.key
            return Decision(None, priority, again=again)
        if page_kind in sites.ARTICLES and kind in sites.ARTICLES and self.mode == "news":
            return Decision("related")
        if self._outside(target.day):
            return Decision("outside-dates")
        return Decision(None, priority)

    def begins_after(self, day: date) -> bool:
        """Does the time that is asked for begin after this day?"""
        return self.since is not None and day < self.since

    def _outside(self, day: date | None) -> bool:
        if day is None:
            return False
        return self.begins_after(day) or (self.until is not None and day > self.until)


def plan(
    arguments: dict[str, str],
    *,
    requisites: bool,
    robots_meta: RobotsMeta = "record",
    recheck: tuple[timedelta, ...] = (),
) -> Plan:
    """The ``-a NAME=VALUE`` arguments of a crawl → a plan.

    :raises ConfigurationError: naming the argument that is wrong.
    """
    known = {"seeds", "columns", "urls", "since", "until", "mode"}
    unknown = sorted(set(arguments) - known)
    if unknown:
        raise ConfigurationError(
            f"unknown argument -a {unknown[0]}=; known are {', '.join(sorted(known))}"
        )
    named = [name for name in ("seeds", "columns", "urls") if arguments.get(name)]
    if len(named) > 1:
        raise ConfigurationError(f"give one of -a {'= and -a '.join(named)}=, not both")
    mode = arguments.get("mode", "news")
    if mode not in ("news", "backfill"):
        raise ConfigurationError(f"-a mode={mode}: must be news or backfill")
    since, until = (_day(name, arguments.get(name)) for name in ("since", "until"))
    if since and until and since > until:
        raise ConfigurationError(f"-a since={since} lies after -a until={until}")
    prefixes: tuple[str, ...] = ()
    if arguments.get("urls"):
        start = _addresses("urls", arguments["urls"])
    elif arguments.get("seeds"):
        start = _addresses("seeds", arguments["seeds"])
    elif arguments.get("columns"):
        start = seeds.select(arguments["columns"])
        prefixes = tuple(sites.key(url).removesuffix("index.shtml") for url in start)
    else:
        start = seeds.SEEDS
    return Plan(
        seeds=start,
        only=bool(arguments.get("urls")),
        prefixes=prefixes,
        since=since,
        until=until,
        mode="backfill" if mode == "backfill" else "news",
        requisites=requisites,
        robots_meta=robots_meta,
        recheck=() if arguments.get("urls") else recheck,
    )


def _day(name: str, text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ConfigurationError(f"-a {name}={text}: must be a day like 2016-05-01") from error


def _addresses(name: str, text: str) -> tuple[str, ...]:
    """Comma-separated URLs, or a file with one a line."""
    if re.match(r"https?://", text):
        urls: Iterable[str] = (url.strip() for url in re.split(r",(?=https?://)", text))
        return seeds.parse_seeds("\n".join(urls))
    path = Path(text)
    if not path.is_file():
        raise ConfigurationError(f"-a {name}={text}: neither a URL nor a file that exists")
    found = seeds.parse_seeds(path.read_text("utf-8-sig"))
    if not found:
        raise ConfigurationError(f"-a {name}={text}: the file names no address")
    return found
