"""The nouns of discovery: a link, an item of a list, a pager, and all that one page leads to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

PagerStyle = Literal[
    "create-page-html", "enorth-script", "next-link", "counted", "article", "epaper"
]

MAX_LINKS = 5000
"""Links of each sort that are kept of one page; what is beyond is counted in ``dropped``."""
MAX_PAGES = 500
"""Further pages of one list or article that a pager spells out."""
MAX_TITLE = 300
"""Characters of a link's text that are kept."""


class Link(NamedTuple):
    """One address a page leads to. A tuple, not a dataclass: a page has two hundred."""

    url: str
    """Absolute address, ASCII, without fragment."""
    hop: str
    """Letter for ``hopsFromSeed``: L link, E embed, R redirect, I inferred."""
    context: str
    """Where it stood: ``a``, ``area``, ``frame``, ``img``, ``css``, ``script``, ``font``,
    ``icon``, ``media``, ``object``, ``refresh``, ``location``, ``pager`` or ``feed``."""
    text: str = ""
    """Text of a link: its title when that says more, white space folded."""
    rel: str = ""
    """Its ``rel`` attribute, lower case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListItem:
    """One entry of a list: evidence of what the page showed, and where."""

    url: str
    """Absolute address, also of entries that lead off the site."""
    title: str
    """Title, in full where the page holds it in full."""
    date_text: str
    """The date beside it as written, empty without one."""
    day: date | None
    """The day of ``date_text``, None when it names no full day."""
    position: int
    """Place among the page's items, from 1."""
    style: str
    """Sort of list: L1, L1b, L2 to L7, ``enorth``, ``epaper``, or ``other``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """The further pages of a list, a split article or an issue."""

    style: PagerStyle
    """What names them."""
    next: Link | None = None
    """The page to read after this one; with hop I its absence (404) is the list's end."""
    pages: tuple[Link, ...] = ()
    """All other pages that this page names, in reading order, at most ``MAX_PAGES``."""
    count: int | None = None
    """Pages in all, where the page says so."""
    script: Link | None = None
    """Enorth: the script to read with ``enorth_pages.pages_of`` before there is a next page."""
    earlier: Link | None = None
    """E-paper: the issue before this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Everything one page leads to."""

    outlinks: tuple[Link, ...] = ()
    """Links and frames in page order, each address once."""
    requisites: tuple[Link, ...] = ()
    """Files the page needs to be shown, each address once, hop E."""
    list_items: tuple[ListItem, ...] = ()
    """Entries of its lists; only of listing pages."""
    pager: Pager | None = None
    """Its further pages."""
    redirects: tuple[Link, ...] = ()
    """Where it sends its visitors on by itself, hop R."""
    robots: frozenset[str] = frozenset()
    """What its robots meta tags ask for: ``noindex``, ``nofollow``, ``noarchive``, …"""
    canonical: str | None = None
    """The address it calls its own."""
    dropped: int = 0
    """Links beyond ``MAX_LINKS`` that were left out."""
