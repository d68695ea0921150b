"""Whose server an address is on: origin, host and site, the three things manners are owed to."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple
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
