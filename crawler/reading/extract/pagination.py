"""What one page says of the split of its article: how many pages, and where the others are."""

from __future__ import annotations

import re
from typing import Any

from crawler.reading.extract.page import Found, Page, plain
from crawler.urls.address import absolute, host_of, path_of

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


def read(page: Page) -> tuple[dict[str, Any], str | None]:
    """The record's pagination object and the rule that told it (None for a single page)."""
    called = _by_call(page)
    found = called if called is not None else _by_links(page)
    if found is None:
        return {"pages": 1, "complete": True, "page": 1, "next": []}, None
    (pages, number, following), rule = found.value, found.rule
    return {
        "pages": pages,
        "complete": pages == 1,
        "page": number,
        "next": following,
    }, rule if pages > 1 else None


def _by_call(page: Page) -> Found | None:
    """TRS writes its pager by script: createPageHTML(pages, index, name, extension)."""
    text = page.document.text
    at = text.find("createPageHTML")
    match = _TRS_CALL.search(text, at) if at >= 0 else None
    if match is not None:
        pages, index, stem, extension = int(match[1]), int(match[2]), match[3], match[4]
        if stem == "index" or not 0 < pages <= _MOST:
            return None
        names = [f"{stem}.{extension}", *(f"{stem}_{n}.{extension}" for n in range(1, pages))]
        following = [absolute(page.document.base_url, name) for name in names[index + 1 :]]
        return Found(
            (pages, index + 1, [url for url in following if url]), "script:createPageHTML", 0.95
        )
    count = _COUNT.search(text) if "var countPage" in text else None
    current = _CURRENT.search(text) if count else None
    stem = _stem_of(page.document.url)
    if count is None or current is None or stem is None or not 1 < int(count[1]) <= _MOST:
        return None
    pages, index = int(count[1]), int(current[1])
    base, extension = stem[0], stem[2]
    numbered = [
        absolute(page.document.base_url, f"{base.rsplit('/', 1)[-1]}_{n}{extension}")
        for n in range(index + 1, pages)
    ]
    return Found((pages, index + 1, [url for url in numbered if url]), "script:countPage", 0.9)


def _by_links(page: Page) -> Found | None:
    """Links to the same name with a number behind it: _01, _1, -2."""
    own = _stem_of(page.document.url)
    if own is None:
        return None
    base, number, extension = own
    host = host_of(page.document.url)
    found: dict[int, str] = {}
    name = base.rsplit("/", 1)[-1]
    for link in page.document.root.iter("a"):
        href = link.get("href")
        if not href or extension not in href or name not in href:
            continue
        url = absolute(page.document.base_url, href)
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
    return Found((max(pages, len(numbers)), place, following[:_MOST]), "links:pager", 0.85)


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
