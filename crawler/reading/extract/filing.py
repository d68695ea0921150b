"""How the site files an article: breadcrumbs, the section they end in, and key words: the tags
readers see, and the ones only the head declares, kept apart."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawler.reading.extract.headline import without_site
from crawler.reading.extract.labels import find_labels
from crawler.reading.extract.outline import Found, Line, plain
from crawler.reading.extract.view import Layout, PageView
from crawler.reading.normalise.text import CJK, clean
from crawler.reading.parts import Breadcrumb
from crawler.urls.address import absolute

_NAMES = re.compile(
    r"(?:^|[\s_-])(?:breadcrumbs?|bread|crumbs?|weizhi|position|location|path\w{0,8}|nav_?path"
    r"|navpath|rwb_navpath|dqwz|mbx|curpos"
    r"|place|local|address|channel-path|cur_?position|currentpath|site_?path|wz"
    r"|crumb\w{0,4})(?:$|[\s_-])",
    re.I,
)
_WORDS = re.compile(
    r"(?:您?的?(?:当前|现在|所在)的?(?:位置|所在)|(?:当前|您的?|所在|现在)的?位置|所在位置"
    r"|当前栏目)(?:是|在)?\s{0,3}[:：]?"
)
_ARROWS = re.compile(r"[>»›＞→⟩]+|&gt;|\s/\s|\s\|\s|\s-\s|\x1f")
_BETWEEN = re.compile(r"\S\s{0,3}[>»›＞→]{1,2}\s{0,3}\S")
_DROPPED_NAMES = """
正文 内容 文章 详情 详细内容 文章正文 正文阅读 信息详情 返回
列表 新闻详情 文章详情 查看文章 浏览文章 浏览正文
"""
_DROPPED = frozenset(_DROPPED_NAMES.split())
_MAX = 10

_STRONG = re.compile(r"[;；,，、|｜\x1f]+")
_BETWEEN_CJK = re.compile(rf"(?<=[{CJK}\d”》])[\s　]+(?=[{CJK}\d“《])|\s{{2,}}")
_STOPS = re.compile(r"责任编辑|责编|编辑\s?[:：]|来源\s?[:：]|作者\s?[:：]|分享|打印|纠错")
_LONGEST = 24
_MOST = 40


def breadcrumbs(page: PageView, headline: str | None) -> Found[tuple[Breadcrumb, ...]] | None:
    """The path to the article, without 正文 and without the headline itself."""
    current = _by_current_channel(page, headline)
    if current is not None:
        return current
    return _by_words(page, headline) or _by_names(page, headline) or _by_arrows(page, headline)


def section(
    page: PageView, crumbs: tuple[Breadcrumb, ...], publisher: str | None
) -> Found[str] | None:
    """The section: the last crumb, else what meta or the title element name."""
    if crumbs and crumbs[-1].name not in ("首页", publisher):
        return Found(crumbs[-1].name, "breadcrumbs", 0.9)
    declared = page.metadata.first(
        "columnname", "article:section", "section"
    ) or page.metadata.declared("articleSection")
    if declared and len(declared) <= 20:
        return Found(declared, "meta:section", 0.8)
    title = page.metadata.title
    rest = title[len(without_site(title)) :]
    parts = [part.strip() for part in re.split(r"[_|｜丨]|--+|—+|-", rest) if part.strip()]
    if len(parts) >= 2 and 2 <= len(parts[0]) <= 12:
        return Found(parts[0], "title", 0.6)
    return None


def _by_current_channel(
    page: PageView, headline: str | None
) -> Found[tuple[Breadcrumb, ...]] | None:
    """Links of class CurrChnlCls: how TRS writes the path."""
    links = [node for node in page.document.classes.get("CurrChnlCls", ()) if node.tag == "a"]
    if not links:
        return None
    crumbs = [_crumb(page, plain(link), link.get("href")) for link in links[:_MAX]]
    kept = _kept([crumb for crumb in crumbs if crumb], headline)
    return Found(tuple(kept), "class:CurrChnlCls", 0.97) if kept else None


def _by_names(page: PageView, headline: str | None) -> Found[tuple[Breadcrumb, ...]] | None:
    """The longest path in an element whose class or id is one of a path's."""
    document = page.document
    best: Found[tuple[Breadcrumb, ...]] | None = None
    for marks in (document.classes, document.ids):
        for name, elements in marks.items():
            if _NAMES.search(name) is None:
                continue
            for element in elements[:3]:
                span = page.outline.span_of(element)
                crumbs = _within(page, span, headline) if span is not None else []
                if crumbs and (best is None or len(crumbs) > len(best.value)):
                    best = Found(tuple(crumbs), f"class:{name}", 0.85)
    return best


def _by_words(page: PageView, headline: str | None) -> Found[tuple[Breadcrumb, ...]] | None:
    whole = page.document.text
    if "位置" not in whole and "所在" not in whole and "当前栏目" not in whole:
        return None
    for item in _telling_places(page.texts):
        text, line = page.texts[item], page.items[item]
        if (
            not isinstance(line, Line)
            or len(line.runs) > 60
            or not _telling_places([line.runs[0].text])
        ):
            continue
        match = _WORDS.search(text)
        if match is None or match.start() > 4:
            continue
        crumbs = _of_line(page, line, headline)
        if not crumbs:
            following = [
                _of_item(page, after, headline)
                for after in range(item + 1, min(item + 7, len(page.items)))
            ]
            for found in following:
                if not found:
                    break
                crumbs.extend(found)
        if crumbs:
            return Found(tuple(_kept(crumbs, headline)), "text:当前位置", 0.95)
    return None


def _telling_places(texts: list[str]) -> list[int]:
    """Which texts may hold ``_WORDS``; quick, for asking of every line."""
    return [at for at, t in enumerate(texts) if "位置" in t or "所在" in t or "栏目" in t]


def _by_arrows(page: PageView, headline: str | None) -> Found[tuple[Breadcrumb, ...]] | None:
    """A line of links with arrows between them, before the body."""
    for item, line in enumerate(page.items[:200]):
        if not isinstance(line, Line) or len(line.runs) < 2:
            continue
        text = page.text(item)
        links = sum(run.link is not None for run in line.runs)
        if len(text) <= 80 and _BETWEEN.search(text) and links >= 1:
            crumbs = _of_line(page, line, headline)
            if len(crumbs) >= 2 and crumbs[0].url:
                return Found(tuple(crumbs), "line:arrows", 0.75)
    return None


def _within(page: PageView, span: int, headline: str | None) -> list[Breadcrumb]:
    outline = page.outline
    start, end = outline.starts[span], outline.ends[span]
    if end - start > 14:
        return []
    crumbs: list[Breadcrumb] = []
    for item in range(start, end):
        found = _of_item(page, item, headline)
        crumbs.extend(found)
    text = "".join(page.text(item) for item in range(start, end))
    several = len(crumbs) >= 2 and (re.search(r"[>»›＞]", text) is not None or end - start >= 2)
    worded = _WORDS.search(text) is not None or any(
        crumb.name in ("首页", "网站首页") for crumb in crumbs
    )
    return _kept(crumbs, headline) if several or (crumbs and worded) else []


def _of_item(page: PageView, item: int, headline: str | None) -> list[Breadcrumb]:
    line = page.items[item]
    if not isinstance(line, Line) or len(page.text(item)) > 120:
        return []
    return _of_line(page, line, headline)


def _of_line(page: PageView, line: Line, headline: str | None) -> list[Breadcrumb]:
    crumbs: list[Breadcrumb] = []
    seen: HtmlElement | None = None
    for run in line.runs:
        if run.link is not None:
            if run.link is not seen:
                seen = run.link
                crumb = _crumb(page, plain(run.link), run.link.get("href"))
                if crumb:
                    crumbs.append(crumb)
            continue
        text = _WORDS.sub("", clean(run.text))
        crumbs.extend(crumb for part in _ARROWS.split(text) if (crumb := _crumb(page, part, None)))
    return _kept(crumbs, headline)


def _crumb(page: PageView, name: str, href: str | None) -> Breadcrumb | None:
    name = name.strip(" 　:：>»›＞/|-•·\xa0【】[]→")
    if (
        not 1 < len(name) <= 24
        or re.search(r"[。，！？]", name)
        or re.fullmatch(r"[\d\s:.-]+", name)
    ):
        return None
    return Breadcrumb(name=name, url=absolute(page.document.base_url, href))


def _kept(crumbs: list[Breadcrumb], headline: str | None) -> list[Breadcrumb]:
    kept: list[Breadcrumb] = []
    for crumb in crumbs[:_MAX]:
        name = crumb.name
        if (
            name in _DROPPED
            or _WORDS.fullmatch(name)
            or (headline and (name == headline or (headline.startswith(name) and len(name) > 8)))
        ):
            continue
        if not kept or kept[-1].name != name:
            kept.append(crumb)
    return kept


def split_words(text: str) -> list[str]:
    """Key words of one text, split at ; ； , ， 、 | and at spaces between Chinese words."""
    words: list[str] = []
    for part in _STRONG.split(text):
        for word in _BETWEEN_CJK.split(part.strip()):
            word = word.strip(" 　#·.:：\"'")
            if word and len(word) <= _LONGEST and word not in words:
                words.append(word)
    return words[:_MOST]


def keywords(page: PageView, layout: Layout) -> Found[tuple[str, ...]] | None:
    """The tags shown with the article."""
    last = range(max(layout.start, layout.end - 3), layout.end)
    above = [item for item in layout.head if layout.headline is None or item > layout.headline]
    for label in find_labels(page, [*layout.tail, *last, *above], "tags"):
        stop = _STOPS.search(label.value)
        value = label.value[: stop.start()] if stop else label.value
        words = split_words(_with_edges(page, label.item, value))
        if words:
            return Found(tuple(words), "label:标签", 0.95)
        words = _links_behind(page, label.item)
        if words:
            return Found(tuple(words), "label:标签-links", 0.85)
    return None


def keywords_meta(page: PageView, site: str | None) -> Found[tuple[str, ...]] | None:
    """The key words of the head, None where they describe the site instead of the article."""
    texts = page.metadata.metas.get("keywords", [])
    filled = [text for text in texts if text]
    if not filled:
        return None
    if len(filled) < len(texts) and _of_site(filled[0], site):
        # An empty element for the article beside a filled one for the site.
        return None
    words = split_words(filled[-1] if len(filled) > 1 and _of_site(filled[0], site) else filled[0])
    return Found(tuple(words), "meta:keywords", 0.9) if words else None


def _of_site(text: str, site: str | None) -> bool:
    return (site is not None and site[:4] in text) or text.count("网") + text.count("政府") >= 3


def _with_edges(page: PageView, item: int, value: str) -> str:
    """The value with the edges of links as separators, so that tags without commas part."""
    line = page.items[item]
    if not isinstance(line, Line):
        return value
    linked = [clean(run.text) for run in line.runs if run.link is not None and clean(run.text)]
    return "\x1f".join(linked) if linked and all(word in value for word in linked) else value


def _links_behind(page: PageView, item: int) -> list[str]:
    words: list[str] = []
    for after in range(item + 1, min(item + 12, len(page.items))):
        line = page.items[after]
        if not isinstance(line, Line) or not page.linked(after) or len(page.text(after)) > 60:
            break
        words.extend(clean(run.text) for run in line.runs if run.link is not None)
    return [word for word in split_words("\x1f".join(words)) if len(word) <= 12]
