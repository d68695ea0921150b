"""What the head of a page declares: title, meta elements, canonical address, JSON-LD."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from crawler.page.document import Document
from crawler.reading.normalise.text import clean
from crawler.urls.address import absolute

_MAX_JSON = 200_000
_MAX_SCRIPTS = 8
_MAX_METAS = 300
_TAGS = ("html", "meta", "title", "link")
_ARTICLES = frozenset(("Article", "NewsArticle", "ReportageNewsArticle", "BlogPosting", "WebPage"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """Declarations of one page; values are cleaned text."""

    title: str
    """Text of the ``title`` element, empty without one."""
    metas: dict[str, list[str]]
    """Contents of ``meta`` by lower-case name, property or itemprop, in page order."""
    canonical: str | None
    """Absolute canonical address, None when the page names none."""
    json_ld: dict[str, Any]
    """The article object of JSON-LD, empty without one."""
    language: str
    """The ``lang`` of the page, lower case, empty without one."""

    def first(self, *names: str) -> str | None:
        """The first non-empty content under one of the names, in the order of the names."""
        for name in names:
            for content in self.metas.get(name, ()):
                if content:
                    return content
        return None

    def declared(self, key: str) -> str | None:
        """A text of the JSON-LD article: the value itself, or the name of its object."""
        value = self.json_ld.get(key)
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, dict):
            value = value.get("name")
        return clean(value) or None if isinstance(value, str) else None


def read(document: Document) -> Metadata:
    """The declarations of a page; broken JSON-LD counts as none."""
    title, canonical, language = "", None, ""
    metas: dict[str, list[str]] = {}
    seen = 0
    for element in document.root.iter(*_TAGS):
        tag = element.tag
        if tag == "meta":
            seen += 1
            name = element.get("name") or element.get("property") or element.get("itemprop")
            if name and seen <= _MAX_METAS:
                content = clean((element.get("content") or "")[:5000])
                metas.setdefault(name.strip().lower()[:100], []).append(content)
        elif tag == "title" and not title:
            title = clean((element.text or "")[:2000])
        elif (
            tag == "link"
            and canonical is None
            and (element.get("rel") or "").lower() == "canonical"
        ):
            canonical = absolute(document.base_url, element.get("href"))
        elif tag == "html":
            language = (element.get("lang") or element.get("xml:lang") or "").lower()
    if canonical is None and metas.get("og:url"):
        canonical = absolute(document.base_url, metas["og:url"][0])
    return Metadata(
        title=title,
        metas=metas,
        canonical=canonical,
        json_ld=_article(_scripts(document)),
        language=language,
    )


def _scripts(document: Document) -> list[str]:
    """The scripts with JSON-LD."""
    scripts = [
        element
        for element, kind in document.noted["type"]
        if element.tag == "script" and kind.strip().lower() == "application/ld+json"
    ]
    return [(element.text or "")[:_MAX_JSON] for element in scripts[:_MAX_SCRIPTS]]


def _article(scripts: list[str]) -> dict[str, Any]:
    for script in scripts:
        try:
            data = json.loads(script, strict=False)
        except (ValueError, RecursionError):
            continue
        for candidate in _objects(data):
            kind = candidate.get("@type")
            kinds = kind if isinstance(kind, list) else [kind]
            if any(isinstance(one, str) and one in _ARTICLES for one in kinds):
                return candidate
    return {}


def _objects(data: Any) -> list[dict[str, Any]]:
    if isinstance(data, dict):
        graph = data.get("@graph")
        return [data, *_objects(graph)] if isinstance(graph, list) else [data]
    return [one for one in data[:50] if isinstance(one, dict)] if isinstance(data, list) else []
