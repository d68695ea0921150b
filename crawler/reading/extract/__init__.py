"""One page in, the fields of an Article record out: pure, without network, clock or Scrapy."""

from __future__ import annotations

from typing import Any

from crawler.page.document import Document, parse
from crawler.reading.extract.reader import read

__all__ = ["extract", "extract_document", "is_article"]

_MIN_CHARACTERS = 50
"""Body text from which a page with a headline is an article; less needs a picture."""


def extract(body: bytes, url: str, content_type: str | None = None) -> dict[str, Any]:
    """Everything one page tells of its article.

    Never raises on content: a page without an article gives ``headline`` None and no blocks as far
    as that can be told; ask :func:`is_article`. Keys and shapes are those of the Article record.

    :param body: entity body without transfer- and content-coding.
    :param url: absolute address of the page.
    :param content_type: value of the Content-Type header, None when there was none.
    """
    return extract_document(parse(body, url, content_type))


def extract_document(document: Document) -> dict[str, Any]:
    """The same for a page that is parsed already."""
    return read(document)


def is_article(fields: dict[str, Any]) -> bool:
    """Whether what was read is an article.

    It has a headline, and either text with a sentence in it, or a date and something to look at
    with few lines beside. A list of headlines has neither.
    """
    if not fields["headline"]:
        return False
    body = fields["articleBody"]
    if len(body) >= _MIN_CHARACTERS and any(mark in body for mark in "。！？"):
        return True
    media = sum(block["type"] in ("image", "video") for block in fields["blocks"])
    lines = len(fields["blocks"]) - media
    if fields["inLanguage"] == "en" and len(body) >= 4 * _MIN_CHARACTERS:
        return True
    return media > 0 and fields["datePublished"] is not None and lines <= 3 * media + 3
