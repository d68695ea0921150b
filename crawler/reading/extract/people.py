"""Authors and editors of an article, from the places bylines stand; never one for the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from crawler.reading.extract.labels import find_labels
from crawler.reading.extract.outline import Found, Line, plain
from crawler.reading.extract.view import Layout, PageView
from crawler.reading.normalise.dates import find
from crawler.reading.normalise.names import (
    author_field,
    bylines,
    editors,
    labels_editor,
    names_role,
    signature,
)
from crawler.reading.normalise.surnames import is_organisation, is_person
from crawler.reading.parts import Editor, Person

P = TypeVar("P", Person, Editor)

_BRACKET = re.compile(
    r"[（(【]([^（()）】]{0,60}(?:记者|通讯员|作者|特约|实习生|文/|图/|文丨|文｜"
    r"|撰文)[^（()）】]{2,80})[)）】]"
)
_OPENING = re.compile(r"^(?:[（(【]?[^，。；]{0,14}?(?:记者|通讯员|评论员)[\s　:：].{2,40})")
_CREDIT = re.compile(r"(?:摄|供图|制图|视频|绘)[)）】。]?$")
_AUTHOR_NAMES = re.compile(
    r"(?:^|[\s_-])(?:author|byline|zuozhe|writer|reporter)\w{0,6}(?:$|[\s_-])", re.I
)
_AUTHOR_IDS = ("author_baidu", "articleAuthor")
_EDITOR_IDS = ("editor_baidu", "articleEditor")
_ABOVE = 5
"""Lines above the headline that may name people."""
_EDITOR_GAP = 8
"""Lines behind an editor in which more editors of the same article follow."""
_PROSE = re.compile(r"[。！？；]")


def authors_of(
    page: PageView, layout: Layout, editors: tuple[Editor, ...]
) -> Found[tuple[Person, ...]] | None:
    """The authors; a well-known id is believed first.

    :param editors: what :func:`editors_of` gave: who edits does not author by that label.
    """
    banned = {editor.name for editor in editors}
    for rule, confidence, people in _author_places(page, layout):
        kept = _unique(
            person for person in people if person.name not in banned or person.role != "author"
        )
        if kept:
            return Found(kept, rule, confidence)
    return None


def _author_places(page: PageView, layout: Layout) -> Iterator[tuple[str, float, list[Person]]]:
    """Places of bylines, the surest first."""
    selected = _text_by_id(page, _AUTHOR_IDS)
    if selected is not None:
        yield selected.rule, selected.confidence, list(author_field(selected.value))
    yield "label:作者", 0.95, list(_labelled(page, layout))
    yield "label:作者-behind", 0.8, list(_labelled_behind(page, layout))
    yield "line:byline", 0.9, list(_header_lines(page, layout))
    yield "class:author", 0.85, list(_by_names(page, layout))
    body = list(range(layout.start, layout.end))
    yield "body:byline", 0.85, list(_in_body(page, body))
    declared = page.metadata.declared("author")
    if declared and is_person(declared):
        yield "json-ld:author", 0.7, list(author_field(declared))
    yield "body:signature", 0.7, list(_signed(page, body))


def _labelled(page: PageView, layout: Layout) -> Iterator[Person]:
    for label in find_labels(page, _near_headline(layout), "author"):
        if not label.value or labels_editor(label.value):
            continue
        for person in author_field(label.value):
            yield replace(person, nameRaw=label.raw) if person.role == "author" else person


def _labelled_behind(page: PageView, layout: Layout) -> Iterator[Person]:
    for label in find_labels(page, list(layout.tail)[:8], "author"):
        if label.value and not labels_editor(label.value):
            yield from (person for person in author_field(label.value) if _credible(person))


def _header_lines(page: PageView, layout: Layout) -> Iterator[Person]:
    """Lines around the headline that are nothing but a byline."""
    for item in _near_headline(layout):
        if not names_role(page.text(item)):
            continue
        text = page.edged(item)
        if 2 < len(text) <= 120 and not _PROSE.search(text) and not page.linked(item):
            yield from bylines(text)


def _by_names(page: PageView, layout: Layout) -> Iterator[Person]:
    """An element near the headline whose class says that it holds the author."""
    for item in _near_headline(layout):
        line = page.items[item]
        text = page.text(item)
        if not isinstance(line, Line) or len(text) > 160:
            continue
        block = page.block(item)
        seen = {id(block): block, **{id(run.element): run.element for run in line.runs}}
        for element in seen.values():
            marks = (element.get("class"), element.get("id"), element.get("itemprop"))
            names = " ".join(filter(None, marks))
            if names and _AUTHOR_NAMES.search(names):
                value = plain(element)
                if len(value) <= 60 and not labels_editor(value) and find(value) is None:
                    yield from (p for p in author_field(value) if _credible(p))


def _credible(person: Person) -> bool:
    return is_person(person.name) and not is_organisation(person.name)


def _in_body(page: PageView, body: list[int]) -> Iterator[Person]:
    """Brackets behind the dateline, a byline as first or last paragraph, brackets at the end."""
    lines = [item for item in body if page.texts[item]]
    for item in lines[:4]:
        text = page.text(item)
        if _CREDIT.search(text):
            continue
        bracket = _BRACKET.search(text[:140])
        if bracket is not None:
            yield from bylines(bracket[1])
        elif len(text) <= 60 and not _PROSE.search(text):
            yield from bylines(text)
        elif _OPENING.match(text[:60]):
            yield from bylines(re.split("[，。；]", text[:60])[0])
    for item in lines[-4:] if len(lines) > 4 else lines[1:]:
        text = page.text(item)
        if _CREDIT.search(text):
            continue
        if len(text) <= 70 and not _PROSE.search(text.rstrip("。")):
            yield from bylines(text)
        else:
            closing = [match[1] for match in _BRACKET.finditer(text[-140:])]
            if closing and text.rstrip("。").endswith(("）", ")", "】")):
                yield from bylines(closing[-1])


def _signed(page: PageView, body: list[int]) -> Iterable[Person]:
    for item in reversed(body[-5:]):
        text = page.text(item)
        if text and not labels_editor(text):
            return signature(text)
    return ()


def editors_of(page: PageView, layout: Layout) -> Found[tuple[Editor, ...]] | None:
    """The editors; a well-known id is believed first."""
    selected = _text_by_id(page, _EDITOR_IDS)
    people = _unique(editors(selected.value)) if selected is not None else ()
    if selected is not None and people:
        return Found(people, selected.rule, selected.confidence)
    people = _unique(_editors(page, layout))
    return Found(people, "label:编辑", 0.93) if people else None


def _editors(page: PageView, layout: Layout) -> list[Editor]:
    found: list[Editor] = []
    last_lines = range(max(layout.start, layout.end - 8), layout.end)
    texts = page.texts
    for item in [*_near_headline(layout), *last_lines]:
        if labels_editor(texts[item]):
            found.extend(_editors_of_line(page, layout, item))
    last = None
    for item in layout.tail:
        if last is not None and item > last + _EDITOR_GAP:
            break  # further down begins another article
        if not labels_editor(texts[item]):
            continue
        people = _editors_of_line(page, layout, item)
        last = item if people else last
        found.extend(people)
    return found


def _near_headline(layout: Layout) -> list[int]:
    """Lines of the head without the navigation far above the headline."""
    first = (layout.headline if layout.headline is not None else layout.start) - _ABOVE
    return [item for item in layout.head if item >= first]


def _editors_of_line(page: PageView, layout: Layout, item: int) -> list[Editor]:
    """The editors a line with an editor's label names."""
    text = page.edged(item)
    if len(text) > 300 or (page.linked(item) and len(text) > 40):
        return []
    if layout.start <= item < layout.end and len(text) > 90:
        ending = text[-60:]
        text = ending[max(0, _last_bracket(ending)) :] if labels_editor(ending) else ""
    people = list(editors(text))
    if not people and labels_editor(text):
        people = list(editors(f"{text}{_name_in_next_line(page, item)}"))
    return people


def _last_bracket(text: str) -> int:
    return max(text.rfind(mark) for mark in "（(【[")


def _name_in_next_line(page: PageView, item: int) -> str:
    text = page.text(item + 1)
    return text if len(text) <= 12 else ""


def _unique(people: Iterable[P]) -> tuple[P, ...]:
    """Each name once."""
    seen: dict[str, P] = {}
    for person in people:
        seen.setdefault(person.name, person)
    return tuple(seen.values())


def _text_by_id(page: PageView, names: tuple[str, ...]) -> Found[str] | None:
    """The text under a well-known id."""
    for name in names:
        for element in page.document.ids.get(name, ())[:3]:
            text = plain(element)
            if text and len(text) <= 200:
                return Found(text, f"id:{name}", 0.98)
    return None
