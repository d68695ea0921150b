"""Web views of the 浙江新闻 app: #headline or .art_title, .news_con or .content."""

from __future__ import annotations

from crawler.page.document import Document
from crawler.sites.template import (
    Selection,
    Template,
    first_class,
    fullest,
)
from crawler.urls.address import host_of


def matches(document: Document) -> bool:
    """The app's host, or the classes of its older view."""
    if "headline" in document.ids and (
        "news_con" in document.classes or "news-content" in document.classes
    ):
        return True
    return host_of(document.url) == "zj.zjol.com.cn" and "art_title" in document.classes


def select(document: Document) -> Selection:
    """Headline in #headline or .art_title, body in .news-content, .news_con or .content."""
    headline = next(iter(document.ids.get("headline", ())), None)
    if headline is None:
        headline = first_class(document, "art_title")
    for name in ("news-content", "news_con", "content"):
        body = fullest(document.classes.get(name, []))
        if body is not None:
            return Selection(headline=headline, body=body, rule=f"css:.{name}")
    return Selection()


TEMPLATE = Template(name="zj-app", matches=matches, select=select)
