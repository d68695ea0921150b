"""What the site is made of, in TOML: columns, articles, and the layouts that they are put into."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterable
from functools import cache, reduce
from html import escape
from importlib import resources
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """The tables of one file, ``name`` being its name without ``.toml``."""
    return tomllib.loads(resources.files(__name__).joinpath(f"{name}.toml").read_text("utf-8"))


class Html(str):
    """Mark-up: it is not escaped when it is filled into a layout."""

    __slots__ = ()


class _Formatter(string.Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        text: str = format(value, format_spec)
        return text if isinstance(value, Html) else escape(text)


_FORMATTER = _Formatter()


def fill(layout: str, /, **values: object) -> Html:
    """A layout with its fields replaced; their values are escaped unless they are :class:`Html`.

    :param layout: tables and key in ``layouts.toml``, between dots.
    :param values: for the fields, which are written as for :meth:`str.format`.
    """
    text = reduce(lambda table, key: table[key], layout.split("."), load("layouts"))
    return Html(_FORMATTER.vformat(str(text), (), values))


def joined(parts: Iterable[str], between: str = "\n") -> Html:
    """Pieces of mark-up in a row."""
    return Html(between.join(parts))
