"""Addresses in the styles within a page, by pattern: a page may carry 60 KB of them.

Whole sheets are tokenised (``css``), which takes half a microsecond a character; a style element
or attribute is only looked through for ``url(``, ``@import`` and ``image-set(``. On anything but
contrived text both give the same, which a test checks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_COMMENT = re.compile(r"/\*[^*]*\*+(?:[^/*][^*]*\*+)*/")
_QUOTED = r"\"((?:[^\"\\\n]|\\.){0,4096})\"|'((?:[^'\\\n]|\\.){0,4096})'"
_URL = re.compile(
    rf"url\(\s{{0,99}}(?:{_QUOTED}|((?:[^\"'()\\\s]|\\.){{1,4096}}))\s{{0,99}}\)", re.I | re.S
)
_IMPORT = re.compile(rf"@import\s{{0,99}}(?:{_QUOTED})", re.I)
_IMPORT_URL = re.compile(r"@import\s{0,99}$", re.I)
_NAMESPACE = re.compile(r"@namespace\s{1,99}(?:[\w-]{1,99}\s{1,99})?$", re.I)
_IMAGE_SET = re.compile(r"image-set\(((?:[^()]|\([^()]{0,300}\)){0,2000})\)", re.I)
_CANDIDATE = re.compile(rf"(?:type|format|url)\([^()]*\)|{_QUOTED}", re.I)
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.S)
_BEHIND = 200
"""Characters before an address that are looked at for the rule it stands in."""


def addresses(text: str) -> Iterator[tuple[str, str]]:
    """The raw addresses with their context, ``css``, ``font`` or ``img``; linear in the text."""
    lowered = text.lower()
    if "url(" not in lowered and "@import" not in lowered and "image-set(" not in lowered:
        return
    if "/*" in text:
        text = _COMMENT.sub(" ", text).partition("/*")[0]
        lowered = text.lower()
    if len(lowered) != len(text):
        lowered = text  # a letter whose small form has two characters: places would not agree
    yield from _imports(text, lowered)
    yield from _urls(text, lowered)
    yield from _image_sets(text, lowered)


def _imports(text: str, lowered: str) -> Iterator[tuple[str, str]]:
    for at in _places(lowered, "@import"):
        found = _IMPORT.match(text, at)
        if found is not None:
            yield _plain(found[1] or found[2] or ""), "css"


def _urls(text: str, lowered: str) -> Iterator[tuple[str, str]]:
    for at in _places(lowered, "url("):
        found = _URL.match(text, at)
        if found is not None and not text[at - 1 : at].isalnum():
            context = _context(lowered, at)
            if context:
                yield _plain(found[1] or found[2] or found[3] or ""), context


def _image_sets(text: str, lowered: str) -> Iterator[tuple[str, str]]:
    for at in _places(lowered, "image-set("):
        found = _IMAGE_SET.match(text, at)
        for candidate in _CANDIDATE.finditer(found[1]) if found is not None else ():
            if candidate[1] or candidate[2]:
                yield _plain(candidate[1] or candidate[2]), "img"


def _places(lowered: str, mark: str) -> Iterator[int]:
    at = lowered.find(mark)
    while at >= 0:
        yield at
        at = lowered.find(mark, at + len(mark))


def _context(lowered: str, at: int) -> str:
    """What an address is for, by the rule before it; empty for the name of a namespace."""
    before = lowered[max(0, at - _BEHIND) : at]
    if _IMPORT_URL.search(before):
        return "css"
    if _NAMESPACE.search(before):
        return ""
    within = max(0, at - 10 * _BEHIND)
    face = lowered.rfind("@font-face", within, at)
    return "font" if face >= 0 and lowered.find("}", face, at) < 0 else "img"


def _plain(raw: str) -> str:
    return _ESCAPE.sub(_character, raw) if "\\" in raw else raw


def _character(found: re.Match[str]) -> str:
    if found[1] is None:
        return "" if found[2] == "\n" else found[2]
    number = int(found[1], 16)
    return chr(number) if 0 < number < 0xD800 or 0xDFFF < number < 0x110000 else "\ufffd"
