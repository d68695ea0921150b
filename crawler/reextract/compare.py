"""Compares the stored lines with the lines of a reextraction, field by field."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, Literal

Change = Literal["added", "changed", "lost"]
CHANGES: tuple[Change, ...] = ("added", "changed", "lost")

_EXAMPLES = 5
_NESTED = ("extractor",)
"""Objects whose members are reported one by one."""

Key = tuple[str, str]
"""Article id, and the record of the first page: which captures a line was read from."""


@dataclass(slots=True)
class Differences:
    """What is different, counted. ``examples`` are article ids with version, a few of each."""

    same: int = 0
    """Lines that are byte for byte the same."""
    lines: Counter[Change] = field(default_factory=Counter)
    """Lines that are new, different, or missing now."""
    fields: Counter[tuple[str, str, Change]] = field(default_factory=Counter)
    """By field, template and kind of change. A value that was empty before is added, a value that
    is empty now is lost."""
    examples: dict[tuple[str, str, Change], list[str]] = field(default_factory=dict)
    quarantined: Counter[Change] = field(default_factory=Counter)
    """Lines of the quarantine that are new, or missing now."""

    @property
    def any(self) -> bool:
        """Whether anything is different."""
        return bool(self.lines or self.quarantined)

    def note(self, name: str, template: str, change: Change, *, example: str) -> None:
        """Count one difference of a field."""
        key = (name, template, change)
        self.fields[key] += 1
        examples = self.examples.setdefault(key, [])
        if len(examples) < _EXAMPLES:
            examples.append(example)


def compare_day(stored: Path, new: Iterable[bytes], into: Differences) -> None:
    """Compare the file of one day with the new lines of that day.

    As long as both have the same order, lines are compared as bytes; from the first difference on
    they are parsed. Memory then holds the positions of the stored lines.

    :param stored: the file; it may be missing.
    """
    with stored.open("rb") if stored.exists() else BytesIO() as file:
        lines = iter(new)
        position = 0
        line: bytes | None = None
        for line in lines:
            if file.readline() != line:
                break
            into.same += 1
            position += len(line)
        else:
            line = None
        places = _places(file, position)
        for rest in lines if line is None else chain((line,), lines):
            _compare_line(file, places, rest, into)
        for place in places.values():
            file.seek(place)
            lost = _parsed(file.readline())
            into.lines["lost"] += 1
            into.note("(line)", _template(lost), "lost", example=_name(lost))


def _compare_line(file: BinaryIO, places: dict[Key, int], line: bytes, into: Differences) -> None:
    new = _parsed(line)
    place = places.pop(_key(new), None)
    if place is None:
        into.lines["added"] += 1
        into.note("(line)", _template(new), "added", example=_name(new))
        return
    file.seek(place)
    old = file.readline()
    if old == line:
        into.same += 1
    else:
        into.lines["changed"] += 1
        _fields(_parsed(old), new, into)


def compare_quarantine(stored: Iterable[bytes], new: Iterable[bytes], into: Differences) -> None:
    """Compare the stored lines of the quarantine with the new lines; the order does not matter."""
    before, after = Counter(set(stored)), Counter(set(new))
    into.quarantined["added"] += sum((after - before).values())
    into.quarantined["lost"] += sum((before - after).values())
    into.quarantined = +into.quarantined


def _places(file: BinaryIO, position: int) -> dict[Key, int]:
    """Where the lines from a position on begin, by the captures they were read from."""
    places: dict[Key, int] = {}
    file.seek(position)
    for line in file:
        key = _key(_parsed(line))
        # The second of two equal keys, and a line that cannot be parsed, is compared with nothing.
        places[key if key not in places else ("", str(position))] = position
        position += len(line)
    return places


def _parsed(line: bytes) -> Mapping[str, Any]:
    try:
        article = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return article if isinstance(article, dict) else {}


def _key(article: Mapping[str, Any]) -> Key:
    try:
        return str(article["id"]), str(article["provenance"][0]["warcRecordId"])
    except (LookupError, TypeError):
        return "", ""


def _template(article: Mapping[str, Any]) -> str:
    extractor = article.get("extractor")
    return str(extractor.get("template")) if isinstance(extractor, dict) else "(unreadable)"


def _name(article: Mapping[str, Any]) -> str:
    return f"{article.get('id', '(unreadable)')}#{article.get('version', '')}"


def _fields(old: Mapping[str, Any], new: Mapping[str, Any], into: Differences) -> None:
    for name, before, after in _pairs(old, new):
        if before != after:
            change: Change = "changed"
            if _empty(before):
                change = "added"
            elif _empty(after):
                change = "lost"
            into.note(name, _template(new), change, example=_name(new))


def _pairs(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for name in sorted(old.keys() | new.keys()):
        before, after = old.get(name), new.get(name)
        if name in _NESTED and isinstance(before, dict) and isinstance(after, dict):
            for member in sorted(before.keys() | after.keys()):
                yield f"{name}.{member}", before.get(member), after.get(member)
        else:
            yield name, before, after


def _empty(value: object) -> bool:
    return value is None or value in ("", [], {})
