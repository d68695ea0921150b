"""Enorth's count_page_list script: how many pages a list has, and so what they are called.

The pages are numbered from the oldest, so the highest number is the page after the first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.reading.discover.model import MAX_PAGES

_MAX_PAGE = re.compile(r"\bmaxpage\s{0,9}=\s{0,9}[\"']?(\d{1,9})", re.I)
_SCRIPT = re.compile(
    r"(https?://[^?#]{1,1000}?/system/count/)/?(\d{1,20})/(\d{1,20})/count_page_list_(\d{1,40})\.js"
)
_PAGE = re.compile(r"(https?://[^?#]{1,1000}/)\d{3}/\d{3}/(c\d{1,40}_)(\d{9})(\.shtml)")
_MAX_CHARACTERS = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class EnorthPages:
    """The further pages of an Enorth list."""

    count: int
    """Pages by the script; 0 when it names no number."""
    pages: tuple[str, ...]
    """Their addresses, newest first, at most ``MAX_PAGES``."""


def pages_of(text: str, script_url: str) -> EnorthPages:
    """Read the script.

    :param text: the script as characters.
    :param script_url: absolute address of the script, which holds the list's number.
    """
    counted = _MAX_PAGE.search(text[:_MAX_CHARACTERS])
    place = _SCRIPT.match(script_url)
    if counted is None or place is None:
        return EnorthPages(count=0, pages=())
    count = int(counted[1])
    # Quirk: the CMS writes its own pages with two slashes after "count".
    folder = f"{place[1]}/{place[2]}/{place[3]}/"
    numbers = range(count, max(0, count - MAX_PAGES), -1)
    return EnorthPages(
        count=count, pages=tuple(folder + _name(f"c{place[4]}_", n) for n in numbers)
    )


def older(url: str) -> str | None:
    """The page before this one in time, for a page of an Enorth list; None at its end."""
    found = _PAGE.match(url)
    if found is None or int(found[3]) <= 1:
        return None
    return found[1] + _name(found[2], int(found[3]) - 1)


def _name(prefix: str, number: int) -> str:
    """Folders and file of a page: its nine digits, the first six as folders by threes."""
    digits = f"{number:09d}"
    return f"{digits[:3]}/{digits[3:6]}/{prefix}{digits}.shtml"
