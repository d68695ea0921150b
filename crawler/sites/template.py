"""What a template is, and what it tells of a page: the elements that hold its fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.page.document import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The elements of one page that a template knows; None leaves the field to general rules."""

    headline: HtmlElement | None = None
    body: HtmlElement | None = None
    rule: str = ""
    """How the body was selected, for ``fieldSources``: ``css:div.contTxt``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One page template."""

    name: str
    """Name in records and reports, for instance ``trs-artcon``."""
    matches: Callable[[Document], bool]
    """Whether a page is of this template; must be cheap: it is asked of every page."""
    select: Callable[[Document], Selection]
    """The elements of a page that matches."""


def first_class(document: Document, *names: str) -> HtmlElement | None:
    """The first element that bears one of the classes, in the order of the names."""
    for name in names:
        for element in document.classes.get(name, ()):
            return element
    return None


def fullest(elements: list[HtmlElement]) -> HtmlElement | None:
    """The element with the most text, where a page uses a class more than once."""
    if len(elements) <= 1:
        return elements[0] if elements else None
    return max(elements[:20], key=lambda element: len("".join(element.itertext())))
