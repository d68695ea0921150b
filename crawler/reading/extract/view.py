"""One page as its readers see it: items, texts, declarations; and where the article lies in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lxml.html import HtmlElement

from crawler.page.document import Document
from crawler.reading.extract.density import Prose
from crawler.reading.extract.metadata import Metadata
from crawler.reading.extract.outline import Line, Media, Outline, class_and_id
from crawler.reading.normalise.text import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
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
        return " ".join(map(class_and_id, elements))

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
    """Items around the headline that may name time, source and people."""
    tail: range
    """Items behind the body that may name editors, tags and rights."""
    reference: date | None
    """The day in the address, for dates without a year."""
