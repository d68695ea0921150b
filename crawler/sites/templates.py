"""The page templates that are known by name, tried in order; docs/how-to/add-a-template.md.

A template names the elements that hold the fields of one page layout. What it leaves out is read
by general rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.page.document import Document
from crawler.urls.address import host_of


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
    """Whether a page is of this template; must be cheap: every page is asked."""
    select: Callable[[Document], Selection]
    """The elements of a page that matches."""


def recognise(document: Document) -> tuple[str, Selection]:
    """The first template that matches a page and finds its body, with what it selects.

    :returns: ``general`` and an empty selection for a page that no template knows.
    """
    for template in TEMPLATES:
        if template.matches(document):
            selection = template.select(document)
            if selection.body is not None:
                return template.name, selection
    return "general", Selection()


def has(selectors: str) -> Callable[[Document], bool]:
    """A test whether a page has an element of one of the selectors.

    :param selectors: ``.class`` and ``#id``, separated by blanks.
    """
    wanted = selectors.split()
    return lambda document: any(_elements(document, selector) for selector in wanted)


def by_selectors(*, headline: str, body: str) -> Callable[[Document], Selection]:
    """A selection by the first of the selectors that a page has.

    Of several elements of a class, the fullest is the body; the first is the headline.

    :param headline: ``.class`` and ``#id``, separated by blanks.
    :param body: the same.
    """
    titles, bodies = headline.split(), body.split()

    def select(document: Document) -> Selection:
        found_titles = (_elements(document, selector) for selector in titles)
        title = next((found[0] for found in found_titles if found), None)
        for selector in bodies:
            found = _elements(document, selector)
            if found:
                element = found[0] if selector.startswith("#") else _fullest(found)
                return Selection(headline=title, body=element, rule=f"css:{selector}")
        return Selection()

    return select


def _elements(document: Document, selector: str) -> list[HtmlElement]:
    by_name = document.ids if selector.startswith("#") else document.classes
    return by_name.get(selector[1:], [])


def _fullest(elements: list[HtmlElement]) -> HtmlElement:
    if len(elements) == 1:
        return elements[0]
    return max(elements[:20], key=lambda element: len("".join(element.itertext())))


# -- what some templates look for --------------------------------------------------------------

_ARTCON = ".artCon .art-con .artical_real .atricle_inner .artSpecial"
"""The name was misspelt in two ways over the years."""
_ENORTH_ADDRESS = re.compile(r"/system/\d{4}/\d{2}/\d{2}/\d{9}(?:_\d{2})?\.s?html?")
_has_news = has(".news_con .news-content")


def _is_enorth_2013(document: Document) -> bool:
    """The class of the body, and an Enorth address or comment."""
    if "contTxt" not in document.classes:
        return False
    if _ENORTH_ADDRESS.search(document.url) is not None:
        return True
    end = document.text[-4000:]
    return "enorth cms" in end or 'cms="enorth' in end


def _is_enorth_2005(document: Document) -> bool:
    return _ENORTH_ADDRESS.search(document.url) is not None and _title(document) is not None


def _select_in_list(document: Document) -> Selection:
    """Headline in ``.list .title``; the body is a named block of the list, else the list."""
    title = _title(document)
    if title is None:
        return Selection()
    for name in ("content", "con", "txt", "text", "contTxt", "nr", "zw"):
        for element in document.classes.get(name, ()):
            if _list_of(element) is not None:
                return Selection(headline=title, body=element, rule=f"css:.list .{name}")
    return Selection(headline=title, body=_list_of(title), rule="css:.list")


def _title(document: Document) -> HtmlElement | None:
    titles = document.classes.get("title", [])[:20]
    return next((title for title in titles if _list_of(title) is not None), None)


def _list_of(element: HtmlElement) -> HtmlElement | None:
    parent = element.getparent()
    for _ in range(12):
        if parent is None:
            return None
        if "list" in (parent.get("class") or "").split():
            return parent
        parent = parent.getparent()
    return None


def _is_zj_app(document: Document) -> bool:
    """The id and the classes of the newer view, or the app's host and the class of the older."""
    if "headline" in document.ids and _has_news(document):
        return True
    return host_of(document.url) == "zj.zjol.com.cn" and "art_title" in document.classes


TEMPLATES = (
    Template(
        name="trs-artcon",  # TRS, about 2019 to today: h1.artTitle, div.info, div.artCon
        matches=has(_ARTCON),
        select=by_selectors(headline=".artTitle .contTit", body=_ARTCON),
    ),
    Template(
        name="enorth-2013",  # Enorth, about 2013 to 2017: pubtime_baidu, contTxt; GBK
        matches=_is_enorth_2013,
        select=by_selectors(headline=".artTitle .contTit", body=".contTxt"),
    ),
    Template(
        name="trs-conttit",  # TRS, about 2016 to 2019: contTit, time, contTxt; UTF-8
        matches=has(".contTxt"),
        select=by_selectors(headline=".contTit .artTitle", body=".contTxt"),
    ),
    Template(
        name="founder-epaper",  # newspapers' e-papers on Founder's system
        matches=has("#ozoom .main-article-content"),
        select=by_selectors(
            headline=".main-article-title .founder-title .bt1", body=".main-article-content #ozoom"
        ),
    ),
    Template(
        name="zj-app",  # web views of the 浙江新闻 app
        matches=_is_zj_app,
        select=by_selectors(
            headline="#headline .art_title", body=".news-content .news_con .content"
        ),
    ),
    Template(
        name="enorth-2005",  # Enorth, about 2005 to 2013: a list among tables; weak evidence
        matches=_is_enorth_2005,
        select=_select_in_list,
    ),
)
"""The narrower before the wider: each is known by names that the later ones do not have."""
