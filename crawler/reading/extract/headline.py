"""The headline as the page shows it, without the site's name, with kicker and subtitle."""

from __future__ import annotations

import re
from typing import NamedTuple

from lxml.html import HtmlElement

from crawler.reading.extract.density import Region
from crawler.reading.extract.elements import is_bold, is_centred, is_large
from crawler.reading.extract.outline import Found, Line
from crawler.reading.extract.view import PageView
from crawler.reading.normalise.dates import find
from crawler.reading.normalise.text import canonical_key, clean

_TITLE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:(?:art|article|news|main|post|detail|cont|content|text|page|h|con|arc|doc"
    r"|xw|info|big)?[_-]?"
    r"(?:title|tit|headline|heading|biaoti|bt|pbt|topic|header-title)\w{0,6})(?:$|[\s_-])"
    r"|(?:artTitle|ArticleTitle|articleTitle|contTit|conTit)",
    re.I,
)
_OTHER_NAMES = re.compile(
    r"sub|list|nav|site|logo|channel|column|more|side|relat|foot|copy|crumb|hot|rank|abstract"
    r"|pre(?:$|[\s_-])",
    re.I,
)
_ANCHOR_LINES = 120
_SURE = 3.0
_HEADINGS = frozenset(("h1", "h2", "h3"))
_SUB_NAMES = re.compile(r"sub|(?:^|[\s_-])(?:fu|ft|fbt|futi|second)|deck|vice", re.I)
_KICKER_NAMES = re.compile(
    r"(?:^|[\s_-])(?:pre|kicker|yinti|yt|jianti|shoulder|lead-?title|top-?tit|intro-?title)", re.I
)
_SEPARATORS = re.compile(r"\s{0,3}(?:[_|｜丨]|--+|—+|\s·\s|[-–])\s{0,3}")
_SITE_WORDS = re.compile(
    r"网$|网[站|页]?$|门户|新闻$|频道|在线$|日报|晚报|时报|政府$|客户端|首页|中心$|栏目|资讯"
    r"|财经$|时政$|要闻$|社会$|国际$|国内$|娱乐$|体育$|军事$"
    r"|[A-Za-z]+\.(?:com|cn|net)|^(?:BBC|DW|RFI|VOA|CCTV)"
)
_CRUMB = re.compile(
    r"(?:当前|您的?|所在|现在)的?(?:位置|所在)|^首页\s{0,3}[>»›/]|[>»›].{1,20}[>»›]"
)
_BADGES = frozenset(
    ["原创", "独家", "转载", "视频", "图集", "组图", "图文", "推荐", "热", "新", "hot", "new"]
)
_OF_INFO = re.compile(
    r"\d\s?[:：]\s?\d\d|来\s{0,4}源|发[布稿]|时\s?间\s?[:：]|作\s{0,4}者\s?[:：]|编辑\s?[:：]"
)


class Headline(NamedTuple):
    """The headline found, and the lines above and below it that belong to it."""

    found: Found[str] | None
    item: int | None
    kicker: Found[str] | None
    subtitle: Found[str] | None


def headline_of(page: PageView, region: Region | None) -> Headline:
    """The headline of a page, by agreement of its visible lines with what the head declares."""
    declared = _declared(page)
    stop = _first_prose(page, region)
    best, best_score = None, 2.4
    keys = [canonical_key(text) for text in declared]
    for item in range(stop):
        score = _score(page, item, keys)
        if score > 0:
            score -= min(2.0, 0.015 * (stop - item))
            score += 1.2 if _before_info(page, item, stop) else 0.0
            # Of equal ones the later stands nearer to the text.
            if score >= best_score:
                best, best_score = item, score
    if best is None:
        return Headline(_from_head(page, declared), None, None, None)
    value, last = _joined(page, best, page.metadata.title)
    tag = page.block(best).tag
    found = Found(value, f"line:{tag}", round(min(0.99, 0.6 + best_score / 20), 2))
    return Headline(found, last, _kicker(page, best), _subtitle(page, last, stop))


def anchor(page: PageView) -> int | None:
    """The item that is surely the headline: a line the title element holds, None without one.

    Of several the one that also looks like a headline, else the first.
    """
    title = "\n".join(_declared(page))
    best, best_score = None, 0.0
    seen = 0
    for item, linked in enumerate(page.prose.linked):
        if linked:
            continue
        seen += 1
        if seen > _ANCHOR_LINES or best_score > _SURE:
            break
        tag = page.block(item).tag
        text = _in_title(page, item, title, least=4 if tag in _HEADINGS else 6)
        if text:
            score = {"h1": 3.0, "h2": 2.0, "h3": 1.5}.get(tag, 1.0) + len(text) / 30
            if score > best_score:
                best, best_score = item, score
    return best


def _in_title(page: PageView, item: int, title: str, *, least: int) -> str | None:
    """A line, or its first run before a badge, that the title element holds but not as the site."""
    line = page.items[item]
    texts = [page.texts[item]]
    if isinstance(line, Line) and 1 < len(line.runs) <= 4:
        texts.append(clean(line.runs[0].text))
    for text in texts:
        if least <= len(text) <= 120 and text in title:
            at_end = page.metadata.title.endswith(text) and text != page.metadata.title
            if not (at_end and _SITE_WORDS.search(text)):
                return text
    return None


def _declared(page: PageView) -> list[str]:
    metadata = page.metadata
    texts = [
        metadata.title,
        metadata.first("articletitle") or "",
        metadata.first("og:title", "twitter:title") or "",
    ]
    return [*texts, metadata.declared("headline") or ""]


def _first_prose(page: PageView, region: Region | None) -> int:
    """Items before the first real paragraph of the body: a headline stands among them."""
    if region is None:
        return min(len(page.items), 300)
    sums = page.prose.sums
    for item in range(region.start, region.end):
        if sums[item + 1] - sums[item] >= 70:
            return item
    return min(region.start + 6, region.end)


def _score(page: PageView, item: int, keys: list[str]) -> float:
    tag = page.block(item).tag
    if page.linked(item) and tag not in _HEADINGS:
        return 0.0
    line = page.items[item]
    text = page.text(item)
    if not isinstance(line, Line) or not 3 <= len(text) <= 160 or _CRUMB.search(text):
        return 0.0
    score = {"h1": 3.0, "h2": 2.0, "h3": 1.3, "h4": 1.0}.get(tag, 0.0)
    names = page.names(item)
    if names.strip() and _TITLE_NAMES.search(names) and not _OTHER_NAMES.search(names):
        score += 2.0
    agreement = _agreement(canonical_key(text), keys) if len(text) > 3 or score else 0.0
    score += agreement
    if page.linked(item):
        score -= 4.0
    if agreement == 0 and (_OF_INFO.search(text) or find(text) is not None):
        score -= 3.0
    elif agreement == 0 and len(text) >= 6 and not _SITE_WORDS.search(text):
        score += 1.3 * is_large(line) + 1.3 * is_centred(page.block(item)) * (is_bold(line) or 0.5)
    return score


def _agreement(key: str, keys: list[str]) -> float:
    """How well a line agrees with the title element (first) and the other declarations."""
    title, *others = keys
    score = 0.0
    if title and len(key) >= 4:
        rest = title[len(key) :]
        if title.startswith(key):
            score = 6.0 if not rest or rest[0] in "_|-丨,.:(<" else 4.5
        elif len(key) >= 8 and key in title:
            score = 4.5
        else:
            score = 0.9 * min(4.0, _common_prefix(key, title) / max(6.0, 0.2 * len(key)))
            score = score if score >= 1.8 else 0.0
    if any(other and other == key for other in others):
        score += 3.0
    return score


def _common_prefix(key: str, other: str) -> int:
    count = 0
    for a, b in zip(key, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _before_info(page: PageView, item: int, stop: int) -> bool:
    for after in range(item + 1, min(item + 5, stop)):
        text = page.text(after)
        if text and len(text) < 200 and (_OF_INFO.search(text) or find(text) is not None):
            return True
    return False


def _joined(page: PageView, item: int, title: str) -> tuple[str, int]:
    """The headline's text; lines that only ``<br>`` parts are one headline."""
    span = page.items[item].span
    last = item
    texts = [_without_badges(page, item)]
    while last + 1 < len(page.items) and len(texts) < 4 and _continues(page, last + 1, span):
        last += 1
        texts.append(page.text(last))
    first = item
    while first > 0 and len(texts) < 4 and _continues(page, first - 1, span):
        first -= 1
        texts.insert(0, page.text(first))
    joined = " ".join(texts)
    close = "".join(texts)
    if len(texts) > 1 and close in title:
        joined = close
    if joined.endswith(("...", "…")):
        whole = without_site(title)
        if whole.startswith(joined.rstrip(".…")):
            joined = whole
    return joined, last


def _continues(page: PageView, item: int, span: int) -> bool:
    line = page.items[item]
    if not isinstance(line, Line) or line.span != span:
        return False
    text = page.text(item)
    heading = page.block(item).tag in ("h1", "h2", "h3")
    return heading and not _OF_INFO.search(text) and find(text) is None and len(text) < 80


def _without_badges(page: PageView, item: int) -> str:
    line = page.items[item]
    if not isinstance(line, Line):
        return ""
    runs = [
        run.text
        for run in line.runs
        if clean(run.text).lower() not in _BADGES or len(line.runs) == 1
    ]
    return clean("".join(runs))


def _kicker(page: PageView, item: int) -> Found[str] | None:
    for before in range(item - 1, max(-1, item - 3), -1):
        text = page.text(before)
        if not text or len(text) > 80 or page.linked(before) or _CRUMB.search(text):
            break
        heading = page.block(before).tag in ("h2", "h3", "h4", "h5", "h6")
        sibling = page.block(before).getparent() is page.block(item).getparent()
        if _KICKER_NAMES.search(page.names(before)) or (heading and sibling):
            return Found(text, "line:above-headline", 0.8)
    return None


def _subtitle(page: PageView, item: int, stop: int) -> Found[str] | None:
    near = True
    for after in range(item + 1, min(item + 7, stop)):
        text = page.text(after)
        if not text:
            continue
        if len(text) > 100 or _OF_INFO.search(text) or find(text) is not None:
            near = False  # behind the line of time and source only a name marks a subtitle
            continue
        heading = page.block(after).tag in ("h2", "h3", "h4", "h5", "h6")
        sibling = page.block(after).getparent() is page.block(item).getparent()
        named = _SUB_NAMES.search(page.names(after)) is not None and not page.linked(after)
        dashed = text.startswith(("——", "—", "--")) and sibling
        if (named and len(text) > 5 and text != page.text(item)) or (
            near and (dashed or (heading and sibling))
        ):
            return Found(text, "line:below-headline", 0.8)
        near = near and after < item + 3
    return None


def _from_head(page: PageView, declared: list[str]) -> Found[str] | None:
    title, article_title, social, headline = declared
    for text, rule in ((article_title, "meta:ArticleTitle"), (headline, "json-ld:headline")):
        if text:
            return Found(text, rule, 0.85)
    if social:
        return Found(without_site(social), "meta:og:title", 0.75)
    cut = without_site(title)
    return Found(cut, "title", 0.6) if cut else None


def without_site(title: str) -> str:
    """A title element's text without the names of section and site behind it."""
    parts = _SEPARATORS.split(title)
    keep = len(parts)
    while keep > 1 and _is_site(parts[keep - 1], last=keep == len(parts)):
        keep -= 1
    if keep == len(parts):
        return title.strip()
    end = 0
    for part in parts[:keep]:
        end = title.index(part, end) + len(part)
    return title[:end].strip()


def _is_site(part: str, *, last: bool) -> bool:
    """Whether a part of a title element names site or section; the last may be longer."""
    return _SITE_WORDS.search(part) is not None or len(part) <= (14 if last else 5)


def by_template(page: PageView, element: HtmlElement, general: Headline) -> Headline:
    """The headline a template names; kicker and subtitle stay those of the general rules."""
    pieces: list[str] = []
    for node in element.iter():
        if node.tag == "br":
            pieces.append("\x1e")
        if node.tag not in ("script", "style"):
            pieces.append(node.text or "")
        if node is not element:
            pieces.append(node.tail or "")
    parts = [clean(part) for part in "".join(pieces).split("\x1e")]
    text = " ".join(part for part in parts if part)
    if not text:
        return general
    item = _item_of(page, element)
    name = element.get("id") or (element.get("class") or element.tag).split()[0]
    found = Found(text, f"template:{name}", 0.99)
    same = general.found is not None and general.found.value == text
    return Headline(
        found,
        item if item is not None else general.item,
        general.kicker if same else None,
        general.subtitle if same else None,
    )


def _item_of(page: PageView, element: HtmlElement) -> int | None:
    """The last item of the outline that stands in an element."""
    span = page.outline.span_of(element)
    if span is not None:
        end = page.outline.ends[span]
        return end - 1 if end > page.outline.starts[span] else None
    for item, line in enumerate(page.items):
        if isinstance(line, Line) and any(run.element is element for run in line.runs):
            return item
    return None
