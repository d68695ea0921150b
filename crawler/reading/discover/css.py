"""What a style sheet names: images, fonts and further sheets (CSS Syntax Level 3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import tinycss2

from crawler.page.decode import decode
from crawler.reading.discover.model import MAX_LINKS, Link
from crawler.urls.address import Resolver

MEDIA_TYPE = "text/css"
MAX_CHARACTERS = 500_000
"""Characters of a sheet that are read; what is beyond is not looked at."""
_MARKS = ("url(", "@import", "image-set(", "src(", "\\")
_STRINGS = '"'
"""Before a context: here strings are addresses too."""
_WORDS = frozenset({"type", "format", "supports", "layer", "attr", "counter", "counters", "local"})
"""Functions whose strings are words."""

_CHARSET = re.compile(rb'(?:\xef\xbb\xbf)?@charset "([\x21\x23-\x7e]{1,40})";')
"""The only spelling that CSS Syntax Level 3 section 3.2 knows."""

Tokens = Iterator[Any]


def characters(body: bytes, content_type: str | None) -> str:
    """A style sheet's bytes as characters: old ones are in GBK, and say so by ``@charset``.

    :param body: without transfer- and content-coding; any bytes give a text.
    :param content_type: value of the Content-Type header, None when there was none.
    """
    declared = _CHARSET.match(body)
    if declared and "charset" not in (content_type or "").lower():
        content_type = f"text/css; charset={declared[1].decode('ascii')}"
    return decode(body, content_type).text


def links(text: str, base_url: str) -> tuple[Link, ...]:
    """The files a style sheet names.

    :param text: the sheet as characters; anything may stand in it.
    :param base_url: absolute address of the sheet.
    :returns: each address once, hop E, context ``css`` (imported), ``font`` or ``img``.
    """
    text = text[:MAX_CHARACTERS]
    lowered = text.lower()
    if not any(mark in lowered for mark in _MARKS):
        return ()
    tokens = tinycss2.parse_component_value_list(text, skip_comments=True)
    resolve = Resolver(base_url)
    found: dict[str, Link] = {}
    for raw, context in _read(tokens):
        url = resolve(raw)
        if url is not None and url not in found:
            found[url] = Link(url, "E", context)
            if len(found) >= MAX_LINKS:
                break
    return tuple(found.values())


def _read(tokens: list[Any]) -> Iterator[tuple[str, str]]:
    """Walk the tokens; nesting goes on a list, so depth costs no recursion."""
    levels: list[tuple[Tokens, str]] = [(iter(tokens), "img")]
    rule = ""
    while levels:
        level, context = levels[-1]
        token = next(level, None)
        if token is None:
            levels.pop()
        elif token.type == "at-keyword":
            rule = token.lower_value
        elif token.type == "literal" and token.value == ";":
            rule = ""
        elif token.type == "{} block":
            levels.append((iter(token.content), "font" if rule == "font-face" else context))
            rule = ""
        elif inner := _inside(token, rule, context):
            levels.append(inner)
        elif _is_address(token, rule, context):
            yield token.value, "css" if rule == "import" else context.lstrip(_STRINGS)
            rule = "imported" if rule == "import" else rule


def _is_address(token: Any, rule: str, context: str) -> bool:
    if rule in ("namespace", "imported"):
        return False
    if token.type == "string":
        return rule == "import" or context.startswith(_STRINGS)
    return bool(token.type == "url")


def _inside(token: Any, rule: str, context: str) -> tuple[Tokens, str] | None:
    """What stands in brackets, with its context; None for no brackets, or none that matter."""
    if token.type in ("() block", "[] block"):
        return iter(token.content), context
    if token.type != "function":
        return None
    name = token.lower_name
    if name in ("url", "src") or name.endswith("image-set"):
        return iter(token.arguments), _STRINGS + context.lstrip(_STRINGS)
    if name in _WORDS or rule == "import":
        return None
    return iter(token.arguments), context.lstrip(_STRINGS)
