"""The page as one flat sequence of lines and pictures, made in a single walk of the tree; and as
the readers of fields see it: lines cleaned, with where the article lies.

Everything works on the sequence: the density of text, the lines around a headline, the blocks of
the body. A *line* is inline text between two block boundaries or ``<br>``; a *span* is a block
element with the range of items it holds. Built from tuples, not dataclasses: this is the hottest
path of the project.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable
from itertools import islice
from typing import Generic, NamedTuple, TypeVar

from lxml.html import HtmlElement

from crawler.page.document import Document
from crawler.reading.normalise.text import clean

T = TypeVar("T")

_INLINE, _BLOCK, _LINK, _SKIP, _BREAK, _IMAGE, _VIDEO = range(7)

_BLOCKS = """
p div section article h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tfoot tr td th caption
blockquote pre center form fieldset legend figure figcaption header footer nav aside main address
hr hgroup details summary founder-content body frameset menu dir
"""
_SKIPPED = """
script style noscript template head select option textarea button svg canvas link meta title map
area applet audio datalist noframes
"""
_KINDS: dict[object, int] = {
    **dict.fromkeys(_BLOCKS.split(), _BLOCK),
    **dict.fromkeys(_SKIPPED.split(), _SKIP),
    **dict.fromkeys(("video", "iframe", "embed"), _VIDEO),
    "br": _BREAK,
    "img": _IMAGE,
    "a": _LINK,
}
_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none", re.I)
MAX_ITEMS = 40_000
"""Lines and pictures of a page that are looked at."""

LINES_AFTER = 120
"""Lines behind the body that are searched for editors, tags and notices."""
LINES_BEFORE = 16
"""Lines before the headline that may belong to the article."""


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
        runs = self.runs
        return runs[0].text if len(runs) == 1 else "".join([run.text for run in runs])


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


def hidden(document: Document) -> frozenset[HtmlElement]:
    """The elements that ``display:none`` hides by their style attribute."""
    return frozenset(
        element
        for element, style in document.noted["style"]
        if "none" in style and _HIDDEN.search(style)
    )


def outline(document: Document, without: frozenset[HtmlElement]) -> Outline:
    """Walk a page once, in document order.

    Scripts and form controls are left out.

    :param without: elements that are left out with all they hold, such as the hidden ones.
    """
    body = document.root.find("body")
    return _Walk(body if body is not None else document.root, without).run()


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

    def run(self) -> Outline:  # noqa: C901, PLR0915 - a call an element is a third of the time
        """Walk, and close what is open at the end.

        Elements come in document order; the number of children still to come says where
        each open element ends.
        """
        items, hidden = self.items, self.hidden
        _, elements, parents, starts, ends, _ = self.out
        kind_of, is_block = _KINDS.get, _BLOCK
        runs = self.runs
        outer: list[tuple[HtmlElement, int, int]] = []
        around, around_kind, left = self.top, _SKIP, 0  # as if something were around the top
        new = tuple.__new__  # half the time of calling the class
        span = -1
        link: HtmlElement | None = None
        walker = self.top.iter()
        for element in walker:
            kind = kind_of(element.tag, _INLINE)
            children = len(element)
            if kind > is_block or (hidden and element in hidden):
                if kind == _LINK and not (hidden and element in hidden):
                    link = element
                    text = element.text
                    if text and (runs or not text.isspace()):
                        runs.append(new(Run, (text, element, link)))
                else:
                    if kind == _BREAK:
                        if runs:
                            items.append(new(Line, (runs, span)))
                            runs = []
                    elif kind != _SKIP:
                        self.span, self.link, self.runs = span, link, runs
                        self._media(element, kind)
                        runs = self.runs
                    if children:
                        children = 0
                        deque(islice(walker, sum(1 for _ in element.iterdescendants())), maxlen=0)
                    if len(items) > MAX_ITEMS:
                        break
                    kind = _SKIP
            else:
                if kind == is_block:
                    if runs:
                        items.append(new(Line, (runs, span)))
                        runs = []
                    at = len(items)
                    parents.append(span)
                    span = len(elements)
                    elements.append(element)
                    starts.append(at)
                    ends.append(at)
                text = element.text
                if text and (runs or not text.isspace()):
                    runs.append(new(Run, (text, element, link)))
            if children:
                outer.append((around, around_kind, left))
                around, around_kind, left = element, kind, children
                continue
            while True:
                if kind == is_block:
                    if runs:
                        items.append(new(Line, (runs, span)))
                        runs = []
                    ends[span] = len(items)
                    span = parents[span]
                elif element is link:
                    link = None
                if not outer:
                    break  # what stands behind the top is not of it
                text = element.tail
                if text and (runs or not text.isspace()):
                    runs.append(new(Run, (text, around, link)))
                left -= 1
                if left:
                    break
                element, kind = around, around_kind
                around, around_kind, left = outer.pop()
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
        elements = self.out.elements
        self.out.numbers.update(zip(elements, range(len(elements)), strict=True))
        return self.out

    def _media(self, element: HtmlElement, kind: int) -> None:
        if kind == _IMAGE:
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


class Found(NamedTuple, Generic[T]):
    """A value with the rule that read it and how far to trust it (0 to 1)."""

    value: T
    rule: str
    confidence: float


def texts_of(items: Iterable[Line | Media]) -> list[str]:
    """The cleaned text of each item, empty for a picture."""
    return [clean(item.text) if isinstance(item, Line) else "" for item in items]


def plain(element: HtmlElement) -> str:
    """The cleaned text of an element and all below it."""
    return clean("".join(element.itertext())[:20_000])


def class_and_id(element: HtmlElement) -> str:
    """The names an element bears; a space alone for none."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"
