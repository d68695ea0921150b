"""Answers that say no without saying so: removed notices, block pages, stubs, empty templates.

A status of 200 does not mean that the page is there. Each reason here is a code with a meaning
and a state the address ends in; ``docs/reference/reason-codes.md`` lists them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

from crawler.page.document import Document
from crawler.reading import discover
from crawler.reading.discover import Links
from crawler.sites import LISTINGS, classify

State = Literal["gone", "blocked", "failed", "done"]

CODES: Mapping[str, tuple[State, str]] = {
    "not-found": ("gone", "status 404"),
    "gone": ("gone", "status 410"),
    "legal": ("gone", "status 451: withheld for legal reasons"),
    "notice-missing": ("gone", "status 200, but the page says that it does not exist"),
    "notice-removed": ("gone", "status 200, but the page says that the article was taken down"),
    "redirect-to-home": ("gone", "sent on to a home page instead of the page asked for"),
    "challenge": ("blocked", "JavaScript challenge of a web firewall; never answered"),
    "block-page": ("blocked", "block page of a web firewall, or a captcha; never answered"),
    "forbidden": ("blocked", "status 403"),
    "method-refused": ("blocked", "status 405 on a GET: a web firewall's way to refuse"),
    "login": ("blocked", "status 401 or 407: asks for credentials"),
    "login-wall": ("blocked", "status 200, but the page asks visitors to log in"),
    "throttled": ("blocked", "status 429: asks us to slow down"),
    "unavailable": ("failed", "status 503: tries again later"),
    "server-error": ("failed", "any other status from 500"),
    "client-error": ("failed", "any other status from 400 to 499"),
    "empty-template": ("failed", "article address whose page has head and foot and no text"),
    "script-only": ("failed", "article address whose page is made by scripts only"),
    "not-an-article": ("done", "article address that was read whole and shows no article"),
    "stub-redirect": ("done", "page that only sends visitors on; its target is followed"),
}
"""State and meaning of each reason code."""

_STATUSES = {
    401: "login",
    403: "forbidden",
    404: "not-found",
    405: "method-refused",
    407: "login",
    410: "gone",
    429: "throttled",
    451: "legal",
    503: "unavailable",
}

_SMALL_CHARACTERS = 65_536
"""A block page is small; Aliyun's challenge has about 8,000 characters."""
_CHALLENGE = re.compile(
    r"acw_sc__v2|\barg1\s{0,4}=\s{0,4}['\"]|__jsl_clearance|__cf_chl|\bcf-chl-|__ac_nonce"
)
_BLOCK = re.compile(
    r"访问被阻断|请求(?:已?被)?拦截|可能对网站造成(?:安全)?威胁|errors\.aliyun\.com"
    r"|滑动验证|请完成(?:安全)?验证|(?:访问|请求)过于频繁|Request unsuccessful\. Incapsula"
)
_REMOVED = re.compile(
    r"(?:稿件?|文章|新闻|内容|页面|网页|信息)(?:已经?被?|被)[^，。,.\s]{0,6}"
    r"(?:删除|移除|撤销|撤回|撤下|撤稿|下线|下架)"
)
_MISSING = re.compile(
    r"(?:页面|网页|文件|文章|稿件|新闻|内容|链接|地址)"
    r"(?:并?不存在|未找到|没有?找到|找不到|已经?失效|已经?过期|走丢|跑丢|丢失)"
    r"|(?:找不到|没有找到|未找到)(?:您|你)?.{0,10}(?:页面|网页|文章|内容)"
    r"|404 ?Not Found|HTTP 404|^404$|404 ?(?:错误|页面|error)",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"(?:请|需要?|尚未)先?(?:登录|登陆)")
_TIME = re.compile(r"(?:19|20)\d\d[年/-]\d{1,2}[月/-]\d{1,2}日?\s{0,3}\d{1,2}:\d\d")
_NOTICE_CHARACTERS = 60
"""A notice stands in a short line of its own."""
_PARAGRAPH_CHARACTERS = 80
"""A page with one unlinked run of text this long says more than a notice."""
_MAX_ELEMENTS = 5000
_SILENT = frozenset({"script", "style", "noscript", "a", "option", "textarea"})
_HEADINGS = frozenset({"h1", "h2", "title"})
_HEADLINES = frozenset({"artTitle", "contTit"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Soft:
    """Why an answer is not the page that was asked for."""

    code: str
    """Reason code, a key of ``CODES``."""
    state: State
    """State the address ends in."""
    evidence: str = ""
    """What in the answer says so, for a log line: at most 60 characters."""


def assess(
    status: int,
    url: str,
    *,
    document: Document | None = None,
    links: Links | None = None,
    location: str | None = None,
) -> Soft | None:
    """Judge an answer by its status, its redirect target, and its page.

    :param status: HTTP status code.
    :param url: absolute address that was asked for.
    :param document: the page, for HTML bodies.
    :param links: what the page leads to, where that is known already.
    :param location: absolute target of a redirect.
    :returns: None for an ordinary answer.
    """
    if document is not None and (blocked := _blocked(document)):
        return blocked
    if status >= 400:
        rest = "server-error" if status >= 500 else "client-error"
        return _soft(_STATUSES.get(status, rest), f"status {status}")
    if 300 <= status < 400:
        return _home(url, location) if location else None
    if document is None:
        return None
    links = discover.links(document) if links is None else links
    return _sends_on(url, links) or _notice(document, links) or _no_links(url, document, links)


def why_empty(url: str, document: Document) -> Soft:
    """Say why an article address, answered with 200, shows no article.

    :param url: absolute address that was asked for.
    :param document: the page in which the extractor found none.
    """
    soft = assess(200, url, document=document)
    if soft is not None:
        return soft
    lines = [line for line, is_heading in _lines(document) if not is_heading]
    if any(len(line) >= _PARAGRAPH_CHARACTERS for line in lines):
        return _soft("not-an-article", "")
    for line in lines:
        if len(line) <= _NOTICE_CHARACTERS and (found := _LOGIN.search(line)):
            return _soft("login-wall", found[0])
    if any(_asks_for_a_password(element) for element in document.root.iter("input")):
        return _soft("login-wall", "a field for a password")
    if not lines and "<script" in document.text:
        return _soft("script-only", "")
    return _soft("empty-template", f"{sum(map(len, lines))} characters outside links")


def _asks_for_a_password(element: Any) -> bool:
    return (element.get("type") or "").strip().lower() == "password"


def _soft(code: str, evidence: str) -> Soft:
    return Soft(code=code, state=CODES[code][0], evidence=evidence[:60])


def _blocked(document: Document) -> Soft | None:
    text = document.text
    if len(text) > _SMALL_CHARACTERS or _has_links(document):
        return None
    mark = _CHALLENGE.search(text)
    phrase = _BLOCK.search(text)
    if mark is not None and "<script" in text.lower():
        return _soft("challenge", mark[0])
    return _soft("block-page", phrase[0]) if phrase else None


def _has_links(document: Document) -> bool:
    """Does the page lead anywhere? A challenge does not; a page that speaks of one does."""
    return any(
        link.get("href", "").strip()[:1] not in ("", "#", "j") for link in document.root.iter("a")
    )


def _home(url: str, target: str) -> Soft | None:
    if classify(target).kind == "home" and classify(url).kind not in ("home", "out"):
        return _soft("redirect-to-home", target)
    return None


def _sends_on(url: str, links: Links) -> Soft | None:
    if not links.redirects:
        return None
    target = links.redirects[0].url
    return _home(url, target) or _soft("stub-redirect", target)


def _notice(document: Document, links: Links) -> Soft | None:
    """A page that says of itself that it is not there, and says nothing else."""
    if links.list_items:
        return None
    lines = []
    for line, is_heading in _lines(document):
        if len(line) >= _PARAGRAPH_CHARACTERS and not is_heading:
            return None
        lines.append((line, is_heading))
    # The headline of an article may speak of something removed; that of an error page has no time.
    dated = any(_TIME.search(line) for line, _ in lines)
    for line, is_heading in lines:
        if len(line) <= _NOTICE_CHARACTERS and not (dated and is_heading):
            if _REMOVED.search(line):
                return _soft("notice-removed", line)
            if _MISSING.search(line):
                return _soft("notice-missing", line)
    return None


def _no_links(url: str, document: Document, links: Links) -> Soft | None:
    """A listing that scripts would have to write: nothing to follow, nothing to read."""
    if links.outlinks or classify(url).kind not in LISTINGS or "<script" not in document.text:
        return None
    if any(not is_heading for _, is_heading in _lines(document)):
        return None
    return _soft("script-only", "")


def _lines(document: Document) -> Iterator[tuple[str, bool]]:
    """The page's visible runs of text outside links, and whether they are headings."""
    title: Any = document.root.find("head/title")
    if title is not None and title.text and (words := " ".join(title.text.split())):
        yield words, True
    body: Any = document.root.find("body")
    if body is None:
        return
    for element in islice(body.iter(), _MAX_ELEMENTS):
        tag = element.tag
        parent = element.getparent()
        if parent is not None and parent.tag == "a":
            continue
        if tag not in _SILENT and element.text and (words := " ".join(element.text.split())):
            yield words, tag in _HEADINGS or element.get("class") in _HEADLINES
        if element.tail and (words := " ".join(element.tail.split())):
            yield words, False
