"""Where a crawl begins: the built-in home pages and columns, and lists of addresses of others."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from crawler.errors import ConfigurationError
from crawler.sites.model import Column
from crawler.sites.zjol import ZJOL
from crawler.urls.address import Resolver


def _address(column: Column) -> str:
    return f"{column.scheme}://{column.host}.{ZJOL.domain}/{column.folder}/"


def _name(column: Column) -> str:
    full = f"{column.host}/{column.folder}"
    return column.folder if column.folder.startswith(f"{column.host}/") else full


COLUMNS: Mapping[str, str] = {_name(column): _address(column) for column in ZJOL.columns}
"""Name → list address of the built-in columns.

A name is the host and the column's folder, or the folder alone where it begins with the host's
name: ``zjnews/huzhounews`` is ``zjnews.zjol.com.cn/zjnews/huzhounews/``. ``select`` understands
the full form, ``zjnews/zjnews/huzhounews``, as well.
"""

SEEDS: tuple[str, ...] = (*ZJOL.homes, *COLUMNS.values())
"""Where a crawl begins unless it is given seeds: home pages first, then columns."""


def select(names: str) -> tuple[str, ...]:
    """The list addresses of some columns, in the order they are named.

    :param names: comma-separated names, as ``-a columns=`` takes them.
    :raises ConfigurationError: when a name is unknown; names similar ones.
    """
    full = {f"{column.host}/{column.folder}": _address(column) for column in ZJOL.columns}
    found: dict[str, None] = {}
    for part in names.split(","):
        name = part.strip().strip("/")
        if not name:
            continue
        address = COLUMNS.get(name) or full.get(name)
        if address is None:
            like = get_close_matches(name, COLUMNS, n=3)
            hint = f"; did you mean {' or '.join(like)}?" if like else ""
            raise ConfigurationError(f"no built-in column is called {name!r}{hint}")
        found[address] = None
    if not found:
        raise ConfigurationError("columns= names no column")
    return tuple(found)


def parse_seeds(text: str) -> tuple[str, ...]:
    """The addresses in a file of seeds, in order, each once, percent-encoded.

    One address a line. Empty lines are skipped, and comments: a ``#`` at the beginning of a line
    or after a space, and what follows it.

    :raises ConfigurationError: when a line holds no http or https address; says which line.
    """
    resolve = Resolver("")
    found: dict[str, None] = {}
    for number, raw in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        line = "" if raw.lstrip().startswith("#") else raw.partition(" #")[0].strip()
        if not line:
            continue
        url = resolve(line)
        if url is None or " " in line:
            raise ConfigurationError(f"line {number} is no http or https address: {line[:80]!r}")
        found[url] = None
    return tuple(found)
