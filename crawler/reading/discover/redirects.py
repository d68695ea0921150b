"""Where a page sends its visitors on by itself: meta refresh, and stubs that are one script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from crawler.page.document import Document
from crawler.reading.discover.model import Link
from crawler.reading.discover.script import without_comments

STUB_CHARACTERS = 4096
"""A page that is longer is no stub, whatever its scripts do."""
STUB_LINKS = 3
"""A page with more links is no stub: they are for reading on."""
MAX_DELAY = 30
"""Seconds; a page that waits longer is there to be read."""
READING = 80
"""A page with one unlinked run of text this long, in characters, is there to be read."""
_MAX_TARGETS = 4

_REFRESH = re.compile(
    r"\s{0,20}(\d{0,9})[\d.]{0,12}\s{0,20}[;,\s]\s{0,20}(?:url\s{0,20}=\s{0,20})?([^;,\s].{0,2047})",
    re.I | re.S,
)
_QUOTED = r"([\"'`])([^\"'`\s]{1,2048})\1"
_NAME = r"([A-Za-z_$][\w$]{0,63})"
_CALL = re.compile(
    rf"\blocation\.(?:replace|assign)\s?\(\s{{0,9}}(?:{_QUOTED}|{_NAME})\s{{0,9}}\)", re.A
)
_ASSIGNMENT = re.compile(
    rf"\blocation(?:\.href)?\s{{0,9}}=\s{{0,9}}(?:{_QUOTED}(?!\s{{0,9}}\+)|{_NAME}\s{{0,9}}(?=[;\n\r}}]|$))",
    re.A,
)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))", re.S)
_VISITOR = re.compile(r"\buserAgent\b|\bnavigator\.platform\b|\bscreen\.width\b")
"""What a script asks that sends only some visitors on: those with a telephone."""
_UNSEEN = frozenset({"script", "style", "noscript", "title", "template", "textarea", "option"})


def find(
    document: Document,
    refreshes: Sequence[str],
    scripts: Sequence[str],
    resolve: Callable[[str], str | None],
    links: int,
) -> tuple[Link, ...]:
    """The addresses a page sends on to, hop R, in order; the page's own address is none.

    :param refreshes: values of its ``<meta http-equiv=refresh>``.
    :param scripts: what runs without a visitor's doing: inline scripts, ``onload``.
    :param links: how many links it has; a stub has hardly any.
    """
    found: dict[str, Link] = {}
    for content in refreshes[:_MAX_TARGETS]:
        match = _REFRESH.fullmatch(content[:4096])
        if match is not None and int(match[1] or 0) <= MAX_DELAY:
            _add(found, resolve(match[2].strip().strip("\"'")), "refresh")
    text = document.text
    if len(text) <= STUB_CHARACTERS and "location" in text and links <= STUB_LINKS:
        longest = max(map(len, _runs(document)), default=0)
        for script in scripts if longest < READING else ():
            # Pages of 2012 to 2020 send telephones to the mobile site; all others stay and read.
            if not (longest and _VISITOR.search(script)):
                for raw in _targets(script):
                    _add(found, resolve(raw), "location")
    found.pop(document.url, None)
    return tuple(found.values())[:_MAX_TARGETS]


def _runs(document: Document) -> Iterator[str]:
    """The page's runs of text that a visitor sees, outside links."""
    for element in document.nodes:
        parent = element.getparent()
        if parent is not None and element.tag not in _UNSEEN and element.tag != "a":
            yield (element.text or "").strip()
        if parent is not None and parent.tag != "a" and parent.tag not in _UNSEEN:
            yield (element.tail or "").strip()


def _targets(script: str) -> Iterator[str]:
    """The addresses that a script sends to, escapes of its strings undone."""
    script = without_comments(script)
    for pattern in (_CALL, _ASSIGNMENT):
        for match in pattern.finditer(script):
            raw = match[2] or _value(script, match[3])
            if raw:
                yield _ESCAPE.sub(_character, raw)


def _value(script: str, name: str) -> str | None:
    """The string that a variable was given, None when it was given none, or something made up."""
    given = re.search(
        rf"(?<![\w$.]){re.escape(name)}\s{{0,9}}=\s{{0,9}}{_QUOTED}(?!\s{{0,9}}\+)", script
    )
    return given[2] if given else None


def _character(match: re.Match[str]) -> str:
    number = match[1] or match[2]
    return chr(int(number, 16)) if number else match[3]


def _add(found: dict[str, Link], url: str | None, context: str) -> None:
    if url is not None and url not in found:
        found[url] = Link(url, "R", context)
