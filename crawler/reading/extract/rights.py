"""Rights as data: the notice on the page, who holds the rights and by which of its tests."""

from __future__ import annotations

import itertools
import re
from typing import Any

from crawler.reading.extract.page import Found, Layout, Page
from crawler.reading.normalise.dateline import Dateline

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


def read(
    page: Page, layout: Layout, dateline: Dateline | None, source: str | None
) -> tuple[dict[str, Any], Found | None]:
    """The record's rights object, and where the notice was found."""
    notice = _notice(page, layout)
    holder, basis = _holder(notice, dateline, source)
    permission = notice is not None and _PERMISSION.search(notice.value) is not None
    rights = {
        "copyrightNotice": notice.value if notice else None,
        "copyrightHolder": holder,
        "holderBasis": basis,
        "license": None,
        "usageTerms": "permission-required" if permission else None,
        "creditText": _credit(notice, holder, source),
        "permissionRef": None,
    }
    return rights, notice


def _notice(page: Page, layout: Layout) -> Found | None:
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


def _under_heading(texts: list[str]) -> Found | None:
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
    notice: Found | None, dateline: Dateline | None, source: str | None
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


def _credit(notice: Found | None, holder: str | None, source: str | None) -> str | None:
    asked = _MARK_AS.search(notice.value) if notice else None
    if asked and holder and asked[1].strip('"“”') == holder:
        return f"来源：{holder}"
    name = source or (holder if asked else None)
    return f"来源：{name}" if name else None
