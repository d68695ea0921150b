"""Articles of newspapers' e-papers on Founder's system: main-article-title, #ozoom."""

from __future__ import annotations

from crawler.page.document import Document
from crawler.sites.template import (
    Selection,
    Template,
    first_class,
    fullest,
)


def matches(document: Document) -> bool:
    """The zoomed body, or the classes of the newer layout."""
    return "ozoom" in document.ids or "main-article-content" in document.classes


def select(document: Document) -> Selection:
    """Headline in main-article-title, body in main-article-content, else #ozoom."""
    body = fullest(document.classes.get("main-article-content", []))
    rule = "css:.main-article-content"
    if body is None:
        body = next(iter(document.ids.get("ozoom", ())), None)
        rule = "css:#ozoom"
    headline = first_class(document, "main-article-title", "founder-title", "bt1")
    return Selection(headline=headline, body=body, rule=rule)


TEMPLATE = Template(name="founder-epaper", matches=matches, select=select)
