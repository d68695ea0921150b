"""The nouns of scope: a verdict on one address, and a site's tables as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal[
    "home",
    "list",
    "list-page",
    "list-script",
    "topic",
    "page",
    "article",
    "article-page",
    "epaper-index",
    "epaper-node",
    "epaper-article",
    "attachment",
    "requisite",
    "app-article",
    "out",
]

ARTICLES: frozenset[Kind] = frozenset({"article", "article-page", "epaper-article"})
"""Kinds whose addresses are those of articles."""

LISTINGS: frozenset[Kind] = frozenset(
    {"home", "list", "list-page", "topic", "epaper-index", "epaper-node"}
)
"""Kinds of pages that show lists of articles."""

PAGES: frozenset[Kind] = ARTICLES | LISTINGS | {"page"}
"""Kinds that are pages: what is parsed and read for links."""

_REFUSED: frozenset[Kind] = frozenset({"out", "app-article"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What scope says of one address."""

    kind: Kind
    """What the address is."""
    rule: str
    """Name of the rule that decided, a key of ``RULES``."""
    url: str
    """What to fetch: as found, without fragment and default port, host in lower case."""
    key: str
    """Canonical SURT: addresses with equal keys are one page."""
    work: str | None = None
    """The document behind the address, the same for all its pages, its ``_ext`` twin and its
    twins under other hosts and columns: ``trs:1000000``, ``enorth:021152200``,
    ``epaper:zjrb:2016-05-18:2779543``. None for what is no article."""
    page: int = 1
    """Page of the article or list, from 1. For Enorth count pages the number in the address,
    which counts from the oldest page."""
    day: date | None = None
    """The day written in the address (the making, not always the publication), if any."""

    @property
    def admitted(self) -> bool:
        """Whether the address may be fetched."""
        return self.kind not in _REFUSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One built-in column, proven to exist."""

    host: str
    """First label of the host name, for instance ``zjnews``."""
    folder: str
    """Folder of its list without slashes at the ends, for instance ``zjnews/huzhounews``."""
    scheme: str = "https"
    """The scheme its list was seen with."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scope:
    """A site as tables. Compared by identity, so that verdicts can be cached by it cheaply."""

    name: str
    """Name of the site."""
    domain: str
    """The domain whose hosts are the site's, for instance ``zjol.com.cn``."""
    hosts: frozenset[str]
    """Known page hosts, full names."""
    resource_hosts: frozenset[str]
    """Hosts that serve images, styles, scripts and media, inside the domain or not. A page
    there is out of scope."""
    app_hosts: frozenset[str] = frozenset()
    """Hosts of the news app's web views, recognised and refused."""
    excluded_hosts: Mapping[str, str]
    """Hosts of the domain that are refused, with the rule's name."""
    foreign: Mapping[str, str]
    """Domains outside that are refused by a rule of their own, with the rule's name."""
    columns: tuple[Column, ...] = ()
    """Columns proven to exist."""
    homes: tuple[str, ...] = ()
    """Addresses of the home pages to begin with."""
    topic_folders: frozenset[str] = frozenset()
    """Folder names below which topic pages lie."""
    max_url_chars: int = 2048
    """Longer addresses are traps."""
    max_arguments: int = 8
    """An address with more query arguments is a trap."""
    max_folders: int = 12
    """An address with more folders is a trap."""
    max_repeats: int = 2
    """A folder that occurs more often in one address is a loop. The site has ``zjnews/zjnews``."""
