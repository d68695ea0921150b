"""The kinds of addresses, and the tables of a site as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "home", "list", "list-page", "list-script", "topic", "page", "article", "article-page",
    "epaper-index", "epaper-node", "epaper-article", "attachment", "requisite", "app-article",
    "out",
]  # fmt: skip

ARTICLES: frozenset[Kind] = frozenset({"article", "article-page", "epaper-article"})
"""Kinds whose addresses are those of articles."""

LISTINGS: frozenset[Kind] = frozenset(
    {"home", "list", "list-page", "topic", "epaper-index", "epaper-node"}
)
"""Kinds of pages that show lists of articles."""

PAGES: frozenset[Kind] = ARTICLES | LISTINGS | {"page"}
"""Kinds that are pages: what is parsed and read for links."""


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
    """A site as tables. Compared by identity, so that caches find it cheaply."""

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
