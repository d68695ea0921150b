"""Where in the archived markup of a page a value stands that was read from it."""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

_AROUND = 48
"""Characters of markup shown before and behind."""
_LONGEST = 160
"""Characters of the found markup that are shown."""
_TAG = re.compile(r"<[^<>]{0,20000}>")
_UNSEEN = (("<script", "</script"), ("<style", "</style"), ("<title", "</title"), ("<!--", "-->"))
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A piece of a page's markup."""

    start: int
    """Character of the decoded page at which the found words begin."""
    before: str
    found: str
    after: str


class Evidence:
    """The markup of one page, searched for words as a reader sees them.

    The search ignores tags, white space, and whether a character is full-width or an entity.

    :param text: the decoded page.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._characters, self._places = _visible(text)

    def find(self, words: str, rule: str) -> Snippet | None:
        """Where words stand.

        :param rule: name of the rule that read them: ``id:``, ``class:``, ``css:`` and ``meta:``
            say where it looked.
        """
        start = self._hint(rule)
        if rule.startswith("meta:"):
            return self._literal(words, start) or self._seen(words, 0)
        return self._seen(words, start) or self._seen(words, 0) or self._literal(words, 0)

    def _hint(self, rule: str) -> int:
        """Character of the page from which the rule read, 0 when its name does not say it."""
        kind, _, name = rule.partition(":")
        name = name.lstrip(".#")
        if kind not in ("id", "class", "css", "meta") or not name:
            return 0
        mark = re.search(rf"<[a-zA-Z][^<>]{{0,500}}\b{re.escape(name)}\b", self._text)
        return mark.start() if mark else 0

    def _seen(self, words: str, start: int) -> Snippet | None:
        wanted = "".join(map(_folded, words))
        if not wanted:
            return None
        at = self._characters.find(wanted, bisect_left(self._places, start))
        if at < 0:
            return None
        last = self._places[at + len(wanted) - 1]
        return self._snippet(self._places[at], last + 1)

    def _literal(self, words: str, start: int) -> Snippet | None:
        """In an attribute or a script."""
        for written in (words, html.escape(words), html.escape(words, quote=False)):
            at = self._text.find(written, start)
            if written and at >= 0:
                return self._snippet(at, at + len(written))
        return None

    def _snippet(self, start: int, end: int) -> Snippet:
        found = self._text[start:end]
        if len(found) > _LONGEST:
            found = f"{found[: _LONGEST // 2]}…{found[-_LONGEST // 2 :]}"
        return Snippet(
            start=start,
            before=_one_line(self._text[max(0, start - _AROUND) : start]),
            found=_one_line(found),
            after=_one_line(self._text[end : end + _AROUND]),
        )


def _one_line(markup: str) -> str:
    return _BLANKS.sub(" ", markup)


def _visible(text: str) -> tuple[str, list[int]]:
    """The folded characters outside tags, and where in the markup each stands."""
    hidden = sorted([*_unseen(text), *(match.span() for match in _TAG.finditer(text))])
    characters: list[str] = []
    places: list[int] = []
    position = 0
    for start, end in [*hidden, (len(text), len(text))]:
        if start > position:
            _add(text, position, start, characters, places)
        position = max(position, end)
    return "".join(characters), places


def _unseen(text: str) -> Iterator[tuple[int, int]]:
    """Where comments, scripts, styles and the title of the window are."""
    lowered = text.lower()
    if len(lowered) != len(text):  # İ becomes two characters
        lowered = text
    for opening, closing in _UNSEEN:
        end = 0
        while (start := lowered.find(opening, end)) >= 0:
            end = lowered.find(closing, start)
            if end < 0:
                break
            yield start, end


def _add(text: str, start: int, end: int, characters: list[str], places: list[int]) -> None:
    while start < end:
        entity = _ENTITY.match(text, start, end) if text[start] == "&" else None
        shown = html.unescape(entity[0]) if entity else text[start]
        folded = "".join(map(_folded, shown))
        characters += folded
        places += [start] * len(folded)
        start = entity.end() if entity else start + 1


def _folded(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character).casefold()
    return "".join(character for character in folded if not character.isspace())
