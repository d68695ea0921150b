"""The kinds of block an article's body is made of, in reading order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph of prose."""

    i: int
    """Position of the block in the article, from 0, without gaps."""
    type: Literal["paragraph"] = "paragraph"
    """The kind of block."""
    text: str
    """Reading text, Unicode NFC, typography as published; a line feed for each ``<br>`` kept."""
    page: int
    """Page of a split article it stands on, from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A sub-heading within the body, marked up as one or not; never the headline."""

    i: int
    """Position of the block in the article, from 0, without gaps."""
    type: Literal["heading"] = "heading"
    """The kind of block."""
    text: str
    """Text of the heading, on one line."""
    page: int
    """Page of a split article it stands on, from 1."""
    level: int
    """Depth among the headings of this article: 1 is the highest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture that belongs to the content, with what is said about it."""

    i: int
    """Position of the block in the article, from 0, without gaps."""
    type: Literal["image"] = "image"
    """The kind of block."""
    text: Literal[""] = ""
    """Always empty: a caption is not prose."""
    page: int
    """Page of a split article it stands on, from 1."""
    url: str
    """Absolute URL of the largest rendition the page names (schema.org ``contentUrl``)."""
    caption: str | None
    """What the page says under the picture (schema.org ``caption``), without the credit."""
    credit: str | None
    """Who made or provided it, as printed (schema.org ``creditText``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """A film that belongs to the content; the player, not the file, may be all that is known."""

    i: int
    """Position of the block in the article, from 0, without gaps."""
    type: Literal["video"] = "video"
    """The kind of block."""
    text: Literal[""] = ""
    """Always empty: a caption is not prose."""
    page: int
    """Page of a split article it stands on, from 1."""
    url: str | None
    """Absolute URL of the film or its player, null when only a script knows it."""
    poster: str | None
    """Absolute URL of the still picture (schema.org ``thumbnailUrl``)."""
    caption: str | None
    """Title or description printed with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of data; tables used for layout are not blocks."""

    i: int
    """Position of the block in the article, from 0, without gaps."""
    type: Literal["table"] = "table"
    """The kind of block."""
    text: str
    """The rows as tab-separated values: a tab between cells, a line feed between rows."""
    page: int
    """Page of a split article it stands on, from 1."""
    rows: tuple[tuple[str, ...], ...]
    """The cells, row by row, header rows included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """A list, numbered or not."""

    i: int
    """Position of the block in the article, from 0, without gaps."""
    type: Literal["list"] = "list"
    """The kind of block."""
    text: str
    """The items, one a line."""
    page: int
    """Page of a split article it stands on, from 1."""
    items: tuple[str, ...]
    """The items in order, without their marks."""
    ordered: bool
    """True for a numbered list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A passage set apart as a quotation."""

    i: int
    """Position of the block in the article, from 0, without gaps."""
    type: Literal["quote"] = "quote"
    """The kind of block."""
    text: str
    """The quoted text."""
    page: int
    """Page of a split article it stands on, from 1."""


Block: TypeAlias = Paragraph | Heading | Image | Video | Table | List | Quote

KINDS: tuple[type[Block], ...] = (Paragraph, Heading, Image, Video, Table, List, Quote)
"""Every kind of block, in the order in which they are documented."""
