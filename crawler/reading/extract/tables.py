"""Tables of data as rows; tables that only lay out the page are told apart from them."""

from __future__ import annotations

from lxml.html import HtmlElement

from crawler.reading.normalise.text import clean

_BLOCKS = frozenset(
    ["p", "div", "section", "ul", "ol", "table", "img", "h1", "h2", "h3", "h4", "iframe", "video"]
)
_MAX_CELLS = 20_000
_LONG_CELL = 300


def rows_of(table: HtmlElement) -> list[list[str]] | None:
    """The rows of a data table as cleaned cell texts, None for a layout table.

    Data needs two rows and two columns, no table or picture inside, and no cell that holds most of
    a long text or several blocks.
    """
    rows: list[list[str]] = []
    cells = 0
    blocks = 0
    for element in table.iter():
        tag = element.tag
        if (tag == "table" and element is not table) or tag in ("img", "iframe", "video", "h1"):
            return None
        if tag == "tr":
            rows.append([])
        elif tag in ("td", "th"):
            cells += 1
            if not rows or cells > _MAX_CELLS:
                return None
            inner = sum(child.tag in _BLOCKS for child in element)
            blocks += inner > 2
            rows[-1].append(_cell(element))
    rows = [row for row in rows if any(row)]
    if len(rows) < 2 or sum(len(row) >= 2 for row in rows) < max(2, 0.5 * len(rows)):
        return None
    total = sum(len(cell) for row in rows for cell in row)
    longest = max(len(cell) for row in rows for cell in row)
    if (longest > _LONG_CELL and longest > 0.6 * total) or (blocks > cells / 2 and total > 400):
        return None
    return rows


def _cell(element: HtmlElement) -> str:
    parts = [clean(part) for part in element.itertext()]
    if sum(child.tag in _BLOCKS or child.tag == "br" for child in element) > 1:
        return " ".join(part for part in parts if part).replace("\t", " ")
    return clean("".join(element.itertext())).replace("\t", " ")


def as_tsv(rows: list[list[str]]) -> str:
    """Rows as text: cells parted by tabs, rows by line ends."""
    return "\n".join("\t".join(row) for row in rows)
