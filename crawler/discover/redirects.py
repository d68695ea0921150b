"""Where a page sends its visitors on by itself: meta refresh, and stubs that are one script."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from crawler.discover.model import Link
from crawler.document import Document

STUB_CHARACTERS = 4096
"""A page that is longer is no stub, whatever its scripts do."""
STUB_LINKS = 3
"""A page with more links is no stub: they are for reading on."""
MAX_DELAY = 30
"""Seconds; a page that waits longer is there to be read."""
_MAX_TARGETS = 4

_REFRESH = re.compile(
    r"\s{0,20}(\d{0,9})[\d.]{0,12}\s{0,20}[;,\s]\s{0,20}(?:url\s{0,20}=\s{0,20})?([^;,\s].{0,2047})",
    re.I | re.S,
)
_CALL = re.compile(r"location\.(?:replace|assign)\s?\(\s{0,9}([\"'])([^\"'\s]{1,2048})\1\s{0,9}\)")
_ASSIGNMENT = re.compile(
    r"location(?:\.href)?\s{0,9}=\s{0,9}([\"'])([^\"'\s]{1,2048})\1(?!\s{0,9}\+)"
)


def find(
    document: Document,
    refreshes: Sequence[str],
    resolve: Callable[[str], str | None],
    links: int,
) -> tuple[Link, ...]:
    """The addresses a page sends on to, hop R, in order; the page's own address is none.

    :param refreshes: values of its ``<meta http-equiv=refresh>``.
    :param links: how many links it has; a stub has hardly any.
    """
    found: dict[str, Link] = {}
    for content in refreshes[:_MAX_TARGETS]:
        match = _REFRESH.fullmatch(content[:4096])
        if match is not None and int(match[1] or 0) <= MAX_DELAY:
            _add(found, resolve(match[2].strip().strip("\"'")), "refresh")
    text = document.text
    if len(text) <= STUB_CHARACTERS and "location" in text and links <= STUB_LINKS:
        for pattern in (_CALL, _ASSIGNMENT):
            for match in pattern.finditer(text):
                _add(found, resolve(match[2]), "location")
    found.pop(document.url, None)
    return tuple(found.values())[:_MAX_TARGETS]


def _add(found: dict[str, Link], url: str | None, context: str) -> None:
    if url is not None and url not in found:
        found[url] = Link(url, "R", context)
