"""Which items of a page are the body, which stand around the headline, which behind the text."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawler.reading.extract.density import Region
from crawler.reading.extract.headline import Headline
from crawler.reading.extract.images import picture_url
from crawler.reading.extract.noise import ends_article, is_noise
from crawler.reading.extract.outline import Line, Media
from crawler.reading.extract.page import (
    LINES_AFTER,
    LINES_BEFORE,
    Found,
    Layout,
    Page,
)
from crawler.reading.normalise.dates import find, of_url

_INFO = re.compile(
    r"来\s{0,4}源\s{0,3}[:：]|来源于|作\s{0,4}者\s{0,3}[:：]|编辑\s{0,3}[:：]|责编\s{0,3}[:：]"
    r"|发布(?:时间|日期)|发稿时间|时\s{0,4}间\s{0,3}[:：]|日\s{0,4}期\s{0,3}[:：]|浏览(?:次数"
    r"|量)|点击(?:数|率)?\s?[:：]"
    r"|字\s?[号体]|打印|分享到?|阅读(?:量|数|次数)?\s?[:：]?\s?\d|稿源|评论\(?\d|字体[:：]"
    r"|索引号|发文机关|文号"
)
_INFO_NAMES = re.compile(
    r"(?:^|[\s_-])(?:authors?|byline\w{0,8}|datestamp|pubtime|post_?info|art_?info"
    r"|article_?info|meta|source|infor?|time|date)(?:$|[\s_-])",
    re.I,
)
_MAX_INFO = 160
_MAX_HEAD_LINES = 14
_MAX_PASSED = 60
"""Characters of other short lines that may stand between the lines of information."""


def body_region(
    page: Page, selected: HtmlElement | None, rule: str, headline: int | None
) -> tuple[Region | None, Found | None, float]:
    """The region of the body, the rule that chose it, and its overlap with the density's choice.

    :param selected: the element a template names, None without a template.
    :param rule: how the template selects it.
    :param headline: item that is surely the headline, None when none is.
    :returns: the region (None on a page without text), its rule, agreement from 0 to 1.
    """
    dense = page.prose.densest(headline)
    outline = page.outline
    span = outline.span_of(selected) if selected is not None else None
    if span is not None and outline.ends[span] > outline.starts[span]:
        chosen = Region(span, outline.starts[span], outline.ends[span], page.prose.of(span))
        agreement = _overlap(page, chosen, dense)
        return chosen, Found(None, rule, 0.98 if agreement >= 0.7 else 0.85), agreement
    known = page.prose.known(page.document, dense, headline)
    if known is None or dense is None:
        region = known or dense
        return region, Found(None, "known" if known else "density", 0.7) if region else None, 1.0
    agreement = _overlap(page, known, dense)
    if _is_better(page, known, dense):
        element = outline.elements[known.span]
        name = element.get("id") or element.get("class") or element.tag
        return known, Found(None, f"known:{name.split()[0]}", 0.93), agreement
    return dense, Found(None, "density", 0.8 if agreement >= 0.7 else 0.6), agreement


def _is_better(page: Page, known: Region, dense: Region) -> bool:
    """Whether the element with a well-known name is the body rather than the densest one."""
    if known.start >= dense.start and known.end <= dense.end:
        return known.prose >= 0.8 * dense.prose or (
            known.prose >= 0.5 * dense.prose and dense.span == 0
        )
    if known.start <= dense.start and known.end >= dense.end:
        around = [*range(known.start, dense.start), *range(dense.end, known.end)]
        lines = [item for item in around if page.text(item)]
        linked = sum(page.linked(item) for item in lines)
        return linked <= 0.3 * len(lines) + 1 and dense.prose >= 0.4 * known.prose
    return known.prose >= 0.8 * dense.prose


def _overlap(page: Page, one: Region, other: Region | None) -> float:
    """Prose both hold, as a share of what either holds."""
    if other is None:
        return 1.0
    start, end = max(one.start, other.start), min(one.end, other.end)
    both = page.prose.between(start, end) if end > start else 0.0
    either = one.prose + other.prose - both
    return both / either if either > 0 else 1.0


def settle(page: Page, region: Region | None, headline: Headline) -> Layout:
    """The ranges of items that the readers of fields look at."""
    title = headline.item
    if region is None:
        start = end = (title + 1) if title is not None else 0
    else:
        start, end = region.start, region.end
        if title is not None and start <= title < end:
            start = title + 1
        start = _behind_info(page, start, end, headline)
        end = _before_related(page, start, end)
        start = _with_pictures(page, start, title)
    first = max(0, (title if title is not None else start) - LINES_BEFORE)
    last_head = max(start, min((title or start) + 3, len(page.items)))
    return Layout(
        headline=title,
        start=start,
        end=end,
        head=range(first, last_head if start - first < 80 else first + 80),
        tail=range(end, min(len(page.items), end + LINES_AFTER)),
        reference=of_url(page.document.url),
    )


def _behind_info(page: Page, start: int, end: int, headline: Headline) -> int:
    """The first item behind the lines of time, source and tools that open a region."""
    told = {found.value for found in (headline.found, headline.kicker, headline.subtitle) if found}
    at = after = start
    passed = 0
    while at < min(end, start + _MAX_HEAD_LINES) and passed <= _MAX_PASSED:
        item = page.items[at]
        text = page.text(at)
        if isinstance(item, Line):
            named = len(text) <= 60 and _INFO_NAMES.search(_parent_names(page, at)) is not None
            if text in told or named or is_info(text):
                after = at + 1
            elif text.endswith(("。", "！", "？", "”")) or page.prose.between(at, at + 1) > 30:
                break
            else:
                passed += len(text)
        at += 1
    return after


def _parent_names(page: Page, item: int) -> str:
    """Class and id around a line, from its inline element to the parent of its block."""
    parent = page.block(item).getparent()
    outer = "" if parent is None else f" {parent.get('class') or ''}"
    return f"{page.names(item)}{outer}"


def _with_pictures(page: Page, start: int, title: int | None) -> int:
    """The first item of pictures and captions that stand between the headline and the text."""
    at = start - 1
    found = start
    while at > max(title if title is not None else start - 1, start - 9):
        item = page.items[at]
        if isinstance(item, Media):
            if (
                item.video
                or item.link is not None
                or not picture_url(item.element, page.document.base_url)
            ):
                break
            if page.outline.elements[item.span].tag in ("li", "ul", "h1"):
                break
            found = at
        elif (
            page.linked(at)
            or len(page.text(at)) > 120
            or is_info(page.text(at))
            or is_noise(page.text(at))
        ):
            break
        at -= 1
    return found


def is_info(text: str) -> bool:
    """Whether a line tells about the article instead of being of it."""
    if not text or len(text) > _MAX_INFO:
        return False
    if _INFO.search(text) and len(text) <= 120 and not text.endswith(("。", "”")):
        return True
    moment = find(text)
    return (
        moment is not None
        and len(text) - len(moment.raw) <= 24
        and not re.search(r"[。，；]|[讯电]", text)
    )


def _before_related(page: Page, start: int, end: int) -> int:
    """Where a region stops being the article: at 相关阅读 and its kind."""
    whole = page.prose.between(start, end)
    for at in range(start, end):
        text = page.text(at)
        if not text or not ends_article(text):
            continue
        if page.prose.between(start, at) < 0.3 * whole:
            continue
        nearest = [after for after in range(at + 1, min(end, at + 12)) if page.text(after)][:4]
        linked = sum(page.linked(after) for after in nearest)
        if page.prose.between(at, end) < 0.15 * whole or (nearest and 2 * linked >= len(nearest)):
            return at
    return end
