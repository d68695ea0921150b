"""The one walk over a page's tree that gathers all it leads to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from crawler.page.document import Document
from crawler.reading.discover import inline, lists, pager
from crawler.reading.discover.model import MAX_LINKS, MAX_TITLE, Link, Links
from crawler.sites import ARTICLES, LISTINGS, classify
from crawler.urls.address import Resolver

Element = Any

_TEXT_NODES = 24
"""Elements inside a link that are looked at for its text."""
MAX_STYLE = 300_000
"""Characters of styles within one page that are read."""
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-url", "original", "_src", "oldsrc")
"""Attributes that hold the address of an image until a script moves it to ``src``."""
_SHEETS = frozenset({"stylesheet", "preload", "modulepreload", "manifest"})
_ICONS = frozenset({"icon", "apple-touch-icon", "apple-touch-icon-precomposed", "mask-icon"})
_PRELOADS = {"style": "css", "script": "script", "font": "font", "image": "img"}
_NONE_ROBOTS = frozenset({"noindex", "nofollow", "noarchive"})


def links(document: Document) -> Links:
    """Gather what a page leads to.

    Pure; never raises. Time is linear in the page's size, memory is bounded by ``MAX_LINKS``.
    """
    page = classify(document.url)
    walk = _Walk(document, anchors_matter=page.kind not in ARTICLES)
    walk.elements(document.nodes)
    walk.styles(document)
    items = lists.items(walk.anchors, page.kind) if page.kind in LISTINGS else ()
    sent_on = inline.redirects(
        document, walk.refreshes, (*walk.scripts, *walk.loading), walk.resolve, len(walk.outlinks)
    )
    return Links(
        outlinks=tuple(walk.outlinks.values()),
        requisites=tuple(walk.requisites.values()),
        list_items=items,
        pager=pager.find(document, page, walk.paging(), walk.resolve, items),
        redirects=sent_on,
        robots=frozenset(walk.robots),
        canonical=walk.canonical,
        dropped=walk.dropped,
    )


def orders(document: Document) -> Links:
    """Only what decides how an article page is read: its redirects and its robots words.

    They are those that ``links`` finds. Nothing else is looked for where the page is no stub, so
    that reading an archive again does not gather links that are not followed.
    """
    if len(document.text) <= inline.STUB_CHARACTERS:
        return links(document)
    walk = _Walk(document, anchors_matter=False)
    walk.elements(document.root.iter("meta"))
    return Links(
        redirects=inline.redirects(document, walk.refreshes, (), walk.resolve, 0),
        robots=frozenset(walk.robots),
    )


class _Walk:
    """The baskets of one walk."""

    def __init__(self, document: Document, *, anchors_matter: bool) -> None:
        self.resolve = Resolver(document.base_url, document.charset.used)
        self.outlinks: dict[str, Link] = {}
        self.requisites: dict[str, Link] = {}
        self.anchors: list[tuple[Element, Link]] = []
        self.anchors_matter = anchors_matter  # an article's are not kept, for speed
        self.refreshes: list[str] = []
        self.scripts: list[str] = []
        self.loading: list[str] = []
        self.robots: set[str] = set()
        self.canonical: str | None = None
        self.following: Link | None = None
        self.style_budget = MAX_STYLE
        self.dropped = 0

    def elements(self, nodes: Iterable[Element]) -> None:
        handlers = _HANDLERS
        for element in nodes:
            handler = handlers.get(element.tag)
            if handler is not None:
                handler(self, element)

    def paging(self) -> pager.Signs:
        return pager.Signs(
            anchors=[link for _, link in self.anchors] or list(self.outlinks.values()),
            scripts=self.scripts,
            embeds=self.requisites,
            following=self.following,
        )

    def styles(self, document: Document) -> None:
        """Addresses in style attributes and old ``background`` attributes, of any element."""
        for _, style in document.noted["style"]:
            if "url(" in style.lower():
                self.style(style)
        for _, address in document.noted["background"]:
            self.embed(address, "img")

    def style(self, text: str) -> None:
        """Addresses in one style element or attribute; all of a page's together are bounded."""
        text = text[: self.style_budget]
        self.style_budget -= len(text)
        for raw, context in inline.style_addresses(text):
            self.embed(raw, context)

    def link(self, url: str, context: str, text: str, rel: str) -> Link | None:
        known = self.outlinks.get(url)
        if known is None:
            if len(self.outlinks) >= MAX_LINKS:
                self.dropped += 1
                return None
            known = Link(url, "E" if context == "frame" else "L", context, text, rel)
            self.outlinks[url] = known
        elif text and not known.text:
            # A picture and a headline often lead to the same article: keep the headline.
            known = self.outlinks[url] = known._replace(text=text)
        return known

    def embed(self, href: str | None, context: str) -> None:
        url = self.resolve(href) if href else None
        if url is not None:
            self._keep(Link(url, "E", context))

    def _keep(self, link: Link) -> None:
        if link.url in self.requisites:
            return
        if len(self.requisites) >= MAX_LINKS:
            self.dropped += 1
        else:
            self.requisites[link.url] = link


def _a(walk: _Walk, element: Element) -> None:
    href = element.get("href")
    url = walk.resolve(href) if href else None
    if url is None:
        return
    text = _text(element)
    rel = element.get("rel")
    kept = walk.link(url, element.tag, text, rel.lower() if rel else "")
    if walk.anchors_matter and kept is not None:
        own = kept if kept.text == text else kept._replace(text=text)
        walk.anchors.append((element, own))


def _text(element: Element) -> str:
    """Title or text of a link; the title where the text was cut short with dots."""
    if len(element):
        parts = []
        for inner in islice(element.iter(), _TEXT_NODES):
            parts.append(inner.text or "")
            if inner is not element:
                parts.append(inner.tail or "")
        text = "".join(parts)
    else:
        text = element.text or ""
    title = element.get("title")
    if title and (not text or len(title) >= len(text) or text.rstrip().endswith(("...", "…"))):
        text = title
    return " ".join(text[: 4 * MAX_TITLE].split())[:MAX_TITLE]


def _img(walk: _Walk, element: Element) -> None:
    source = element.get("src")
    walk.embed(source, "img")
    shown = source.rpartition("/")[2] if source else ""
    for name in _LAZY:
        lazy = element.get(name)
        # The same file name elsewhere is the picture as it lay in the CMS, not another picture.
        if lazy and lazy.rpartition("/")[2] != shown:
            walk.embed(lazy, "img")
    for name in ("srcset", "data-srcset"):
        srcset = element.get(name)
        if srcset:
            for address in inline.srcset_addresses(srcset):
                walk.embed(address, "img")


def _source(walk: _Walk, element: Element) -> None:
    walk.embed(element.get("src"), "media")
    for name in ("srcset", "data-srcset"):
        for address in inline.srcset_addresses(element.get(name) or ""):
            walk.embed(address, "img")


def _media(walk: _Walk, element: Element) -> None:
    walk.embed(element.get("src"), "media")
    walk.embed(element.get("poster"), "img")


def _script(walk: _Walk, element: Element) -> None:
    source = element.get("src")
    if source:
        walk.embed(source, "script")
    elif element.text:
        walk.scripts.append(element.text)


def _link(walk: _Walk, element: Element) -> None:
    href = element.get("href")
    rel = (element.get("rel") or "").lower()
    if not href or not rel:
        return
    words = rel.split()
    if not _ICONS.isdisjoint(words):
        walk.embed(href, "icon")
    elif not _SHEETS.isdisjoint(words):
        kind = "css" if "stylesheet" in words else (element.get("as") or "").lower()
        walk.embed(href, _PRELOADS.get(kind, "css" if kind == "css" else "script"))
    elif "canonical" in words:
        walk.canonical = walk.canonical or walk.resolve(href)
    elif "next" in words:
        url = walk.resolve(href)
        walk.following = Link(url, "L", "pager") if url else None
    elif "alternate" in words and "xml" in (element.get("type") or ""):
        url = walk.resolve(href)
        if url:
            walk.link(url, "feed", "", rel)


def _style(walk: _Walk, element: Element) -> None:
    if element.text:
        walk.style(element.text)


def _body(walk: _Walk, element: Element) -> None:
    handler = element.get("onload")
    if handler:
        walk.loading.append(handler)


def _picture(walk: _Walk, element: Element) -> None:
    """``<image>`` and ``<use>`` of SVG; a drawing within the page itself is no address."""
    for name in ("href", "xlink:href"):
        walk.embed(element.get(name), "img")


def _input(walk: _Walk, element: Element) -> None:
    if (element.get("type") or "").lower() == "image":
        walk.embed(element.get("src"), "img")


def _object(walk: _Walk, element: Element) -> None:
    walk.embed(element.get("data") or element.get("src"), "object")


def _param(walk: _Walk, element: Element) -> None:
    if (element.get("name") or "").lower() in ("movie", "src"):
        walk.embed(element.get("value"), "object")


def _frame(walk: _Walk, element: Element) -> None:
    source = element.get("src") or element.get("data-src")
    url = walk.resolve(source) if source else None
    if url is not None:
        walk.link(url, "frame", "", "")


def _meta(walk: _Walk, element: Element) -> None:
    content = element.get("content")
    if not content:
        return
    if (element.get("http-equiv") or "").lower() == "refresh":
        parent = element.getparent()
        if parent is not None and parent.tag == "noscript":
            return  # meant for visitors without scripts, not for the page as it is
        walk.refreshes.append(content)
    elif (element.get("name") or "").lower() == "robots":
        words = content.lower().replace(",", " ").split()[:20]
        for word in words:
            walk.robots.update(_NONE_ROBOTS if word == "none" else {word})


_HANDLERS: dict[str, Callable[[_Walk, Element], None]] = {
    tag: handler
    for tags, handler in (
        ("a area", _a),
        ("img", _img),
        ("source", _source),
        ("video audio track", _media),
        ("script", _script),
        ("link", _link),
        ("style", _style),
        ("input", _input),
        ("object embed", _object),
        ("param", _param),
        ("iframe frame", _frame),
        ("meta", _meta),
        ("body", _body),
        ("image use", _picture),
    )
    for tag in tags.split()
}
