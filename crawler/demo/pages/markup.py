"""Pieces of HTML that several layouts share."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

INDENT = "　　"
"""Two full-width spaces: how both systems indent a paragraph."""


def link(href: str, text: str, *, extra: str = "") -> str:
    """An ``<a>`` with its text escaped.

    :param href: address, written as given.
    :param extra: further attributes, beginning with a space.
    """
    return f'<a href="{escape(href)}"{extra}>{escape(text)}</a>'


def protocol_relative(url: str) -> str:
    """An address without its scheme: ``//host/path``."""
    return url[url.index("//") :]


def items(lines: Iterable[str]) -> str:
    """List items, one a line."""
    return "\n".join(f"<li>{line}</li>" for line in lines)


def table(rows: tuple[tuple[str, ...], ...]) -> str:
    """A data table; its first row is a plain row too, as editors paste them."""
    lines = "\n".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f'<table border="1" cellspacing="0" cellpadding="3"><tbody>\n{lines}\n</tbody></table>'
