"""The path of a key: dot segments resolved, slashes single, lower case, no session ids."""

from __future__ import annotations

import re

from crawler.urls.escapes import canonical

# ASP.NET sessions without cookies: /(24 letters)/page.aspx and /(S(24 letters))/page.aspx.
_ASPX = ".aspx"
_ASPX_SESSIONS = (
    re.compile(r"(?<=/)\([0-9a-z]{24}\)/"),
    re.compile(r"(?<=/)\((?:[a-z]\([0-9a-z]{24}\))+\)/"),
)


def canonical_path(path: str) -> str:
    """The path of a URL with a host.

    :param path: as in the URL, may be empty.
    :returns: starts with a slash, and ends in one only when it is all there is.
    """
    path = canonical(path)
    if "//" in path or "/." in path:
        path = _resolve(path)
    return opaque_path(path) or "/"


def opaque_path(path: str) -> str:
    """The path of a URL without a host, ``a.cn`` of ``dns:a.cn``: nothing is resolved there."""
    path = canonical(path).lower()
    if _ASPX in path:
        for pattern in _ASPX_SESSIONS:
            path = _without_last(pattern, path)
    return path[:-1] if len(path) > 1 and path.endswith("/") else path


def _resolve(path: str) -> str:
    kept: list[str] = []
    for segment in path[1:].split("/"):
        if segment == "..":
            # Quirk: at the top the first ".." stays, and a second takes it away again.
            if kept:
                kept.pop()
            else:
                kept.append(segment)
        elif segment != ".":
            kept.append(segment)  # Quirk: a ".." takes away an empty segment, too
    return "/" + "/".join(filter(None, kept))


def _without_last(pattern: re.Pattern[str], path: str) -> str:
    """Take out the last session that has a page's name behind it, with no ``?`` between."""
    end = len(path)
    while end >= 0:
        start = path.rfind("?", 0, end) + 1
        name = path.rfind(_ASPX, start, end)
        last = None
        for found in pattern.finditer(path, start, end):
            if found.end() < name:
                last = found
        if last is not None:
            return path[: last.start()] + path[last.end() :]
        end = start - 1
    return path
