"""Addresses that never end: loops, calendars, session ids; recognised before they are fetched.

Loops and calendars are refused. Session ids and tracking arguments are left out of the key, so
that all their variants are one page, which is fetched once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.sites.model import Scope

_CALENDAR_FOLDERS = frozenset({"calendar", "rili", "wnl", "almanac"})
_CALENDAR_PATH = re.compile(r"/(?:19|20)\d\d[/-]\d{1,2}(?:[/-]\d{1,2})?/?(?:index\.s?html?)?$")
_CALENDAR_ARGUMENTS = frozenset({"year", "month", "day", "date", "y", "m", "d", "ym", "ymd"})
_SESSION = re.compile(
    r"(?:jsessionid|phpsessid|aspsessionid\w*|cfid|cftoken|session_?id|sess_?id|sid)=?", re.I
)
_SESSION_PATH = re.compile(r";jsessionid=[^/?;]*|/\([sS]\([0-9a-zA-Z]{16,40}\)\)", re.I)

_TRACKING = (
    "from isappinstalled spm ref refer referer referrer scene wxfrom nsukey share sharefrom "
    "share_from share_token shareuid m2pc div _t _ t ts rnd rand random timestamp fbclid "
    "gclid bd_vid hmsr hmpl hmcu hmkw hmci"
)
TRACKING = frozenset(_TRACKING.split())
"""Query arguments that say where a visitor came from, or keep caches away; no part of a key."""


def without_session(path: str) -> str:
    """The path without a session id in it."""
    return _SESSION_PATH.sub("", path) if ";" in path or "(" in path else path


def meaningful(arguments: Iterable[str]) -> list[str]:
    """Those of the query's arguments that can name another page."""
    return [argument for argument in arguments if argument and not _is_noise(argument)]


def _is_noise(argument: str) -> bool:
    name, _, value = argument.partition("=")
    name = name.lower()
    return name in TRACKING or name.startswith("utm_") or _is_session(name, value)


def _is_session(name: str, value: str) -> bool:
    # "sid" is a section's number on some sites and a session elsewhere: only a long one is.
    return _SESSION.fullmatch(name) is not None and (name != "sid" or len(value) >= 16)


def in_path(path: str, scope: Scope) -> str | None:
    """The rule of a path that leads round in circles, None when it does not."""
    folders = [folder for folder in path.split("/")[:-1] if folder]
    if len(folders) > scope.max_folders:
        return "trap-depth"
    if len(folders) != len(set(folders)) and any(
        folders.count(folder) > scope.max_repeats for folder in set(folders)
    ):
        return "trap-repeated-folder"
    return None


def endless(path: str, arguments: list[str]) -> str | None:
    """The rule of a page of no proven form that is one of endlessly many, None otherwise."""
    if _CALENDAR_PATH.search(path) or not _CALENDAR_FOLDERS.isdisjoint(path.lower().split("/")):
        return "trap-calendar"
    for argument in arguments:
        name, _, value = argument.partition("=")
        if name.lower() in _CALENDAR_ARGUMENTS and value[:1].isdigit():
            return "trap-calendar"
    return None
