"""The typed blocks of a record out of the raw body."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Any, NamedTuple

from crawler.reading.extract.captions import assign_captions
from crawler.reading.extract.headings import mark_headings
from crawler.reading.extract.page import Layout, Page
from crawler.reading.extract.raw import Raw, raw_blocks
from crawler.reading.normalise.names import bylines
from crawler.reading.normalise.sources import tidy

_LONGEST_BYLINE = 60
_BYLINE_AND_SOURCE = re.compile(
    r"[（(]?(?P<people>[^。！？；，:：]{2,40}?)\s{0,4}来源\s?[:：]\s?(?P<source>[^。！？；，）)]{2,20})[)）]?"
)


class Body(NamedTuple):
    """The blocks, and which kinds of headings are among them."""

    blocks: list[dict[str, Any]]
    heading_kinds: set[str]


def read(page: Page, layout: Layout, headline: str | None) -> Body:
    """The body of an article as numbered, typed blocks of page 1."""
    raw = assign_captions(raw_blocks(page, layout, headline), headline)
    kinds = mark_headings(raw, headline)
    return Body([_block(one, number) for number, one in enumerate(raw)], kinds)


def _block(raw: Raw, number: int) -> dict[str, Any]:
    kind = "paragraph" if raw.kind == "text" else raw.kind
    block: dict[str, Any] = {"i": number, "type": kind, "text": raw.text, "page": 1}
    if kind == "heading":
        block["level"] = raw.level
    elif kind == "image":
        block |= {"text": "", "url": raw.url, "caption": raw.caption, "credit": raw.credit}
    elif kind == "video":
        block |= {"text": "", "url": raw.url, "poster": raw.poster, "caption": raw.caption}
    elif kind == "table":
        block["rows"] = raw.rows
    elif kind == "list":
        block |= {"items": raw.items, "ordered": raw.ordered}
    return block


def without_byline(
    blocks: list[dict[str, Any]], names: Container[str], source: str | None
) -> list[dict[str, Any]]:
    """The blocks without a last line that is only a byline and a source, both read from it.

    A byline alone stays: many papers print it as the last words of the text.

    :param names: the names of the article's authors.
    :param source: the source as the page shows it.
    """
    last = blocks[-1] if blocks else None
    if last is None or last["type"] != "paragraph" or len(last["text"]) > _LONGEST_BYLINE:
        return blocks
    parts = _BYLINE_AND_SOURCE.fullmatch(last["text"])
    if parts is None or source is None or tidy(source) != parts["source"]:
        return blocks
    people = bylines(parts["people"])
    told = people and all(person.name in names for person in people)
    return blocks[:-1] if told else blocks


def text_of(blocks: list[dict[str, Any]]) -> str:
    """The article's text: the blocks' texts, one under the other."""
    return "\n".join(block["text"] for block in blocks if block["text"])
