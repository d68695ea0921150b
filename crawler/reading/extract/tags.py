"""Key words: the tags readers see, and the ones only the head declares, kept apart."""

from __future__ import annotations

import re

from crawler.reading.extract.labels import find_labels
from crawler.reading.extract.outline import Line
from crawler.reading.extract.page import Found, Layout, Page
from crawler.reading.normalise.text import CJK, clean

_STRONG = re.compile(r"[;；,，、|｜\x1f]+")
_BETWEEN_CJK = re.compile(rf"(?<=[{CJK}\d”》])[\s　]+(?=[{CJK}\d“《])|\s{{2,}}")
_STOPS = re.compile(r"责任编辑|责编|编辑\s?[:：]|来源\s?[:：]|作者\s?[:：]|分享|打印|纠错")
_LONGEST = 24
_MOST = 40


def split(text: str) -> list[str]:
    """Key words of one text, split at ; ； , ， 、 | and at spaces between Chinese words."""
    words: list[str] = []
    for part in _STRONG.split(text):
        for word in _BETWEEN_CJK.split(part.strip()):
            word = word.strip(" 　#·.:：\"'")
            if word and len(word) <= _LONGEST and word not in words:
                words.append(word)
    return words[:_MOST]


def visible(page: Page, layout: Layout) -> Found | None:
    """The tags shown with the article."""
    last = range(max(layout.start, layout.end - 3), layout.end)
    above = [item for item in layout.head if layout.headline is None or item > layout.headline]
    for label in find_labels(page, [*layout.tail, *last, *above], "tags"):
        stop = _STOPS.search(label.value)
        value = label.value[: stop.start()] if stop else label.value
        words = split(_with_edges(page, label.item, value))
        if words:
            return Found(words, "label:标签", 0.95)
        words = _links_behind(page, label.item)
        if words:
            return Found(words, "label:标签-links", 0.85)
    return None


def declared(page: Page, site: str | None) -> Found | None:
    """The key words of the head, None where they describe the site instead of the article."""
    texts = page.metadata.metas.get("keywords", [])
    filled = [text for text in texts if text]
    if not filled:
        return None
    if len(filled) < len(texts) and _of_site(filled[0], site):
        # An empty element for the article beside a filled one for the site.
        return None
    words = split(filled[-1] if len(filled) > 1 and _of_site(filled[0], site) else filled[0])
    return Found(words, "meta:keywords", 0.9) if words else None


def _of_site(text: str, site: str | None) -> bool:
    return (site is not None and site[:4] in text) or text.count("网") + text.count("政府") >= 3


def _with_edges(page: Page, item: int, value: str) -> str:
    """The value with the edges of links as separators, so that tags without commas part."""
    line = page.items[item]
    if not isinstance(line, Line):
        return value
    linked = [clean(run.text) for run in line.runs if run.link is not None and clean(run.text)]
    return "\x1f".join(linked) if linked and all(word in value for word in linked) else value


def _links_behind(page: Page, item: int) -> list[str]:
    words: list[str] = []
    for after in range(item + 1, min(item + 12, len(page.items))):
        line = page.items[after]
        if not isinstance(line, Line) or not page.linked(after) or len(page.text(after)) > 60:
            break
        words.extend(clean(run.text) for run in line.runs if run.link is not None)
    return [word for word in split("\x1f".join(words)) if len(word) <= 12]
