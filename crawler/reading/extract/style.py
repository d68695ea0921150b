"""How a line of the body looks: bold, centred, small; read from tags and inline style."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawler.reading.extract.outline import Line

_BOLD = re.compile(r"font-weight\s{0,3}:\s{0,3}(?:bold|[6-9]00)", re.I)
_UNBOLD = re.compile(r"font-weight\s{0,3}:\s{0,3}(?:normal|[1-5]00)", re.I)
_CENTRED = re.compile(r"text-align\s{0,3}:\s{0,3}(?:-\w{1,8}-)?center", re.I)
_SMALL = re.compile(
    r"font-size\s{0,3}:\s{0,3}(?:[5-9](?:\.\d{1,3})?pt|10(?:\.[0-5])?pt|(?:[89]"
    r"|1[0-3])(?:\.\d{1,3})?px|(?:x-)?small)",
    re.I,
)
_LARGE = re.compile(r"font-size\s{0,3}:\s{0,3}(?:1[89]|[2-4]\d)(?:\.\d{1,3})?(?:px|pt)", re.I)
_LARGE_SIZES = ("4", "5", "6", "7")
_LEVELS = 6
"""Ancestors that are asked: inline wrappers are rarely deeper."""


def is_bold(line: Line) -> bool:
    """Whether every word of a line is bold."""
    return all(_bold(run.element) for run in line.runs if not run.text.isspace())


def is_centred(block: HtmlElement) -> bool:
    """Whether a block is set in the middle, by itself or by what holds it."""
    element: HtmlElement | None = block
    for _ in range(4):
        if element is None:
            return False
        align = element.get("align")
        if element.tag == "center" or (align and align.lower() == "center"):
            return True
        style = element.get("style")
        if style and "align" in style.lower():
            return _CENTRED.search(style) is not None
        if align:
            return False
        element = element.getparent()
    return False


def is_small(line: Line) -> bool:
    """Whether every word of a line is set smaller or in a font element of its own."""
    return all(_small(run.element) for run in line.runs if not run.text.isspace())


def is_large(line: Line) -> bool:
    """Whether a line is set in a large size, as headlines were before style sheets."""
    element: HtmlElement | None = line.runs[0].element
    for _ in range(_LEVELS):
        if element is None:
            return False
        if element.tag == "font" and (element.get("size") or "").strip("+") in _LARGE_SIZES:
            return True
        style = element.get("style")
        if style and "font-size" in style and _LARGE.search(style):
            return True
        element = element.getparent()
    return False


def _bold(element: HtmlElement | None) -> bool:
    for _ in range(_LEVELS):
        if element is None:
            return False
        style = element.get("style")
        if style and "font-weight" in style:
            if _BOLD.search(style):
                return True
            if _UNBOLD.search(style):
                return False
        if element.tag in ("b", "strong", "h1", "h2", "h3", "h4", "h5", "h6"):
            return True
        if element.tag in ("p", "div", "td", "section", "li", "body"):
            return False
        element = element.getparent()
    return False


def _small(element: HtmlElement | None) -> bool:
    for _ in range(_LEVELS):
        if element is None:
            return False
        style = element.get("style")
        if element.tag == "small" or (style and "font" in style and _SMALL.search(style)):
            return True
        if element.tag == "font" and (
            (element.get("size") or "")[:2] in ("1", "2", "-1", "-2") or element.get("color")
        ):
            return True
        if element.tag in ("p", "div", "td", "section", "li", "body"):
            return False
        element = element.getparent()
    return False
