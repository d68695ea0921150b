"""Where a crawl begins: the built-in home pages and columns, and lists of addresses of others."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from crawler.errors import ConfigurationError
from crawler.sites import ZJOL, Column, Scope
from crawler.urls.resolve import Resolver


def columns(scope: Scope = ZJOL) -> Mapping[str, str]:
    """The built-in columns: name → address of the first page of its list.

    A name is the host and the column's folder; where the folder begins with the host's name it
    is not said twice: ``zjnews/huzhounews`` is ``zjnews.zjol.com.cn/zjnews/huzhounews/``. The
    full form, ``zjnews/zjnews/huzhounews``, is understood as well by :func:`select`.
    """
    return {_name(column): _address(column, scope) for column in scope.columns}


def _name(column: Column) -> str:
    if column.folder.startswith(f"{column.host}/"):
        return column.folder
    return f"{column.host}/{column.folder}"


def _address(column: Column, scope: Scope) -> str:
    return f"{column.scheme}://{column.host}.{scope.domain}/{column.folder}/"


COLUMNS: Mapping[str, str] = columns()
"""Name → list address of the built-in columns."""

SEEDS: tuple[str, ...] = (*ZJOL.homes, *COLUMNS.values())
"""Where a crawl begins when nothing is said: home pages first, then columns."""


def select(names: str) -> tuple[str, ...]:
    """The list addresses of some columns, in the order they are named.

    :param names: comma-separated names, as ``-a columns=`` takes them.
    :raises ConfigurationError: when a name is unknown; says which is like it.
    """
    full = {f"{c.host}/{c.folder}": _address(c, ZJOL) for c in ZJOL.columns}
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

    One address a line. Empty lines and what follows a ``#`` at the beginning of a line or after
    a space are left out.

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
