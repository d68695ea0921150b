"""Whose article it is: the source the page names (来源), and the site that publishes it."""

from __future__ import annotations

import re
from typing import Any

from lxml.html import HtmlElement

from crawler.reading.extract.labels import find_labels
from crawler.reading.extract.outline import Line
from crawler.reading.extract.page import (
    Found,
    Layout,
    Page,
    plain,
)
from crawler.reading.normalise.dates import find_all
from crawler.reading.normalise.sources import (
    alias,
    is_source,
    of_host,
    tidy,
)
from crawler.reading.normalise.surnames import is_organisation
from crawler.urls.address import absolute, host_of

_SOURCE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:\w{0,12}source|laiyuan|ly|sour|copyfrom|media_?name|origin|from)(?:$|[\s_-])",
    re.I,
)
_LABEL = re.compile(r"^(?:信息|稿件|文章|本文)?来\s{0,4}源(?:于|自)?\s{0,3}[:：]?\s{0,4}")
_META_NAMES = (
    "contentsource",
    "source",
    "article:source",
    "mediaid",
    "og:article:author_source",
    "copyfrom",
)


def source(page: Page, layout: Layout, selected: Found | None) -> Found | None:
    """The source; the value is the record's object {name, nameRaw, url}."""
    if selected is not None and selected.value["name"]:
        return selected
    return (
        _labelled(page, layout)
        or _by_names(page, layout)
        or _declared(page)
        or _behind(page, layout)
        or _beside_time(page, layout)
    )


def made(raw: str, name: str, url: str | None) -> dict[str, Any] | None:
    """The source object from what the page shows, None when nothing is named."""
    name = tidy(_LABEL.sub("", name))
    if not is_source(name):
        return None
    return {"name": alias(name), "nameRaw": raw.strip(), "url": url}


def publisher(page: Page, crumbs: list[dict[str, Any]]) -> Found:
    """The publishing site; the value is {name, domain}."""
    domain = host_of(page.document.url)
    name, rule, confidence = of_host(domain), "host", 0.99
    metadata = page.metadata
    if name is None:
        name, rule = metadata.first("sitename", "og:site_name", "application-name"), "meta:SiteName"
        confidence = 0.9
    if name is None:
        name, rule = metadata.declared("publisher"), "json-ld:publisher"
    if name is None:
        tail = re.split(r"[_|｜-]+", metadata.title)[-1].strip() if metadata.title else ""
        if (
            2 <= len(tail) <= 16
            and tail != metadata.title.strip()
            and (is_organisation(tail) or tail.endswith(("网", "报")))
        ):
            name, rule, confidence = tail, "title", 0.7
    if name is None and crumbs and crumbs[0]["name"].endswith(("网", "报", "在线", "政府")):
        name, rule, confidence = crumbs[0]["name"], "breadcrumbs", 0.6
    return Found({"name": name, "domain": domain}, rule, confidence if name else 0.0)


def _labelled(page: Page, layout: Layout) -> Found | None:
    for label in find_labels(page, _near(layout), "source"):
        value = made(label.raw, label.value, label.url)
        if value is not None:
            return Found(value, "label:来源", 0.95)
    return None


def _near(layout: Layout) -> list[int]:
    split = layout.headline if layout.headline is not None else layout.start
    return [item for item in layout.head if item > split] + [
        item for item in layout.head if item <= split
    ]


def _by_names(page: Page, layout: Layout) -> Found | None:
    """An inline element whose class says that it holds the source."""
    for item in _near(layout):
        line = page.items[item]
        if not isinstance(line, Line) or len(page.text(item)) > 200:
            continue
        for run in line.runs:
            element = run.element
            names = _own_names(element)
            parent = element.getparent()
            if not _SOURCE_NAMES.search(names) and parent is not None:
                element, names = parent, _own_names(parent)
            if not _SOURCE_NAMES.search(names):
                continue
            text = plain(element)
            link = run.link.get("href") if run.link is not None else None
            value = (
                made(text, text, absolute(page.document.base_url, link))
                if len(text) <= 40
                else None
            )
            if value is not None and not list(find_all(text)):
                return Found(value, f"class:{names.split()[0]}", 0.85)
    return None


def _own_names(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _declared(page: Page) -> Found | None:
    text = page.metadata.first(*_META_NAMES)
    value = made(text, text, None) if text and len(text) <= 40 else None
    return Found(value, "meta:source", 0.8) if value else None


def _beside_time(page: Page, layout: Layout) -> Found | None:
    """What stands right behind the time in the same line: 2020-10-04 10:41 新华网."""
    for item in _near(layout):
        text = page.text(item)
        moments = list(find_all(text)) if 0 < len(text) < 90 else []
        if not moments:
            continue
        before, _, rest = page.edged(item).partition(moments[-1].raw)
        words = [*rest.strip(" |｜").split(" ")[:1], *before.strip(" |｜").split(" ")[-1:]]
        word = next((one for one in words if is_organisation(one)), "")
        if 2 < len(word) <= 16 and is_organisation(word) and ":" not in word and "：" not in word:
            value = made(word, word, None)
            if value is not None:
                return Found(value, "line:beside-time", 0.6)
    return None


def _behind(page: Page, layout: Layout) -> Found | None:
    """A source named in the last lines of the body or right behind it."""
    lines = [*range(max(layout.start, layout.end - 4), layout.end), *list(layout.tail)[:14]]
    for label in find_labels(page, lines, "source"):
        if "资料来源" in label.raw or "图片来源" in page.text(label.item):
            continue
        value = made(label.raw, label.value, label.url)
        if value is not None:
            return Found(value, "label:来源-behind", 0.75)
    return None
