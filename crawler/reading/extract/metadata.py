"""What a page declares besides its visible text: title, meta elements, canonical address, JSON-LD;
the language of the article; how many pages it was split into, and where the others are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from crawler.page.document import Document
from crawler.reading.extract.outline import Found, plain
from crawler.reading.normalise.text import clean
from crawler.reading.parts import PagePlace
from crawler.urls.address import absolute, host_of, path_of

_MAX_JSON = 200_000
_MAX_SCRIPTS = 8
_MAX_METAS = 300
_TAGS = ("html", "meta", "title", "link")
_ARTICLES = frozenset(("Article", "NewsArticle", "ReportageNewsArticle", "BlogPosting", "WebPage"))

_SAMPLE = 600
"""Characters that are looked at."""
_CJK = re.compile("[\u4e00-\u9fff]")
_LATIN = re.compile("[A-Za-z]")
_KANA = re.compile("[\u3040-\u30ff]")
_TRADITIONAL = frozenset(
    "這個們國說時過來會對發後裡開關長問題見現實學經點動進業電車頭馬門聽寫讀買賣號處書標選舉據與"
    "為無當總統專區"
    "從應該讓還沒給東錢員廣務報導聲場價錯陽際風飛魚鳥龍龜灣臺縣鄉鎮義務權戰爭達運連轉變認識調證"
    "護議論語課誰談請"
)
_SIMPLIFIED = frozenset(
    "这个们国说时过来会对发后里开关长问题见现实学经点动进业电车头马门听写读买卖号处书标选举据与"
    "为无当总统专区"
    "从应该让还没给东钱员广务报导声场价错阳际风飞鱼鸟龙龟湾台县乡镇义务权战争达运连转变认识调证"
    "护议论语课谁谈请"
)
_ONLY_TRADITIONAL = _TRADITIONAL - _SIMPLIFIED
_ONLY_SIMPLIFIED = _SIMPLIFIED - _TRADITIONAL

_TRS_CALL = re.compile(
    r"createPageHTML\(\s{0,9}(\d{1,4})\s{0,9},\s{0,9}(\d{1,4})\s{0,9},\s{0,9}[\"']([^\"'\s]"
    r"{1,120})[\"']\s{0,9},\s{0,9}[\"'](\w{1,8})[\"']"
)
_COUNT = re.compile(
    r"var\s{1,9}(?:countPage|maxpage|pageCount|_nPageCount)\s{0,9}=\s{0,9}(\d{1,4})"
)
_CURRENT = re.compile(r"var\s{1,9}currentPage\s{0,9}=\s{0,9}(\d{1,4})")
_STEM = re.compile(r"^(?P<stem>.*?)(?:[_-](?P<page>\d{1,3}))?(?P<ext>\.[a-z]{3,5})$", re.I)
_NEXT = re.compile(r"下一?页|后一页|下页|next", re.I)
_MOST = 200


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


def declarations(document: Document) -> Metadata:
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
            if any(isinstance(name, str) and name in _ARTICLES for name in kinds):
                return candidate
    return {}


def _objects(data: Any) -> list[dict[str, Any]]:
    if isinstance(data, dict):
        graph = data.get("@graph")
        return [data, *_objects(graph)] if isinstance(graph, list) else [data]
    return [item for item in data[:50] if isinstance(item, dict)] if isinstance(data, list) else []


def language_of(text: str, declared: str) -> str | None:
    """A BCP 47 tag: zh-Hans-CN, zh-Hant, en, ja; None when there is too little text to say.

    :param text: headline and body.
    :param declared: the page's own ``lang``, believed only where the characters do not decide.
    """
    sample = text[:_SAMPLE]
    chinese = len(_CJK.findall(sample))
    latin = len(_LATIN.findall(sample))
    if len(_KANA.findall(sample)) * 5 > chinese > 0:
        return "ja"
    if chinese * 3 >= latin and chinese >= 4:
        used = set(sample)
        traditional = sum(map(sample.count, used & _ONLY_TRADITIONAL))
        simplified = sum(map(sample.count, used & _ONLY_SIMPLIFIED))
        if traditional == simplified == 0:
            return "zh-Hant" if declared.startswith(("zh-hant", "zh-tw", "zh-hk")) else "zh-Hans-CN"
        return "zh-Hant" if traditional > simplified else "zh-Hans-CN"
    return "en" if latin >= 20 else None


def place_among_pages(document: Document) -> Found[PagePlace]:
    """Which page of its article this is, of how many; without a pager the rule is empty."""
    found = _by_call(document) or _by_links(document)
    return found or Found(PagePlace(pages=1, complete=True, page=1, next=()), "", 0.0)


def _place(pages: int, page: int, following: Iterable[str | None], rule: str) -> Found[PagePlace]:
    urls = tuple(url for url in following if url)
    place = PagePlace(pages=pages, complete=pages == 1, page=page, next=urls)
    return Found(place, rule if pages > 1 else "", 0.9)


def _by_call(document: Document) -> Found[PagePlace] | None:
    """TRS writes its pager by script: createPageHTML(pages, index, name, extension)."""
    text = document.text
    at = text.find("createPageHTML")
    match = _TRS_CALL.search(text, at) if at >= 0 else None
    if match is not None:
        pages, index, stem, extension = int(match[1]), int(match[2]), match[3], match[4]
        if stem == "index" or not 0 < pages <= _MOST:
            return None
        names = [f"{stem}.{extension}", *(f"{stem}_{n}.{extension}" for n in range(1, pages))]
        following = [absolute(document.base_url, name) for name in names[index + 1 :]]
        return _place(pages, index + 1, following, "script:createPageHTML")
    count = _COUNT.search(text) if "var countPage" in text else None
    current = _CURRENT.search(text) if count else None
    stem = _stem_of(document.url)
    if count is None or current is None or stem is None or not 1 < int(count[1]) <= _MOST:
        return None
    pages, index = int(count[1]), int(current[1])
    base, extension = stem[0], stem[2]
    numbered = [
        absolute(document.base_url, f"{base.rsplit('/', 1)[-1]}_{n}{extension}")
        for n in range(index + 1, pages)
    ]
    return _place(pages, index + 1, numbered, "script:countPage")


def _by_links(document: Document) -> Found[PagePlace] | None:
    """Links to the same name with a number behind it: _01, _1, -2."""
    own = _stem_of(document.url)
    if own is None:
        return None
    base, number, extension = own
    host = host_of(document.url)
    found: dict[int, str] = {}
    name = base.rsplit("/", 1)[-1]
    for link in document.root.iter("a"):
        href = link.get("href")
        if not href or extension not in href or name not in href:
            continue
        url = absolute(document.base_url, href)
        other = _stem_of(url) if url else None
        if (
            url and other and host_of(url) == host and other[0] == base and other[2] == extension
        ) and (
            re.fullmatch(
                r"[\d\s【】\[\]()（）第页]{1,8}|.{0,4}页.{0,4}|尾页|末页|首页", plain(link)
            )
            or _NEXT.search(plain(link))
        ):
            found.setdefault(other[1], url.partition("#")[0])
    numbers = sorted({*found, number})
    if len(numbers) < 2:
        return None
    # Quirk: Enorth and TRS call page 2 "_1", people.cn calls it "-2" and page 1 has no number.
    first = 0 if 1 in found or number == 1 or numbers[-1] < 2 else 1
    pages = numbers[-1] + 1 - (0 if first == 0 else 1)
    if first == 0 and 1 not in numbers and number == 0:
        pages = len(numbers)
    place = number + 1 if first == 0 else max(1, number)
    following = [found[n] for n in numbers if n > number and n in found]
    return _place(max(pages, len(numbers)), place, following[:_MOST], "links:pager")


def _stem_of(url: str | None) -> tuple[str, int, str] | None:
    """Address up to the page number, the number (0 without one), the extension."""
    match = _STEM.match(path_of(url or "")[:500])
    if match is None:
        return None
    stem, page = match["stem"], match["page"]
    name = stem.rsplit("/", 1)[-1]
    if page is not None and not re.search(r"\d{4}", name):
        stem, page = f"{stem}_{page}", None
    return stem, int(page or 0), match["ext"]
