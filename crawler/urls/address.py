"""Absolute http and https addresses: made of what pages write, and split into pieces."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

_ADDRESS = re.compile(r"(https?)://([^/?#]*)([^?#]*)(?:\?([^#]*))?", re.IGNORECASE)
_CLEAN = re.compile(r"[\x21-\x7e]*")
_ASCII = "".join(map(chr, range(0x21, 0x7F)))
_DEFAULT_PORTS = {"http": ("", "80"), "https": ("", "443")}
_PLAIN = re.compile(r"https?://[a-zA-Z0-9.-]{1,253}/[\w/.~%-]{0,2000}", re.A)
"""An absolute address that joining would give back as it is."""
_NO_ADDRESS = ("#", "javascript:", "data:", "mailto:", "tel:")


class Address(NamedTuple):
    """An absolute http or https address in pieces."""

    url: str
    """The whole, without fragment, credentials kept, host in lower case, no default port."""
    host: str
    """Host name in lower case, without port."""
    path: str
    """Path beginning with ``/``, dot segments removed."""
    query: str
    """Query without the question mark."""
    fault: str | None
    """Scope rule that the authority breaks: ``credentials``, ``odd-port``, or None."""


def split_address(url: str) -> Address | None:
    """The pieces of an address; None when it is no http or https address with a host.

    Linear in the length, never raises. Characters that may not stand in an address are
    percent-encoded as UTF-8.
    """
    if _CLEAN.fullmatch(url) is None:
        url = quote(url.strip(), safe=_ASCII, errors="replace")
    found = _ADDRESS.match(url)
    if found is None:
        return None
    scheme, authority, path, query = found.groups("")
    scheme = scheme.lower()
    userinfo, _, place = authority.lower().rpartition("@")
    host, colon, port = place.rpartition(":")
    if not colon or "]" in port:
        host, port = place, ""
    host = host.rstrip(".")
    if not host:
        return None
    fault = "credentials" if userinfo or "@" in authority else None
    path = without_dots(path or "/")
    shown = place
    if port.lstrip("0") in _DEFAULT_PORTS[scheme]:
        shown = host
    elif fault is None:
        fault = "odd-port"
    if fault == "credentials":
        shown = f"{userinfo}@{shown}"
    tail = f"?{query}" if query else ""
    return Address(f"{scheme}://{shown}{path}{tail}", host, path, query, fault)


def without_dots(path: str) -> str:
    """The path without ``.`` and ``..`` segments (WHATWG URL, path state)."""
    if "/." not in path and "/%2" not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    last = len(segments) - 1
    for number, segment in enumerate(segments):
        plain = segment.replace("%2e", ".").replace("%2E", ".") if "%" in segment else segment
        if plain == "..":
            if kept:
                kept.pop()
        elif plain != ".":
            kept.append(segment)
            continue
        if number == last:
            kept.append("")
    return "/" + "/".join(kept)


def absolute(base: str, href: str | None) -> str | None:
    """An absolute http address, None for scripts, fragments and what is no address."""
    href = (href or "").strip()
    if not href or href.startswith(_NO_ADDRESS):
        return None
    if _PLAIN.fullmatch(href):
        return href
    try:
        url = urljoin(base, href)
    except ValueError:
        return None
    return url if url.startswith(("http://", "https://")) else None


def host_of(url: str) -> str:
    """The host of an address in lower case, empty when it has none that can be read."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def path_of(url: str) -> str:
    """The path of an address, empty when it cannot be read."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
