"""The page as one flat sequence of lines and pictures, made in a single walk of the tree.

Everything after this works on the sequence: the density of text, the lines around a headline, the
blocks of the body. A *line* is inline text between two block boundaries or ``<br>``; a *span* is a
block element with the range of items it holds. Built from tuples, not dataclasses: this is the
hottest path of the project.
"""

from __future__ import annotations

import re
from collections import deque
from itertools import islice
from typing import Any, NamedTuple

from lxml.etree import XPath
from lxml.html import HtmlElement

_INLINE, _BLOCK, _LINK, _SKIP, _BREAK, _IMAGE, _VIDEO = range(7)

_KINDS: dict[object, int] = {
    **dict.fromkeys(
        [
            "p",
            "div",
            "section",
            "article",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "ul",
            "ol",
            "li",
            "dl",
            "dt",
            "dd",
            "table",
            "thead",
            "tbody",
            "tfoot",
            "tr",
            "td",
            "th",
            "caption",
            "blockquote",
            "pre",
            "center",
            "form",
            "fieldset",
            "legend",
            "figure",
            "figcaption",
            "header",
            "footer",
            "nav",
            "aside",
            "main",
            "address",
            "hr",
            "hgroup",
            "details",
            "summary",
            "founder-content",
            "body",
            "frameset",
            "menu",
            "dir",
        ],
        _BLOCK,
    ),
    "br": _BREAK,
    **dict.fromkeys(
        [
            "script",
            "style",
            "noscript",
            "template",
            "head",
            "select",
            "option",
            "textarea",
            "button",
            "svg",
            "canvas",
            "link",
            "meta",
            "title",
            "map",
            "area",
            "applet",
            "audio",
            "datalist",
            "noframes",
        ],
        _SKIP,
    ),
    "img": _IMAGE,
    **dict.fromkeys(["video", "iframe", "embed"], _VIDEO),
    "a": _LINK,
}
_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none", re.I)
_STYLED: Any = XPath("descendant-or-self::*[@style]")
MAX_ITEMS = 40_000
"""Lines and pictures of a page that are looked at."""


class Run(NamedTuple):
    """A piece of inline text with where it stands."""

    text: str
    element: HtmlElement
    link: HtmlElement | None


class Line(NamedTuple):
    """Inline text between two block boundaries; never without text."""

    runs: list[Run]
    span: int

    @property
    def text(self) -> str:
        """The characters as they stand in the tree."""
        return "".join([run.text for run in self.runs])


class Media(NamedTuple):
    """A picture or a player in its place among the lines."""

    element: HtmlElement
    span: int
    link: HtmlElement | None
    video: bool


class Outline(NamedTuple):
    """The items of a page, and the block elements as ranges of them (arrays of equal length)."""

    items: list[Line | Media]
    elements: list[HtmlElement]
    parents: list[int]
    starts: list[int]
    ends: list[int]
    numbers: dict[HtmlElement, int]
    """The span of each block element."""

    def span_of(self, element: HtmlElement) -> int | None:
        """The number of a block element's span, None when it is no block or was skipped."""
        return self.numbers.get(element)


def outline(root: HtmlElement) -> Outline:
    """Walk a page once, in document order.

    Scripts, form controls and what is hidden by ``display:none`` are left out.
    """
    hidden = frozenset(
        node
        for node in _STYLED(root)
        if "none" in (style := node.get("style")) and _HIDDEN.search(style)
    )
    return _walk(root, hidden)


def outline_of_all(root: HtmlElement) -> Outline:
    """The same with what is hidden: some pages show their text by script only."""
    return _walk(root, frozenset())


def _walk(root: HtmlElement, hidden: frozenset[HtmlElement]) -> Outline:
    body = root.find("body")
    return _Walk(body if body is not None else root, hidden).run()


class _Walk:
    """The state of one walk, without recursion: hostile pages are two thousand elements deep."""

    def __init__(self, top: HtmlElement, hidden: frozenset[HtmlElement]) -> None:
        self.hidden = hidden
        self.items: list[Line | Media] = []
        self.runs: list[Run] = []
        self.span = -1
        self.link: HtmlElement | None = None
        self.out = Outline(self.items, [], [], [], [], {})
        self.top = top

    def run(self) -> Outline:  # noqa: C901, PLR0915 - one call an element less is a third of the time
        """Walk, and close what is open at the end.

        Elements come in document order; how many children of the open ones are still to come tells
        where each ends.
        """
        items, kinds, hidden, top = self.items, _KINDS, self.hidden, self.top
        _, elements, parents, starts, ends, numbers = self.out
        runs = self.runs
        opened: list[tuple[HtmlElement, int]] = []
        left: list[int] = []
        new = tuple.__new__  # half the time of calling the class
        span = -1
        link: HtmlElement | None = None
        walker = top.iter()
        for element in walker:
            kind = kinds.get(element.tag, _INLINE)
            children = len(element)
            if kind > _BLOCK or (hidden and element in hidden):
                if kind == _LINK and not (hidden and element in hidden):
                    link = element
                    text = element.text
                    if text and (runs or not text.isspace()):
                        runs.append(new(Run, (text, element, link)))
                else:
                    if kind != _SKIP:
                        self.span, self.link, self.runs = span, link, runs
                        self._leaf(element, kind)
                        runs = self.runs
                    if children:
                        children = 0
                        deque(islice(walker, sum(1 for _ in element.iterdescendants())), maxlen=0)
                    if len(items) > MAX_ITEMS:
                        break
                    kind = _SKIP
            else:
                if kind == _BLOCK:
                    if runs:
                        items.append(new(Line, (runs, span)))
                        runs = []
                    elements.append(element)
                    parents.append(span)
                    starts.append(len(items))
                    ends.append(len(items))
                    numbers[element] = span = len(elements) - 1
                text = element.text
                if text and (runs or not text.isspace()):
                    runs.append(new(Run, (text, element, link)))
            if children:
                opened.append((element, kind))
                left.append(children)
                continue
            while True:
                if kind == _BLOCK:
                    if runs:
                        items.append(new(Line, (runs, span)))
                        runs = []
                    ends[span] = len(items)
                    span = parents[span]
                elif element is link:
                    link = None
                if not left:
                    break
                text = element.tail
                if text and (runs or not text.isspace()):
                    runs.append(new(Run, (text, opened[-1][0], link)))
                left[-1] -= 1
                if left[-1]:
                    break
                element, kind = opened.pop()
                left.pop()
            if len(items) > MAX_ITEMS:
                break
        self.span, self.runs = span, runs
        return self._closed()

    def _closed(self) -> Outline:
        """The outline with what is still open closed at its end."""
        self._flush()
        while self.span >= 0:
            self.out.ends[self.span] = len(self.items)
            self.span = self.out.parents[self.span]
        return self.out

    def _leaf(self, element: HtmlElement, kind: int) -> None:
        if kind == _BREAK:
            self._flush()
        elif kind == _IMAGE:
            if self.runs and not _is_glyph(element):
                self._flush()
            self.items.append(Media(element, self.span, self.link, video=False))
        elif kind == _VIDEO:
            self._flush()
            self.items.append(Media(element, self.span, self.link, video=True))

    def _flush(self) -> None:
        if self.runs:
            self.items.append(Line(self.runs, self.span))
            self.runs = []


def _is_glyph(image: HtmlElement) -> bool:
    """Whether a picture is a character of the text, so that the sentence goes on behind it."""
    return any(
        (image.get(side) or "").rstrip("px").isdigit()
        and int((image.get(side) or "").rstrip("px")) <= 48
        for side in ("width", "height")
    )
