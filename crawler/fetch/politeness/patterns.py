"""Paths as robots.txt compares them: octets in one spelling, and patterns with ``*`` and ``$``."""

from __future__ import annotations

import re
from dataclasses import dataclass

_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_SAME_IN_QUERY = frozenset(b":/@!'(),;[]")
"""Reserved octets that mean the same in a query whether they are encoded or not."""
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})|([^\x21-\x7e]|[*$\"<>\\^`{|}])")


def spelling(octets: bytes) -> bytes:
    """One spelling for all ways to write a path with its query (RFC 9309 section 2.2.2).

    Escapes of octets that need none are undone, those of others are written in upper case, and
    octets outside ASCII, ``*`` and ``$`` are escaped. Octets, not characters, are compared: two
    words in GBK stay two words, which a detour by way of UTF-8 would not guarantee.
    """
    path, mark, query = octets.partition(b"?")
    return _ESCAPE.sub(_in_path, path) + mark + _ESCAPE.sub(_in_query, query)


def _in_path(found: re.Match[bytes]) -> bytes:
    octet = int(found[1], 16) if found[1] else found[2][0]
    return bytes((octet,)) if octet in _UNRESERVED else b"%%%02X" % octet


def _in_query(found: re.Match[bytes]) -> bytes:
    octet = int(found[1], 16) if found[1] else found[2][0]
    plain = octet in _UNRESERVED or octet in _SAME_IN_QUERY
    return bytes((octet,)) if plain else b"%%%02X" % octet


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """The value of an ``Allow`` or ``Disallow`` line."""

    parts: tuple[bytes, ...]
    """What stands between the asterisks, each in one spelling."""
    anchored: bool
    """Whether it must match to the end of the path (``$``)."""

    @property
    def plain(self) -> bytes | None:
        """The prefix that it is, None when it holds ``*`` or ends with ``$``."""
        return self.parts[0] if len(self.parts) == 1 and not self.anchored else None

    @property
    def octets(self) -> int:
        """Its length: of two rules that match, the longer decides (section 2.2.2)."""
        return sum(map(len, self.parts)) + len(self.parts) - 1 + self.anchored

    def matches(self, path: bytes) -> bool:
        """Does a path in one spelling match? Time is linear in its length and in the parts."""
        first, *others = self.parts
        if not path.startswith(first):
            return False
        if not others:
            return not self.anchored or path == first
        at = len(first)
        *middle, last = others
        for part in middle:
            found = path.find(part, at)
            if found < 0:
                return False
            at = found + len(part)
        if self.anchored:
            return len(path) - len(last) >= at and path.endswith(last)
        return path.find(last, at) >= 0


def pattern(value: bytes) -> Pattern:
    """Read the value of a rule.

    Quirk: files name paths without their first slash, or whole addresses; both are taken for
    the path that was meant.

    :param value: not empty, without surrounding blanks.
    """
    if value[:8].lower().startswith((b"http://", b"https://")):
        value = b"/" + value.split(b"/", 3)[3] if value.count(b"/") > 2 else b"/"
    elif value[:1] not in (b"/", b"*"):
        value = b"/" + value
    anchored = value.endswith(b"$")
    # The spelling depends on being in the query or not, so the asterisks are cut out after it.
    marked = spelling(value.removesuffix(b"$").replace(b"*", b"\x00"))
    parts = tuple(re.split(rb"(?:%00)+", marked))
    return Pattern(parts=parts, anchored=anchored)
