"""One page as the field readers see it: its lines cleaned, and where the article lies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from lxml.html import HtmlElement

from crawler.page.document import Document
from crawler.reading.extract.density import Prose
from crawler.reading.extract.metadata import Metadata
from crawler.reading.extract.outline import Line, Media, Outline
from crawler.reading.normalise.text import clean

LINES_AFTER = 120
"""Lines behind the body that are searched for editors, tags and notices."""
LINES_BEFORE = 16
"""Lines before the headline that may belong to the article."""


class Found(NamedTuple):
    """A value with the rule that read it and how far to trust it (0 to 1)."""

    value: Any
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page with its outline; readers ask it for cleaned lines by item number."""

    document: Document
    metadata: Metadata
    outline: Outline
    prose: Prose
    texts: list[str]
    """The cleaned text of each item, empty for a picture."""

    @property
    def items(self) -> list[Line | Media]:
        """The items of the outline."""
        return self.outline.items

    def text(self, item: int) -> str:
        """The cleaned text of an item, empty for a picture or outside the page."""
        texts = self.texts
        return texts[item] if 0 <= item < len(texts) else ""

    def edged(self, item: int) -> str:
        """The text of a line with a space between its inline elements, for reading labels."""
        line = self.items[item] if 0 <= item < len(self.items) else None
        if not isinstance(line, Line) or len(line.runs) == 1:
            return self.text(item)
        return clean(" ".join([run.text for run in line.runs[:60]]))

    def block(self, item: int) -> HtmlElement:
        """The block element an item stands in."""
        return self.outline.elements[self.items[item].span]

    def names(self, item: int) -> str:
        """Class and id of the block of an item, and of the inline element it begins in."""
        line = self.items[item]
        elements = [self.outline.elements[line.span]]
        if isinstance(line, Line) and line.runs[0].element is not elements[0]:
            elements.append(line.runs[0].element)
        return " ".join(f"{one.get('class') or ''} {one.get('id') or ''}" for one in elements)

    def linked(self, item: int) -> bool:
        """Whether more than half of an item is inside links."""
        return self.prose.linked[item]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the parts of the article lie among the items of a page."""

    headline: int | None
    """Item of the headline, None when it was read from elsewhere."""
    start: int
    """First item of the body."""
    end: int
    """Item behind the body."""
    head: range
    """Items around the headline that may tell time, source and people."""
    tail: range
    """Items behind the body that may tell editors, tags and rights."""
    reference: date | None
    """The day in the address, for dates without a year."""


def texts_of(items: Iterable[Line | Media]) -> list[str]:
    """The cleaned text of each item, empty for a picture."""
    return [clean(item.text) if isinstance(item, Line) else "" for item in items]


def plain(element: HtmlElement) -> str:
    """The cleaned text of an element and all below it."""
    return clean("".join(element.itertext())[:20_000])
