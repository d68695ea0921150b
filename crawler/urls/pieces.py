"""Addresses as pages write them, made absolute; what cannot be an address is None."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

_PLAIN = re.compile(r"https?://[a-zA-Z0-9.-]{1,253}/[\w/.~%-]{0,2000}", re.A)
"""An absolute address that joining would give back as it is."""
_NO_ADDRESS = ("#", "javascript:", "data:", "mailto:", "tel:")


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
