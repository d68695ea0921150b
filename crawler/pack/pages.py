"""Article lines of the chosen captures, and the page list made of them (WACZ 1.1.1, pages)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Literal

from crawler.errors import ArchiveError
from crawler.pack.contents import Part

PageText = Literal["search", "plain", "none"]
"""What a page list says of the text: the article and search words, the article alone, nothing."""

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+")
_LONGEST_NAME = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An article line, as it stands in its file and as it is read."""

    written: bytes
    article: dict[str, Any]


def lines(part: Part, *, withheld: AbstractSet[str], files: AbstractSet[str]) -> Iterator[Line]:
    """The articles of a day's file whose first page was captured into one of ``files``.

    :param withheld: ids of articles to leave out.
    :param files: names of WARC files.
    :raises ArchiveError: a line is no article.
    """
    try:
        with part.file.open("rb") as file:
            for number, written in enumerate(file, 1):
                try:
                    article = json.loads(written)
                    first = article["provenance"][0]["warcFile"]
                    wanted = first in files and article["id"] not in withheld
                except (ValueError, LookupError, TypeError, RecursionError) as error:
                    raise ArchiveError(f"{part.path} line {number}: {error!r}") from error
                if wanted:
                    yield Line(written=written, article=article)
    except OSError as error:
        raise ArchiveError(f"{part.path} cannot be read: {error}") from error


def page_list(articles: Iterable[Line], *, text: PageText) -> Iterator[bytes]:
    """A header, then a line for each article version.

    A page's ``id`` is its record's and the version's number, so it is unique among all packages.
    """
    header = {
        "format": "json-pages-1.0",
        "id": "pages",
        "title": "Articles",
        "hasText": text != "none",
    }
    yield _line(header)
    for line in articles:
        yield _line(_page(line.article, text))


def _page(article: dict[str, Any], text: PageText) -> dict[str, Any]:
    first = article["provenance"][0]
    record = str(first["warcRecordId"]).strip("<>").removeprefix("urn:uuid:")
    page = {
        "id": f"{record}-{article['version']}",
        "url": article["url"],
        "ts": first["dateDownloaded"],
    }
    if article["headline"]:
        page["title"] = article["headline"]
    if text != "none":
        page["text"] = _text(article, text)
    return page


def _text(article: dict[str, Any], text: PageText) -> str:
    body = str(article["articleBody"])
    if text == "plain":
        return body
    source = article["source"] or {}
    people = [person["name"] for person in (*article["authors"], *article["editors"])]
    wholes = whole_names([source.get("name"), *people, *article["keywords"]])
    found = (*pairs(f"{article['headline'] or ''}\n{body}"), *wholes)
    return f"{body}\n{' '.join(found)}" if found else body


def _line(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def pairs(text: str) -> list[str]:
    """Every pair of neighbouring Chinese characters, once, in order of first appearance.

    Quirk: ReplayWeb.page's index splits text at blanks and punctuation and matches whole words,
    so in running Chinese it finds nothing. With every pair appended as a word of its own, a
    search for a word of two characters works.

    >>> pairs("推进国标, 国标 A")
    ['推进', '进国', '国标']
    """
    found: dict[str, None] = {}
    for run in _HAN.findall(text):
        for at in range(len(run) - 1):
            found.setdefault(run[at : at + 2])
    return list(found)


def whole_names(values: Iterable[str | None]) -> list[str]:
    """Names and keywords that are found as wholes: three characters or more, no blanks.

    >>> whole_names(["费听雨", "天气", None, "浙江在线"])
    ['费听雨', '浙江在线']
    """
    wanted = (value for value in values if value and 2 < len(value) <= _LONGEST_NAME)
    return list(dict.fromkeys(value for value in wanted if _HAN.fullmatch(value)))
