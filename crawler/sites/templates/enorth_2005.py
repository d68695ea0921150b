"""Enorth pages of about 2005 to 2013: .list .title among tables; the evidence is weak."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawler.page.document import Document
from crawler.sites.template import Selection, Template

_ADDRESS = re.compile(r"/system/\d{4}/\d{2}/\d{2}/\d{9}(?:_\d{2})?\.s?html?")


def matches(document: Document) -> bool:
    """An Enorth address and a title inside a list."""
    return _ADDRESS.search(document.url) is not None and _title(document) is not None


def select(document: Document) -> Selection:
    """Headline in ``.list .title``; the body is a named block of the list, else the list."""
    title = _title(document)
    if title is None:
        return Selection()
    for name in ("content", "con", "txt", "text", "contTxt", "nr", "zw"):
        for element in document.classes.get(name, ()):
            if _inside_list(element):
                return Selection(headline=title, body=element, rule=f"css:.list .{name}")
    return Selection(headline=title, body=_list_of(title), rule="css:.list")


def _title(document: Document) -> HtmlElement | None:
    for element in document.classes.get("title", [])[:20]:
        if _inside_list(element):
            return element
    return None


def _inside_list(element: HtmlElement) -> bool:
    return _list_of(element) is not None


def _list_of(element: HtmlElement) -> HtmlElement | None:
    parent = element.getparent()
    for _ in range(12):
        if parent is None:
            return None
        if "list" in (parent.get("class") or "").split():
            return parent
        parent = parent.getparent()
    return None


TEMPLATE = Template(name="enorth-2005", matches=matches, select=select)
