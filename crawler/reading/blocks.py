"""The kinds of block an article's body is made of, in reading order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """What all kinds of block have."""

    i: int
    """Position of the block in the article, from 0, without gaps."""
    type: str
    """The kind of block."""
    text: str
    page: int
    """Page of a split article it stands on, from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph(_Placed):
    """A paragraph of prose."""

    type: Literal["paragraph"] = "paragraph"
    text: str
    """Reading text, Unicode NFC, typography as published; a line feed for each ``<br>`` kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading(_Placed):
    """A sub-heading within the body, marked up as one or not; never the headline."""

    type: Literal["heading"] = "heading"
    text: str
    """Text of the heading, on one line."""
    level: int
    """Depth among the headings of this article: 1 is the highest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image(_Placed):
    """A picture that belongs to the content, with what is said about it."""

    type: Literal["image"] = "image"
    text: Literal[""] = ""
    """Always empty: a caption is not prose."""
    url: str
    """Absolute URL of the largest rendition the page names (schema.org ``contentUrl``)."""
    caption: str | None
    """What the page says under the picture (schema.org ``caption``), without the credit."""
    credit: str | None
    """Who made or provided it, as printed (schema.org ``creditText``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Video(_Placed):
    """A film that belongs to the content; the player, not the file, may be all that is known."""

    type: Literal["video"] = "video"
    text: Literal[""] = ""
    """Always empty: a caption is not prose."""
    url: str | None
    """Absolute URL of the film or its player, null when only a script knows it."""
    poster: str | None
    """Absolute URL of the still picture (schema.org ``thumbnailUrl``)."""
    caption: str | None
    """Title or description printed with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(_Placed):
    """A table of data; tables used for layout are not blocks."""

    type: Literal["table"] = "table"
    text: str
    """The rows as tab-separated values: a tab between cells, a line feed between rows."""
    rows: tuple[tuple[str, ...], ...]
    """The cells, row by row, header rows included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class List(_Placed):
    """A list, numbered or not."""

    type: Literal["list"] = "list"
    text: str
    """The items, one a line."""
    items: tuple[str, ...]
    """The items in order, without their marks."""
    ordered: bool
    """True for a numbered list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote(_Placed):
    """A passage set apart as a quotation."""

    type: Literal["quote"] = "quote"
    text: str
    """The quoted text."""


Block: TypeAlias = Paragraph | Heading | Image | Video | Table | List | Quote

KINDS: tuple[type[Block], ...] = (Paragraph, Heading, Image, Video, Table, List, Quote)
"""Every kind of block, in the order in which they are documented."""
