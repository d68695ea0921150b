"""Named fields (WARC 1.1 section 4), in headers and in warc-fields, and the values we write."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

Pair = tuple[str, str]
"""Name and value of one field."""


@dataclass(frozen=True, slots=True)
class Fields:
    """Named fields in their order, duplicates kept; names compare without case."""

    pairs: tuple[Pair, ...]

    def first(self, name: str) -> str | None:
        """Value of the first field called ``name``, None when there is none."""
        wanted = name.lower()
        for key, value in self.pairs:
            if key.lower() == wanted:
                return value
        return None

    def all(self, name: str) -> tuple[str, ...]:
        """Values of every field called ``name``, in order."""
        wanted = name.lower()
        return tuple(value for key, value in self.pairs if key.lower() == wanted)

    def sole(self, name: str) -> str | None:
        """Value of the only field called ``name``, None when there is none.

        :raises ValueError: when the field is repeated.
        """
        values = self.all(name)
        if len(values) > 1:
            raise ValueError(f"{name} occurs {len(values)} times")
        return values[0] if values else None


def serialise(pairs: Iterable[Pair]) -> bytes:
    """Fields as bytes, each line ended by CRLF, nothing behind the last.

    Values go on one line: the annotated standard advises against folding, and a line break in
    a value from a server must not begin a field of its own.
    """
    return "".join(
        f"{name}: {value if value.isprintable() else one_line(value)}\r\n" for name, value in pairs
    ).encode("utf-8", "replace")


def one_line(value: str) -> str:
    """``value`` with every run of blanks, line ends and control characters made one space."""
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())


def parse(data: bytes) -> Fields:
    """Read fields up to the first empty line or the end; folded lines are joined by a space.

    :param data: UTF-8; lines that are not are read as ISO-8859-1. CRLF or bare LF.
    """
    pairs: list[Pair] = []
    for line in _text(data).split("\n"):
        text = line.rstrip("\r")
        if not text:
            break
        if text[0] in " \t":
            if pairs:
                name, value = pairs[-1]
                pairs[-1] = (name, f"{value} {text.strip()}")
            continue
        name, colon, value = text.partition(":")
        if colon:
            pairs.append((name.strip(), value.strip(" \t\r")))
    return Fields(tuple(pairs))


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def escape(data: bytes) -> str:
    r"""Bytes as one printable ASCII line, ``\r``, ``\n``, ``\t``, ``\\`` and ``\xNN`` escaped."""
    return data.decode("latin-1").encode("unicode_escape").decode("ascii")


def unescape(text: str) -> bytes:
    """The inverse of :func:`escape`.

    :raises ValueError: when the text is not the result of it.
    """
    return text.encode("ascii").decode("unicode_escape").encode("latin-1")


def record_id(new: UUID) -> str:
    """``WARC-Record-ID`` of a record: ``<urn:uuid:...>``."""
    return f"<urn:uuid:{new}>"


def w3c_date(instant: datetime) -> str:
    """``WARC-Date`` with microseconds (section 5.4), for instance ``2026-11-23T02:00:00.000000Z``.

    :raises ValueError: when the instant is not an aware UTC one.
    """
    text = instant.isoformat(timespec="microseconds")
    if not text.endswith("+00:00"):
        raise ValueError(f"not an aware UTC instant: {instant!r}")
    return text[:-6] + "Z"


def sha1(data: bytes) -> str:
    """Labelled digest (section 5.9): ``sha1:`` and upper-case Base32, as most archives have it."""
    value = hashlib.sha1(data, usedforsecurity=False).digest()
    return "sha1:" + base64.b32encode(value).decode("ascii")


EMPTY_DIGEST = sha1(b"")
"""Digest of no bytes."""
