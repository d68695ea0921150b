"""Addresses in the small languages that stand inside a page: scripts and refreshes that send
visitors on, styles, ``srcset``. Whole style sheets are ``css``'s."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from crawler.page.document import Document
from crawler.reading.discover.model import Link

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
_SCRIPT_STRING = r"([\"'`])([^\"'`\s]{1,2048})\1"
_NAME = r"([A-Za-z_$][\w$]{0,63})"
_LOCATION_CALL = re.compile(
    rf"\blocation\.(?:replace|assign)\s?\(\s{{0,9}}(?:{_SCRIPT_STRING}|{_NAME})\s{{0,9}}\)", re.A
)
_LOCATION_SET = re.compile(
    rf"\blocation(?:\.href)?\s{{0,9}}=\s{{0,9}}(?:{_SCRIPT_STRING}(?!\s{{0,9}}\+)|{_NAME}\s{{0,9}}(?=[;\n\r}}]|$))",
    re.A,
)
_SCRIPT_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))", re.S)
_VISITOR = re.compile(r"\buserAgent\b|\bnavigator\.platform\b|\bscreen\.width\b")
"""What a script asks that sends only some visitors on: those with a telephone."""
_UNSEEN = frozenset({"script", "style", "noscript", "title", "template", "textarea", "option"})
_CSS_COMMENT = re.compile(r"/\*[^*]*\*+(?:[^/*][^*]*\*+)*/")
_CSS_STRING = r"\"((?:[^\"\\\n]|\\.){0,4096})\"|'((?:[^'\\\n]|\\.){0,4096})'"
_URL = re.compile(
    rf"url\(\s{{0,99}}(?:{_CSS_STRING}|((?:[^\"'()\\\s]|\\.){{1,4096}}))\s{{0,99}}\)", re.I | re.S
)
_IMPORT = re.compile(rf"@import\s{{0,99}}(?:{_CSS_STRING})", re.I)
_IMPORT_URL = re.compile(r"@import\s{0,99}$", re.I)
_NAMESPACE = re.compile(r"@namespace\s{1,99}(?:[\w-]{1,99}\s{1,99})?$", re.I)
_IMAGE_SET = re.compile(r"image-set\(((?:[^()]|\([^()]{0,300}\)){0,2000})\)", re.I)
_CANDIDATE = re.compile(rf"(?:type|format|url)\([^()]*\)|{_CSS_STRING}", re.I)
_CSS_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.S)
_BEHIND = 200
"""Characters before an address that are looked at for the rule it stands in."""
_MAX_SRCSET = 65_536
_COMMENT_LINE = re.compile(r"^[ \t]*//[^\n\r]*", re.M)


def redirects(
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
    for pattern in (_LOCATION_CALL, _LOCATION_SET):
        for match in pattern.finditer(script):
            raw = match[2] or _value(script, match[3])
            if raw:
                yield _SCRIPT_ESCAPE.sub(_script_character, raw)


def _value(script: str, name: str) -> str | None:
    """The string that a variable was given, None when it was given none, or something made up."""
    given = re.search(
        rf"(?<![\w$.]){re.escape(name)}\s{{0,9}}=\s{{0,9}}{_SCRIPT_STRING}(?!\s{{0,9}}\+)", script
    )
    return given[2] if given else None


def _script_character(match: re.Match[str]) -> str:
    number = match[1] or match[2]
    return chr(int(number, 16)) if number else match[3]


def _add(found: dict[str, Link], url: str | None, context: str) -> None:
    if url is not None and url not in found:
        found[url] = Link(url, "R", context)


def style_addresses(text: str) -> Iterator[tuple[str, str]]:
    """The raw addresses in a style element or attribute, each with its context: ``css``, ``font``
    or ``img``. By pattern, linear in the text: a page may carry 60 KB of styles, and the tokeniser
    of whole sheets (``css``) takes half a microsecond a character. On anything but contrived text
    both give the same, which a test checks."""
    lowered = text.lower()
    if "url(" not in lowered and "@import" not in lowered and "image-set(" not in lowered:
        return
    if "/*" in text:
        text = _CSS_COMMENT.sub(" ", text).partition("/*")[0]
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
    return _CSS_ESCAPE.sub(_css_character, raw) if "\\" in raw else raw


def _css_character(found: re.Match[str]) -> str:
    if found[1] is None:
        return "" if found[2] == "\n" else found[2]
    number = int(found[1], 16)
    return chr(number) if 0 < number < 0xD800 or 0xDFFF < number < 0x110000 else "\ufffd"


def srcset_addresses(text: str) -> Iterator[str]:
    """The raw address of each candidate in a ``srcset`` (HTML Standard, parse a srcset attribute);
    widths and densities are passed over.

    Commas inside an address belong to it, a comma at its end closes the candidate.
    """
    address_due = True
    for word in text[:_MAX_SRCSET].split():
        rest = word
        if not address_due:
            _, comma, rest = word.partition(",")
            if not comma:
                continue
        rest = rest.lstrip(",")
        address_due = not rest
        if rest:
            address = rest.rstrip(",")
            address_due = address != rest
            yield address


def without_comments(script: str) -> str:
    """A script without ``/* */`` and without lines that begin with ``//``; linear.

    Comments behind code on a line stay: ``//`` stands in addresses too.
    """
    parts = []
    at = 0
    while (start := script.find("/*", at)) >= 0:
        end = script.find("*/", start + 2)
        if end < 0:
            break
        parts.append(script[at:start])
        at = end + 2
    return _COMMENT_LINE.sub("", " ".join((*parts, script[at:])))
