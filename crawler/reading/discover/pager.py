"""The further pages of a list, of a split article, of an e-paper's issue."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from crawler.page.document import Document
from crawler.reading.discover import enorth_pages
from crawler.reading.discover.inline import without_comments
from crawler.reading.discover.model import MAX_PAGES, Link, ListItem, Pager
from crawler.sites import LISTINGS, Classification, classify

MAX_COUNT = 100_000
"""A pager that claims more pages is not believed."""

_CALL = re.compile(
    r"createPageHTML\s{0,9}\(\s{0,9}(?:[\"'][^\"'\n]{0,80}[\"']\s{0,9},\s{0,9})?"
    r"[\"']?(\d{1,9})[\"']?\s{0,9},\s{0,9}[\"']?(\d{1,9})[\"']?\s{0,9},\s{0,9}"
    r"[\"']([\w./-]{1,200})[\"']\s{0,9},\s{0,9}[\"']\.?(\w{1,8})[\"']",
    re.ASCII,
)
_COUNT_PAGE = re.compile(r"\bcountPage\s{0,9}=\s{0,9}[\"']?(\d{1,9})")
_CURRENT_PAGE = re.compile(r"\bcurrentPage\s{0,9}=\s{0,9}[\"']?(\d{1,9})")
_FILE = re.compile(r"(.*?)(?:_\d{1,4})?\.(\w{1,8})")
_NEXT = ("下一页", "下页", "后一页")

Resolve = Callable[[str], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What a pager is recognised by, gathered in the walk over the page."""

    anchors: Sequence[Link]
    """Every link of the page, in order, with its own text."""
    scripts: Sequence[str]
    """Text of its inline scripts."""
    embeds: Mapping[str, Link]
    """Files it embeds, by address."""
    following: Link | None
    """Its ``<link rel=next>``."""


def find(
    document: Document,
    page: Classification,
    signs: Signs,
    resolve: Resolve,
    items: Sequence[ListItem],
) -> Pager | None:
    """The further pages that a page names, None when it names none."""
    if page.work is not None and page.kind != "epaper-article":
        return _article(document, page, signs, resolve)
    if page.kind.startswith("epaper"):
        return _epaper(signs)
    if page.kind not in LISTINGS and page.kind != "page":
        return None
    return (
        _written(document, signs, resolve)
        or _enorth(page, signs)
        or _next_link(page, signs)
        or _counted(page, resolve, items)
    )


def _article(
    document: Document, page: Classification, signs: Signs, resolve: Resolve
) -> Pager | None:
    """Pages of a split article: all addresses of the same work that the page names."""
    written = _written(document, signs, resolve)
    numbered: dict[int, Link] = {}
    stem = page.work.rpartition(":")[2] if page.work else ""
    named: Iterable[Link] = (link for link in signs.anchors if stem in link.url)
    for link in (*(written.pages if written else ()), *named):
        classified = classify(link.url)
        if classified.work == page.work and classified.page != page.page:
            numbered.setdefault(classified.page, Link(link.url, "L", "pager"))
    if not numbered:
        return None
    later = [number for number in numbered if number > page.page]
    return Pager(
        style=written.style if written else "article",
        next=numbered[min(later)] if later else None,
        pages=tuple(numbered[number] for number in sorted(numbered))[:MAX_PAGES],
        count=written.count if written else None,
    )


def _written(document: Document, signs: Signs, resolve: Resolve) -> Pager | None:
    """A pager that a script writes: ``createPageHTML(…)``, or ``countPage`` and its loop."""
    for script in signs.scripts:
        if "createPageHTML" in script and (found := _CALL.search(without_comments(script))):
            count, index, name, extension = found.groups()
            return _spelt_out(int(count), int(index), f"{name}|{extension}", resolve)
    for script in signs.scripts:
        if "countPage" in script and (counted := _COUNT_PAGE.search(script)):
            current = _CURRENT_PAGE.search(script)
            last = document.url.partition("?")[0].rpartition("/")[2] or "index.shtml"
            file = _FILE.fullmatch(last)
            if file is not None:
                index = current[1] if current else "0"
                return _spelt_out(int(counted[1]), int(index), f"{file[1]}|{file[2]}", resolve)
    return None


def _spelt_out(count: int, index: int, name: str, resolve: Resolve) -> Pager | None:
    if not 1 < count <= MAX_COUNT:
        return None
    stem, _, extension = name.partition("|")

    def page(number: int) -> Link | None:
        url = resolve(f"{stem}_{number}.{extension}" if number else f"{stem}.{extension}")
        return Link(url, "L", "pager") if url else None

    numbers = [n for n in range(min(count, MAX_PAGES + 1)) if n != index]
    return Pager(
        style="create-page-html",
        next=page(index + 1) if index + 1 < count else None,
        pages=tuple(link for n in numbers if (link := page(n)))[:MAX_PAGES],
        count=count,
    )


def _enorth(page: Classification, signs: Signs) -> Pager | None:
    script = next((link for link in signs.embeds.values() if "/count_page_list_" in link.url), None)
    older = enorth_pages.older(page.url) if page.rule == "enorth-count-page" else None
    if script is None and older is None:
        return None
    following = Link(older, "L", "pager") if older else None
    return Pager(style="enorth-script", next=following, script=script)


def _next_link(page: Classification, signs: Signs) -> Pager | None:
    following = signs.following or _related(signs.anchors) or _labelled(signs.anchors, _NEXT)
    if following is None or classify(following.url).key == page.key:
        return None
    return Pager(style="next-link", next=following._replace(context="pager"))


def _counted(page: Classification, resolve: Resolve, items: Sequence[ListItem]) -> Pager | None:
    """The next page by counting up, for lists of articles that name no further page."""
    if page.rule not in ("list-index", "list-index-n", "unknown-host") or not items:
        return None
    if page.kind == "home" or not any(classify(item.url).rule == "trs-article" for item in items):
        return None
    last = page.url.partition("?")[0].rpartition("/")[2] or "index.shtml"
    file = _FILE.fullmatch(last)
    url = resolve(f"{file[1]}_{page.page}.{file[2]}") if file else None
    if url is None:
        return None
    return Pager(style="counted", next=Link(url, "I", "pager"))


def _epaper(signs: Signs) -> Pager | None:
    earlier = _labelled(signs.anchors, ("上一期",))
    following = _labelled(signs.anchors, ("下一版",))
    if earlier is None and following is None:
        return None
    return Pager(
        style="epaper",
        next=following._replace(context="pager") if following else None,
        earlier=earlier._replace(context="pager") if earlier else None,
    )


def _labelled(anchors: Sequence[Link], labels: tuple[str, ...]) -> Link | None:
    for link in anchors:
        text = link.text
        if len(text) <= 12 and any(label in text for label in labels):
            return link
    return None


def _related(anchors: Sequence[Link]) -> Link | None:
    return next((link for link in anchors if "next" in link.rel.split()), None)
