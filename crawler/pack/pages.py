"""Article lines of the chosen captures, and the page list made of them (WACZ 1.1.1, pages)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Literal

from crawler.errors import ArchiveError
from crawler.pack import words
from crawler.pack.contents import Part

PageText = Literal["search", "plain", "none"]
"""What a page list says of the text: the article and search words, the article alone, nothing."""


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
    wholes = words.names([source.get("name"), *people, *article["keywords"]])
    found = (*words.pairs(f"{article['headline'] or ''}\n{body}"), *wholes)
    return f"{body}\n{' '.join(found)}" if found else body


def _line(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
