"""Whose article it is: the source the page names (来源), the site that publishes it, and rights as
data: the notice on the page, who holds the rights and by which of its tests."""

from __future__ import annotations

import itertools
import re

from crawler.reading.extract.labels import find_labels
from crawler.reading.extract.outline import Found, Line, class_and_id, plain
from crawler.reading.extract.view import Layout, PageView
from crawler.reading.normalise.dates import find_all
from crawler.reading.normalise.sources import alias, is_source, of_host, tidy
from crawler.reading.normalise.surnames import is_organisation
from crawler.reading.parts import Breadcrumb, Dateline, Publisher, Rights, Source
from crawler.urls.address import absolute, host_of

_SOURCE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:\w{0,12}source|laiyuan|ly|sour|copyfrom|media_?name|origin|from)(?:$|[\s_-])",
    re.I,
)
_LABEL = re.compile(r"^(?:信息|稿件|文章|本文)?来\s{0,4}源(?:于|自)?\s{0,3}[:：]?\s{0,4}")
_SOURCE_IDS = ("source_baidu", "articleSource", "ne_article_source", "source")
_META_NAMES_TEXT = """
contentsource source article:source mediaid og:article:author_source copyfrom
"""
_META_NAMES = tuple(_META_NAMES_TEXT.split())

_NOTICE = re.compile(
    r"凡(?:本网|本站|注有|注明|标注|未注明|来源)|稿件注明|未经.{0,16}(?:许可|授权|允许|同意|协议)"
    r"|不得转载|严禁转载|禁止转载|转载(?:请|须|必须|时)?.{0,10}注明|独家版权|版权(?:均)?属于?"
)
_NOTICE_WORDS = re.compile("凡|稿件注明|未经|转载|版权")
"""Words without which a line is no notice."""
_FOOTER_WORDS = re.compile("版权所有|[Cc]opyright|©")
_RIGHTS = re.compile(r"版权|转载|授权|许可|来源")
_PERMISSION = re.compile(
    r"未经.{0,20}(?:许可|授权|允许|同意|协议).{0,40}(?:不得|禁止|严禁|请勿)|(?:不得|严禁|禁止"
    r"|谢绝|拒绝)(?:擅自)?转载|未获.{0,12}(?:许可|授权|允许|同意|准许).{0,20}(?:不得|禁止|严禁|请勿)|独家版权所有"
)
_HOLDER = re.compile(
    r"(?:凡)?(?:注有|注明|标注)\s?[\"“「]?(?:来源)?[:：]?\s?[\"“「]?([^\"”」，,、的或]{2,16})["
    r"\"”」]"
)
_OWNER = re.compile(
    r"([\u4e00-\u9fffA-Za-z]{2,20}?)(?:独家)?版权(?:均)?(?:所有|属于)|版权(?:所有|归"
    r"|均?属于?)\s?[:：©]?\s?([\u4e00-\u9fff]{2,20}?)(?:所有|，|。|$|\s)"
)
_MARK_AS = re.compile(r"注明来源为?[:：]?\s?[\"“「]?([^\"”」，,。]{2,16})[\"”」，,。]")
_HEADING = re.compile(
    r"^(?:版权(?:和|及|与)?(?:免责)?(?:申明|声明)|免责声明|【?版权声明】?|声明)[:：]?$"
)
_OWN = ("本报", "本网", "本台", "本社", "本刊")


def source(page: PageView, layout: Layout) -> Found[Source] | None:
    """The source; a well-known id is believed first."""
    return (
        _source_by_id(page)
        or _labelled(page, layout)
        or _by_names(page, layout)
        or _declared(page)
        or _behind(page, layout)
        or _beside_time(page, layout)
    )


def _made(raw: str, name: str, url: str | None) -> Source | None:
    """The source from what the page shows, None when nothing is named."""
    name = tidy(_LABEL.sub("", name))
    if not is_source(name):
        return None
    return Source(name=alias(name), nameRaw=raw.strip(), url=url)


def publisher(page: PageView, crumbs: tuple[Breadcrumb, ...]) -> Found[Publisher]:
    """The publishing site."""
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
    if name is None and crumbs and crumbs[0].name.endswith(("网", "报", "在线", "政府")):
        name, rule, confidence = crumbs[0].name, "breadcrumbs", 0.6
    return Found(Publisher(name=name, domain=domain), rule, confidence if name else 0.0)


def _labelled(page: PageView, layout: Layout) -> Found[Source] | None:
    for label in find_labels(page, _near(layout), "source"):
        value = _made(label.raw, label.value, label.url)
        if value is not None:
            return Found(value, "label:来源", 0.95)
    return None


def _near(layout: Layout) -> list[int]:
    split = layout.headline if layout.headline is not None else layout.start
    return [item for item in layout.head if item > split] + [
        item for item in layout.head if item <= split
    ]


def _by_names(page: PageView, layout: Layout) -> Found[Source] | None:
    """An inline element whose class says that it holds the source."""
    for item in _near(layout):
        line = page.items[item]
        if not isinstance(line, Line) or len(page.text(item)) > 200:
            continue
        for run in line.runs:
            element = run.element
            names = class_and_id(element)
            parent = element.getparent()
            if not _SOURCE_NAMES.search(names) and parent is not None:
                element, names = parent, class_and_id(parent)
            if not _SOURCE_NAMES.search(names):
                continue
            text = plain(element)
            link = run.link.get("href") if run.link is not None else None
            value = (
                _made(text, text, absolute(page.document.base_url, link))
                if len(text) <= 40
                else None
            )
            if value is not None and not list(find_all(text)):
                return Found(value, f"class:{names.split()[0]}", 0.85)
    return None


def _declared(page: PageView) -> Found[Source] | None:
    text = page.metadata.first(*_META_NAMES)
    value = _made(text, text, None) if text and len(text) <= 40 else None
    return Found(value, "meta:source", 0.8) if value else None


def _beside_time(page: PageView, layout: Layout) -> Found[Source] | None:
    """What stands right behind the time in the same line: 2020-10-04 10:41 新华网."""
    for item in _near(layout):
        text = page.text(item)
        moments = list(find_all(text)) if 0 < len(text) < 90 else []
        if not moments:
            continue
        before, _, rest = page.edged(item).partition(moments[-1].raw)
        words = [*rest.strip(" |｜").split(" ")[:1], *before.strip(" |｜").split(" ")[-1:]]
        word = next((word for word in words if is_organisation(word)), "")
        if 2 < len(word) <= 16 and is_organisation(word) and ":" not in word and "：" not in word:
            value = _made(word, word, None)
            if value is not None:
                return Found(value, "line:beside-time", 0.6)
    return None


def _behind(page: PageView, layout: Layout) -> Found[Source] | None:
    """A source named in the last lines of the body or right behind it."""
    lines = [*range(max(layout.start, layout.end - 4), layout.end), *list(layout.tail)[:14]]
    for label in find_labels(page, lines, "source"):
        if "资料来源" in label.raw or "图片来源" in page.text(label.item):
            continue
        value = _made(label.raw, label.value, label.url)
        if value is not None:
            return Found(value, "label:来源-behind", 0.75)
    return None


def rights(
    page: PageView, layout: Layout, dateline: Dateline | None, source: str | None
) -> tuple[Rights, Found[str] | None]:
    """The rights, and where the notice was found."""
    notice = _notice(page, layout)
    holder, basis = _holder(notice, dateline, source)
    permission = notice is not None and _PERMISSION.search(notice.value) is not None
    rights = Rights(
        copyrightNotice=notice.value if notice else None,
        copyrightHolder=holder,
        holderBasis=basis,
        license=None,
        usageTerms="permission-required" if permission else None,
        creditText=_credit(notice, holder, source),
        permissionRef=None,
    )
    return rights, notice


def _notice(page: PageView, layout: Layout) -> Found[str] | None:
    tail, linked = layout.tail, page.prose.linked
    texts = [text for item in tail if (text := page.texts[item]) and not linked[item]]
    headed = _under_heading(texts)
    if headed is not None:
        return headed
    for text in texts:
        if 10 <= len(text) <= 900 and _NOTICE_WORDS.search(text) and _NOTICE.search(text):
            return Found(text, "text:notice", 0.9)
    for text in texts:
        if len(text) <= 300 and _FOOTER_WORDS.search(text):
            return Found(text, "text:copyright", 0.6)
    return None


def _under_heading(texts: list[str]) -> Found[str] | None:
    """The line right under 版权和免责申明 or one of its kind."""
    for heading, text in itertools.pairwise(texts):
        if (
            len(heading) <= 20
            and ("声明" in heading or "申明" in heading)
            and _HEADING.match(heading)
            and 10 <= len(text) <= 900
            and _RIGHTS.search(text)
        ):
            return Found(text, "text:notice-heading", 0.95)
    return None


def _holder(
    notice: Found[str] | None, dateline: Dateline | None, source: str | None
) -> tuple[str | None, str | None]:
    """Who holds the rights: by the dateline, else by the source, else by the notice alone."""
    if dateline is not None and dateline.agency not in _OWN:
        return dateline.agency, "dateline"
    if source is not None:
        return source, "source"
    if notice is not None:
        match = _HOLDER.search(notice.value) or _OWNER.search(notice.value)
        if match:
            return next(group for group in match.groups() if group), "notice"
    return None, None


def _credit(notice: Found[str] | None, holder: str | None, source: str | None) -> str | None:
    asked = _MARK_AS.search(notice.value) if notice else None
    if asked and holder and asked[1].strip('"“”') == holder:
        return f"来源：{holder}"
    name = source or (holder if asked else None)
    return f"来源：{name}" if name else None


def _source_by_id(page: PageView) -> Found[Source] | None:
    """The source under a well-known id."""
    for name in _SOURCE_IDS:
        for element in page.document.ids.get(name, ())[:3]:
            text = plain(element)
            link = element if element.tag == "a" else element.find(".//a")
            href = link.get("href") if link is not None else None
            value = (
                _made(text, text, absolute(page.document.base_url, href))
                if len(text) <= 60
                else None
            )
            if value is not None:
                return Found(value, f"id:{name}", 0.99)
    return None
