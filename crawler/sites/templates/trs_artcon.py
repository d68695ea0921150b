"""TRS pages of about 2019 to today: h1.artTitle, div.info, div.artCon, div.cprtip."""

from __future__ import annotations

from crawler.page.document import Document
from crawler.sites.template import (
    Selection,
    Template,
    first_class,
    fullest,
)

_BODIES = ("artCon", "art-con", "artical_real", "atricle_inner", "artSpecial")


def matches(document: Document) -> bool:
    """One of the body's classes; the name was misspelt in two ways over the years."""
    return any(name in document.classes for name in _BODIES)


def select(document: Document) -> Selection:
    """Headline in artTitle, body in artCon."""
    for name in _BODIES:
        body = fullest(document.classes.get(name, []))
        if body is not None:
            headline = first_class(document, "artTitle", "contTit")
            return Selection(headline=headline, body=body, rule=f"css:.{name}")
    return Selection()


TEMPLATE = Template(name="trs-artcon", matches=matches, select=select)
