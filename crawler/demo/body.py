"""The little mark-up that the invented articles are written in, and the blocks it stands for.

One line is one block::

    # heading of the first level          ## heading of the second level
    ! caption | credit                    an image (both parts may be empty)
    | cell | cell |                       one row of a table; rows in succession make one table
    ---                                   the article goes on on its next page
    anything else                         a paragraph
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One piece of an article, as its writer meant it."""

    kind: Literal["paragraph", "heading", "image", "table"]
    text: str = ""
    """The words of a paragraph or heading; empty for images and tables."""
    level: int = 0
    """1 or 2 for headings, 0 otherwise."""
    caption: str = ""
    """What stands under an image."""
    credit: str = ""
    """Who took the image, as printed, for instance ``沈月 摄``."""
    rows: tuple[tuple[str, ...], ...] = ()
    """The cells of a table, first row first."""
    page: int = 1
    """Page of a split article, counted from 1."""


def parse(markup: str) -> tuple[Block, ...]:
    """Read the mark-up of a whole article.

    :param markup: lines as the module's docstring shows them; empty lines do not count.
    :returns: its blocks in reading order.
    """
    lines = [line.strip() for line in markup.splitlines() if line.strip()]
    blocks: list[Block] = []
    page = 1
    for in_table, group in groupby(lines, key=lambda line: line.startswith("|")):
        if in_table:
            rows = tuple(tuple(cell.strip() for cell in row.strip("|").split("|")) for row in group)
            blocks.append(Block(kind="table", rows=rows, page=page))
            continue
        for line in group:
            text = line.lstrip("#")
            if line == "---":
                page += 1
            elif line.startswith("!"):
                caption, _, credit = (part.strip() for part in line[1:].partition("|"))
                blocks.append(Block(kind="image", caption=caption, credit=credit, page=page))
            elif text != line:
                level = len(line) - len(text)
                blocks.append(Block(kind="heading", level=level, text=text.strip(), page=page))
            else:
                blocks.append(Block(kind="paragraph", text=line, page=page))
    return tuple(blocks)
