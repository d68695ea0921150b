"""An article as one line of JSON, always the same bytes for the same article, and back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any

from crawler.article.codec import record_from
from crawler.article.record import Article


def line(article: Article) -> bytes:
    """The article as UTF-8 JSON and one line feed: keys in the order of the record, no spaces.

    U+0085, U+2028 and U+2029 are escaped, so that every reader of lines agrees where it ends.

    :raises ValueError: when the article holds NaN or a lone surrogate; ``assemble`` and
        ``article_from`` make none such.
    """
    text = _ENCODER.encode(article)
    for character, escape in _LINE_ENDS:
        if character in text:
            text = text.replace(character, escape)
    return text.encode() + b"\n"


def article_from(written: bytes | str) -> Article:
    """The article a line holds: ``line(article_from(line(a))) == line(a)``.

    :raises ValueError: when it is no JSON, or not this record: it says which key is wrong.
    """
    try:
        return record_from(Article, json.loads(written))
    except RecursionError as error:
        raise ValueError("Article: nested too deeply") from error


_LINE_ENDS = (("\x85", "\\u0085"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029"))


@cache
def _members(cls: Any) -> tuple[tuple[str, ...], Callable[[Any], tuple[object, ...]]]:
    names = tuple(field.name for field in fields(cls))
    return names, attrgetter(*names)


def _plain(record: object) -> dict[str, object]:
    cls: Any = type(record)
    names, values = _members(cls)
    return dict(zip(names, values(record), strict=True))


_ENCODER = json.JSONEncoder(
    ensure_ascii=False,
    allow_nan=False,
    check_circular=False,
    separators=(",", ":"),
    default=_plain,
)
