"""Whose server an address is on, and a queue by host, so that a slow host delays no other."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar
from urllib.parse import urlsplit

import tldextract

_CACHED = 4096

_suffixes = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
# The list that ships with the library: no download, no cache on disk.


class Place(NamedTuple):
    """Where a request goes."""

    origin: str
    """Scheme, host and port, ``https://www.zjol.com.cn``: what one robots.txt speaks for."""
    host: str
    """Host name in lower case, without brackets: what a block page or a delay is about."""
    site: str
    """Registered domain: what connections are counted for. All hosts of one site are one
    operator's servers, so moderation is owed to them together."""


def place(url: str) -> Place:
    """The place of an absolute http or https address."""
    scheme, _, rest = url.partition("://")
    authority = rest.partition("/")[0]
    if "?" in authority or "#" in authority:
        authority = authority.partition("?")[0].partition("#")[0]
    return _place(f"{scheme}://{authority}")


@lru_cache(maxsize=_CACHED)
def _place(origin: str) -> Place:
    host = urlsplit(origin).hostname or ""
    return Place(origin=origin.lower(), host=host, site=site(host))


@lru_cache(maxsize=_CACHED)
def site(host: str) -> str:
    """The registered domain of a host, by the public suffix list; the host itself without one."""
    return _suffixes.extract_str(host).top_domain_under_public_suffix or host


T = TypeVar("T")


class HostQueue(Generic[T]):
    """Entries in the order they were put, of which the first that may go is taken.

    Taking costs as much as there are hosts at the most, not as there are entries.
    """

    def __init__(self) -> None:
        self._sites: dict[str, dict[Place, deque[tuple[int, T]]]] = {}
        self._first = 0
        self._last = 0
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def put_last(self, place: Place, entry: T) -> None:
        """Enter something behind all the rest."""
        self._last += 1
        self._line(place).append((self._last, entry))
        self._length += 1

    def put_first(self, place: Place, entry: T) -> None:
        """Enter something before all the rest."""
        self._first -= 1
        self._line(place).appendleft((self._first, entry))
        self._length += 1

    def take(
        self, site_may: Callable[[str], bool], place_may: Callable[[Place], bool]
    ) -> tuple[Place, T] | None:
        """Remove the foremost entry whose site and place may be asked, None without one.

        :param site_may: asked once a site, before its places.
        """
        best: tuple[int, Place] | None = None
        for site, lines in self._sites.items():
            if not site_may(site):
                continue
            for place, line in lines.items():
                if (best is None or line[0][0] < best[0]) and place_may(place):
                    best = line[0][0], place
        if best is None:
            return None
        place = best[1]
        lines = self._sites[place.site]
        entry = lines[place].popleft()[1]
        self._length -= 1
        if not lines[place]:
            del lines[place]
            if not lines:
                del self._sites[place.site]
        return place, entry

    def drop(self, hosts: frozenset[str]) -> None:
        """Forget what is on these hosts."""
        if not hosts or not self._length:
            return
        for place in [place for place in self.places() if place.host in hosts]:
            lines = self._sites[place.site]
            self._length -= len(lines.pop(place))
            if not lines:
                del self._sites[place.site]

    def places(self) -> Iterator[Place]:
        """Every place that has an entry."""
        for lines in self._sites.values():
            yield from lines

    def _line(self, place: Place) -> deque[tuple[int, T]]:
        return self._sites.setdefault(place.site, {}).setdefault(place, deque())
