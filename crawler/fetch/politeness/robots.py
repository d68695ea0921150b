"""What robots.txt allows us, by RFC 9309: from an answer to a verdict, from a file to rules."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from crawler.fetch.politeness.patterns import Pattern, pattern, spelling

Verdict = Literal["rules", "no-rules", "html", "missing", "unreachable"]

MAX_BYTES = 500 * 1024
"""Bytes of a file that are read: the limit that section 2.5 lets crawlers set."""
MAX_DELAY = 60.0
"""Seconds; a longer ``Crawl-delay`` is taken for this."""

# Quirk: the misspellings that search engines understand as well.
_DISALLOW = frozenset(
    {b"disallow", b"dissallow", b"dissalow", b"disalow", b"diasllow", b"disallaw"}
)
_AGENT = frozenset({b"user-agent", b"useragent", b"user agent"})
_DELAY = frozenset({b"crawl-delay", b"crawldelay", b"crawl delay"})
_KNOWN = _DISALLOW | _AGENT | _DELAY | {b"allow"}
_TOKEN = re.compile(rb"[A-Za-z_-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """What an origin's robots.txt came to."""

    verdict: Verdict
    """``rules``: some concern us. ``no-rules``: it was read, and none does. ``html``: a page was
    sent instead. ``missing``: there is none. ``unreachable``: it cannot be known, so nothing may be
    asked for."""
    detail: str = ""
    """Why, for people and for the report: ``status 404``, ``timeout``."""
    delay: float | None = None
    """``Crawl-delay`` in seconds, at most ``MAX_DELAY``."""
    prefixes: Mapping[bytes, bool] = field(default_factory=dict)
    """Rules that are prefixes, and whether they allow."""
    patterns: tuple[tuple[int, bool, Pattern], ...] = ()
    """The other rules with their lengths, the longest first, ``Allow`` before ``Disallow``."""

    def allows(self, url: str) -> bool:
        """May this address be asked for? The longest rule decides, in doubt ``Allow``.

        :param url: absolute and percent-encoded.
        """
        if self.verdict != "rules":
            return self.verdict != "unreachable"
        path = _path(url)
        if path == b"/robots.txt":
            return True  # section 2.2.2: implicitly allowed
        longest, allowed = self._prefix(path)
        for octets, allow, rule in self.patterns:
            if octets < longest:
                break
            if rule.matches(path):
                return allow or (allowed and octets == longest)
        return allowed

    def _prefix(self, path: bytes) -> tuple[int, bool]:
        """Length and word of the longest prefix rule; the number of rules does not matter."""
        if self.prefixes:
            for length in range(len(path), 0, -1):
                allow = self.prefixes.get(path[:length])
                if allow is not None:
                    return length, allow
        return -1, True


def missing(detail: str) -> Robots:
    """There is no robots.txt: all is allowed (section 2.3.1.3)."""
    return Robots(verdict="missing", detail=detail)


def unreachable(detail: str) -> Robots:
    """It cannot be known whether there is one: all is disallowed (section 2.3.1.4)."""
    return Robots(verdict="unreachable", detail=detail)


def passing(status: int) -> bool:
    """Is this an answer of a server in trouble, which means nothing for robots.txt?

    Those from 500 (section 2.3.1.4), 429, which search engines count among them, and 408, which
    is a timeout by another name.
    """
    return status >= 500 or status in (408, 429)


def of_answer(status: int, body: bytes, *, token: str) -> Robots:
    """The verdict that an answer other than a redirect amounts to (section 2.3.1).

    :param status: HTTP status code.
    :param body: decoded body.
    :param token: our product token.
    """
    if passing(status):
        return unreachable(f"status {status}")
    if not 200 <= status < 300:
        return missing(f"status {status}")
    return parse(body, token=token)


def product_token(user_agent: str) -> str:
    """The product token of a User-Agent (section 2.2.1): what stands before its version."""
    found = _TOKEN.match(user_agent.encode("ascii", "replace"))
    return found[0].decode("ascii").lower() if found else ""


def parse(body: bytes, *, token: str) -> Robots:
    """Read a file: the rules of the groups that name us, or else of those for everybody.

    Any bytes are understood. What no line makes sense of is no rule: an HTML page that is sent
    with status 200 closes nothing.

    :param token: our product token, in lower case.
    """
    ours, everybody, directives = _Group(), _Group(), 0
    open_groups: list[_Group] = []
    rules_began = True
    for name, value in _lines(_text(body)):
        directives += 1
        if name in _AGENT:
            if rules_began:
                open_groups, rules_began = [], False
            group = _group(value, token.encode("ascii"), ours, everybody)
            if group is not None:
                group.named = True
                open_groups.append(group)
        elif name in _DELAY:
            # No rule of the standard: it ends no group, and is owed to whom was named so far.
            for group in open_groups:
                group.delay = _seconds(value) or group.delay
        else:
            rules_began = True
            for group in open_groups:
                group.add(value, allow=name == b"allow")
    group = ours if ours.named else everybody
    if not directives and body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return Robots(verdict="html", detail="a page instead of rules")
    rules = group.sorted()
    return Robots(
        verdict="rules" if rules else "no-rules",
        detail="named" if ours.named else "",
        delay=group.delay,
        prefixes={rule.plain: allow for _, allow, rule in rules if rule.plain is not None},
        patterns=tuple(entry for entry in reversed(rules) if entry[2].plain is None),
    )


class _Group:
    """The rules of all groups for the same crawlers, which are one group (section 2.2.1)."""

    def __init__(self) -> None:
        self.named = False
        self.delay: float | None = None
        self.rules: list[tuple[Pattern, bool]] = []

    def add(self, value: bytes, *, allow: bool) -> None:
        if not value:
            return  # "Disallow:" without a path closes nothing
        self.rules.append((pattern(value), allow))
        if not value.isascii() and (other := _in_utf8(value)):
            self.rules.append((pattern(other), allow))

    def sorted(self) -> list[tuple[int, bool, Pattern]]:
        """The shortest first, and ``Allow`` behind ``Disallow``, so that the last word counts."""
        entries = ((rule.octets, allow, rule) for rule, allow in self.rules)
        return sorted(entries, key=lambda entry: entry[:2])


def _text(body: bytes) -> bytes:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):  # Quirk: "Unicode" of an old text editor
        body = body[:MAX_BYTES].decode("utf-16", "replace").encode("utf-8")
    body = body.removeprefix(b"\xef\xbb\xbf")
    if len(body) <= MAX_BYTES:
        return body
    cut = body[:MAX_BYTES]
    return cut[: max(cut.rfind(b"\n"), cut.rfind(b"\r")) + 1]  # half a rule is another rule


def _lines(text: bytes) -> Iterator[tuple[bytes, bytes]]:
    for raw in text.splitlines():
        line = raw.partition(b"#")[0].strip()
        name, colon, value = line.partition(b":")
        name = name.strip().lower()
        if not colon:  # Quirk: "Disallow /folder"
            name, _, value = line.partition(b" ")
            name = name.lower()
        if name in _KNOWN:
            yield name, value.strip()


def _group(value: bytes, token: bytes, ours: _Group, everybody: _Group) -> _Group | None:
    if value == b"*" or value.startswith((b"* ", b"*\t")):
        return everybody
    found = _TOKEN.match(value)
    return ours if token and found and found[0].lower() == token else None


def _seconds(value: bytes) -> float | None:
    try:
        seconds = float(value[:20])
    except ValueError:
        return None
    return min(seconds, MAX_DELAY) if math.isfinite(seconds) and seconds > 0 else None


def _in_utf8(value: bytes) -> bytes | None:
    """A path in GBK as the same characters are in UTF-8: the site may be asked in either."""
    try:
        value.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return value.decode("gb18030").encode("utf-8")
        except UnicodeDecodeError:
            return None
    return None


def _path(url: str) -> bytes:
    rest = url.partition("#")[0].partition("://")[2]
    start = min((at for at in (rest.find("/"), rest.find("?")) if at >= 0), default=len(rest))
    path = rest[start:].encode("utf-8", "surrogatepass")
    return spelling(path if path.startswith(b"/") else b"/" + path)
