"""What single elements of a body are: content pictures, players, tables of data; and how a line
looks, bold, centred or small, by tags and inline style."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawler.reading.extract.outline import Line, class_and_id
from crawler.reading.normalise.text import clean
from crawler.urls.address import absolute

_SOURCES_TEXT = """
data-original data-src data-original-src data-lazy-src data-lazy data-url data-echo _src real_src
original file oldsrc
"""
_SOURCES = tuple(_SOURCES_TEXT.split())
_PLACEHOLDER = re.compile(
    r"(?:^|[/_-])(?:blank|spacer|loading|lazy\w{0,8}|placeholder|grey|gray|transparent|pixel"
    r"|space|none|default|1x1|nopic|bg)\w{0,4}\.(?:gif|png|jpe?g|svg)",
    re.I,
)
_JUNK_NAME = re.compile(
    r"(?:^|[/_.-])(?:icon\w{0,12}|ico|logo\w{0,10}|share\w{0,8}|qr_?code\w{0,8}|ewm\w{0,8}"
    r"|erweima\w{0,8}|2wm|weixin\w{0,8}|wechat\w{0,8}|wx_?(?:code|ewm|gzh)\w{0,6}|weibo\w{0,6}"
    r"|sina|qzone|arrow\w{0,6}|dot|btn\w{0,10}"
    r"|button\w{0,6}|zan|dianzan|like|play\w{0,6}|close|more|print|fontsize|avatar\w{0,6}"
    r"|ifengLogo|backsohu|pdf|doc|xls|zip|rar|tel|search|banner\w{0,6}|ad\d{0,4}|adv\w{0,6}"
    r"|emoji\w{0,6}|smil\w{0,6}|face|line|bg\w{0,3})[\d_-]{0,8}\.(?:gif|png|jpe?g|svg|webp)",
    re.I,
)
_JUNK_PLACE = re.compile(
    r"/(?:tplimg|webeditor/sysimage|fileTypeImages|icons?|emotions?|emoji|smil(?:ey|ies)"
    r"|sysimage|fcksysimage|ewebeditor)/|chrome-extension:|/editor/.{0,40}/(?:icon|filetype)",
    re.I,
)
_JUNK_ALT = re.compile(
    r"^(?:logo|icon|二维码|扫一扫|扫码.{0,12}|分享.{0,12}|微信.{0,8}|微博|广告|.{0,10}二维码"
    r"|返回顶部|下一页|上一页|点赞|loading|status|头像|.{0,8}图标)$",
    re.I,
)
_JUNK_CLASS = re.compile(
    r"(?:^|[\s_-])(?:icons?|logo|emoji|emoticon|avatar|qrcode|ewm|share|ad)(?:$|[\s_-])", re.I
)
_EXTENSION_VIDEO = re.compile(
    r"\.(?:mp4|flv|m3u8|swf|webm|mov)(?:$|[?#])|v\.qq\.com|player\.|youku|iqiyi|bilibili"
    r"|/video/|miaopai|v-cdn|ixigua",
    re.I,
)
_SMALL_SIDE = 60
_THIN_SIDE = 24

_BLOCKS = frozenset(
    ["p", "div", "section", "ul", "ol", "table", "img", "h1", "h2", "h3", "h4", "iframe", "video"]
)
_MAX_CELLS = 20_000
_LONG_CELL = 300

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


def picture_url(element: HtmlElement, base: str) -> str | None:
    """The address of a content picture, None for icons, codes, blanks and what has no address."""
    if _too_small(element):
        return None
    src = (element.get("src") or "").strip()
    if not src or src.startswith("data:") or _PLACEHOLDER.search(src) or src == "about:blank":
        src = next((value.strip() for name in _SOURCES if (value := element.get(name))), "")
    if not src or _is_junk(element, src):
        return None
    return absolute(base, src)


def _is_junk(element: HtmlElement, src: str) -> bool:
    if _JUNK_PLACE.search(src) or _JUNK_NAME.search(src) or _PLACEHOLDER.search(src):
        return True
    alt = (element.get("alt") or element.get("title") or "").strip()
    if alt and _JUNK_ALT.match(alt):
        return True
    return _JUNK_CLASS.search(class_and_id(element)) is not None


def _too_small(element: HtmlElement) -> bool:
    width, height = _side(element, "width"), _side(element, "height")
    if width is not None and height is not None:
        return (width <= _SMALL_SIDE and height <= _SMALL_SIDE) or min(width, height) <= _THIN_SIDE
    known = width if width is not None else height
    return known is not None and known <= _SMALL_SIDE


def _side(element: HtmlElement, name: str) -> int | None:
    value = (element.get(name) or "").strip().removesuffix("px")
    if value.isdigit() and len(value) < 6:
        return int(value)
    style = element.get("style")
    match = (
        re.search(
            rf"(?:^|[;\s]){name}\s{{0,3}}:\s{{0,3}}(\d{{1,5}})(?:\.\d{{1,4}})?px", style, re.I
        )
        if style
        else None
    )
    return int(match[1]) if match else None


def player(element: HtmlElement, base: str) -> tuple[str | None, str | None] | None:
    """Address and poster of a video, None for frames that are no player."""
    src = element.get("src") or element.get("data-src") or ""
    if not src and element.tag == "video":
        source = element.find(".//source")
        src = (source.get("src") or "") if source is not None else ""
    url = absolute(base, src)
    poster = absolute(base, element.get("poster"))
    if element.tag == "video":
        return (url, poster) if url or poster else None
    return (url, poster) if url and _EXTENSION_VIDEO.search(url) else None


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
