"""What well-known ids hold: pubtime_baidu and its kin, and the headline a template names."""

from __future__ import annotations

from lxml.html import HtmlElement

from crawler.reading.extract.headline import Headline
from crawler.reading.extract.origin import made
from crawler.reading.extract.outline import Line
from crawler.reading.extract.page import (
    Found,
    Layout,
    Page,
    plain,
)
from crawler.reading.normalise.dates import find
from crawler.reading.normalise.text import clean
from crawler.urls.address import absolute

_TIME_IDS = ("pubtime_baidu", "articleTime", "news-time", "pubtime", "pubTime")
_SOURCE_IDS = ("source_baidu", "articleSource", "ne_article_source", "source")
_AUTHOR_IDS = ("author_baidu", "articleAuthor")
_EDITOR_IDS = ("editor_baidu", "articleEditor")


def headline(page: Page, element: HtmlElement, general: Headline) -> Headline:
    """The headline a template names; kicker and subtitle stay those of the general rules."""
    parts: list[str] = []
    pieces: list[str] = []
    for node in element.iter():
        if node.tag == "br":
            pieces.append("\n")
        if node.tag not in ("script", "style"):
            pieces.append(node.text or "")
        if node is not element:
            pieces.append(node.tail or "")
    parts = [clean(part) for part in "".join(_split_breaks(pieces)).split("\x1e")]
    text = " ".join(part for part in parts if part)
    if not text:
        return general
    item = _item_of(page, element)
    name = element.get("id") or (element.get("class") or element.tag).split()[0]
    found = Found(text, f"template:{name}", 0.99)
    same = general.found is not None and general.found.value == text
    return Headline(
        found,
        item if item is not None else general.item,
        general.kicker if same else None,
        general.subtitle if same else None,
    )


def _split_breaks(pieces: list[str]) -> list[str]:
    return ["\x1e" if piece == "\n" else piece for piece in pieces]


def _item_of(page: Page, element: HtmlElement) -> int | None:
    """The last item of the outline that stands in an element."""
    span = page.outline.span_of(element)
    if span is not None:
        end = page.outline.ends[span]
        return end - 1 if end > page.outline.starts[span] else None
    for item, line in enumerate(page.items):
        if isinstance(line, Line) and any(run.element is element for run in line.runs):
            return item
    return None


def time(page: Page, layout: Layout) -> Found | None:
    """The time under a well-known id.

    Quirk: zjol repeats ``pubtime_baidu``; the last one counts.
    """
    for name in _TIME_IDS:
        for element in reversed(page.document.ids.get(name, [])):
            moment = find(plain(element)[:200], reference=layout.reference)
            if moment is not None:
                return Found(moment, f"id:{name}", 0.99)
    return None


def source(page: Page) -> Found | None:
    """The source under a well-known id."""
    for name in _SOURCE_IDS:
        for element in page.document.ids.get(name, ())[:3]:
            text = plain(element)
            link = element if element.tag == "a" else element.find(".//a")
            href = link.get("href") if link is not None else None
            value = (
                made(text, text, absolute(page.document.base_url, href))
                if len(text) <= 60
                else None
            )
            if value is not None:
                return Found(value, f"id:{name}", 0.99)
    return None


def author(page: Page) -> Found | None:
    """The text under a well-known id for the author."""
    return _text(page, _AUTHOR_IDS)


def editor(page: Page) -> Found | None:
    """The text under a well-known id for the editor."""
    return _text(page, _EDITOR_IDS)


def _text(page: Page, names: tuple[str, ...]) -> Found | None:
    for name in names:
        for element in page.document.ids.get(name, ())[:3]:
            text = plain(element)
            if text and len(text) <= 200:
                return Found(text, f"id:{name}", 0.98)
    return None
