"""The entries of a page's lists, with date and place: evidence of what the page showed.

The styles are those seen on the site: L1 ``ul.listUl > li.listLi`` with ``span.listSpan``, L1b
the same with ``./`` links, L2 with ``h4``, L3 ``.textList > h3``, L4 ``ul.newslist`` or
``ul[id*=Ullist]``, L5 ``#main > div > ul``, L6 anything in ``.newslist``, L7 other links of a home
page to articles; ``enorth`` rows, ``epaper`` lists, and ``other`` links to articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any

from crawler.reading.discover.model import Link, ListItem
from crawler.sites import classify
from crawler.sites.model import Kind

_CLIMB = 5
_ROW_NODES = 40
_ROW_CHARACTERS = 400
_ROWS = frozenset({"li", "dl", "tr", "h3"})
_COLUMNS = frozenset({"home", "list", "list-page", "list-script", "epaper-index", "epaper-node"})
_WRITTEN = re.compile(
    r"(?:(?:19|20)\d\d ?[年/.-] ?\d{1,2} ?[月/.-] ?\d{1,2}"
    r"|(?<!\d)\d{1,2} ?(?:月|-|/) ?\d{1,2}(?![\d./-]))"
    r" ?日?(?: ?\d{1,2}(?:时|:\d\d(?::\d\d)?)?)?"
)
_FULL = re.compile(r"(\d{4}) ?[年/.-] ?(\d{1,2}) ?[月/.-] ?(\d{1,2})")

Element = Any


def items(anchors: Iterable[tuple[Element, Link]], page_kind: Kind) -> tuple[ListItem, ...]:
    """The entries among a page's links, each address once, in page order.

    :param anchors: every link of the page with its element.
    :param page_kind: what scope says the page is.
    """
    found: dict[str, ListItem] = {}
    for element, link in anchors:
        known = found.get(link.url)
        if known is not None and known.title and known.date_text:
            continue
        classified = classify(link.url)
        if classified.kind in _COLUMNS or (not link.text and classified.work is None):
            continue
        style, row = _style(element)
        if style is None:
            if classified.work is None:
                continue
            style = _unmarked(page_kind)
        elif style == "L1" and (element.get("href") or "").lstrip().startswith("./"):
            style = "L1b"
        date_text = written(_beside(row)) if row is not None else ""
        found[link.url] = ListItem(
            url=link.url,
            title=(known.title if known else "") or link.text,
            date_text=(known.date_text if known else "") or date_text,
            day=(known.day if known else None) or day_of(date_text),
            position=known.position if known else len(found) + 1,
            style=known.style if known else style,
        )
    return tuple(found.values())


def _unmarked(page_kind: Kind) -> str:
    if page_kind == "home":
        return "L7"
    return "epaper" if page_kind in ("epaper-node", "epaper-index") else "other"


def _style(element: Element) -> tuple[str | None, Element | None]:
    """Sort of list a link stands in, and the row that holds its date."""
    row: Element | None = None
    for up in islice(_upwards(element), _CLIMB):
        tag = up.tag
        if row is None and tag in _ROWS:
            row = up
        classes = (up.get("class") or "").split()
        if "listUl" in classes:
            return ("L2" if _within(element, "h4") else "L1"), row
        if "newslist" in classes or "imgnewslist" in classes:
            return ("L4" if tag == "ul" else "L6"), row
        if tag == "ul" and "Ullist" in (up.get("id") or ""):
            return "L4", row
        if "textList" in classes and row is not None and row.tag == "h3":
            return "L3", row
        if "main-ed-articlenav-list" in classes:
            return "epaper", row
        if tag == "ul" and _is_first_in_main(up.getparent()):
            return "L5", row
        if tag == "dl" and "newsmb" in (_parent_class(up)):
            return "enorth", row
    return None, row


def _upwards(element: Element) -> Iterator[Element]:
    up = element.getparent()
    while up is not None:
        yield up
        up = up.getparent()


def _within(element: Element, tag: str) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == tag


def _parent_class(element: Element) -> list[str]:
    parent = element.getparent()
    return [] if parent is None else (parent.get("class") or "").split()


def _is_first_in_main(block: Element | None) -> bool:
    if block is None or block.tag != "div":
        return False
    parent = block.getparent()
    return parent is not None and parent.get("id") == "main" and parent[0] is block


def _beside(row: Element) -> str:
    """A row's own text, without that of its links: the title may speak of other days."""
    parts = [row.text or ""]
    nodes = islice(row.iterdescendants(), _ROW_NODES)
    link: Element | None = None
    for node in nodes:
        if link is not None and _is_inside(node, link):
            continue
        link = node if node.tag == "a" else None
        if link is None and node.tag not in ("script", "style"):
            parts.append(node.text or "")
        parts.append(node.tail or "")
    return " ".join(" ".join(parts)[:_ROW_CHARACTERS].split())


def _is_inside(node: Element, link: Element) -> bool:
    return any(up is link for up in islice(_upwards(node), _CLIMB))


def written(text: str) -> str:
    """The first date in a short text as it is written, with its time; empty without one."""
    found = _WRITTEN.search(text)
    return found[0].strip() if found else ""


def day_of(text: str) -> date | None:
    """The day of a written date; None when it names no year, or a day that does not exist."""
    found = _FULL.match(text)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
