"""Pictures and players of a body: which are content, and where they lie."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawler.urls.address import absolute

_SOURCES = (
    "data-original",
    "data-src",
    "data-original-src",
    "data-lazy-src",
    "data-lazy",
    "data-url",
    "data-echo",
    "_src",
    "real_src",
    "original",
    "file",
    "oldsrc",
)
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
    return _JUNK_CLASS.search(f"{element.get('class') or ''} {element.get('id') or ''}") is not None


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
