"""Captions and credits: lines that belong to a picture are taken out of the prose."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from crawler.reading.extract.credits import split_credit
from crawler.reading.extract.raw import Raw
from crawler.reading.normalise.text import clean

_MEDIA = ("image", "video")
_SHORT = 34
_BARE_LOOK = (False, False, False)
_LONGEST = 220
_LONG_PLAIN = 90
_STARTS = re.compile(
    r"^[（(【\[]?(?:图[①②③④⑤⑥1-9一二三四五六七八九十]?[为:：、丨|／/]|图中|图片(?:说明|来源)?[:：]"
    r"|图说|图注|上图|下图|左图|右图|资料图|配图|题图|[▲△↑▼↓◀]|供图|摄影[:：]|截图|图源)"
)
_CREDITED = re.compile(
    r"(?:摄|供图|图源.{0,12}|制图|绘图|发布?\s?[(（].{1,10}摄[)）]|图片来自.{1,16}|图自.{1,16}"
    r"|视觉中国.{0,4}|东方IC|图片来源[:：]?.{1,20}|（?图[/|｜:：].{1,16})[）)】\]。.]?$"
)
_NAMED_AT_END = re.compile(
    r"(?:资料图(?:片)?|截图|配图|效果图|示意图|影像图|一角|合影)[）)】\]。.]?$"
)
"""Words that end a caption and, now and then, a paragraph: believed on short lines only."""
_NAMES = re.compile(
    r"(?:^|[\s_-])(?:caption\w{0,6}|desc\w{0,10}|pic_?intro|pictext|picdesc"
    r"|img_?(?:desc\w{0,4}|text|note)|image_?desc|tuzhu|tushuo|note|left_pt|pt|photo_?text"
    r"|figure-text|legend)(?:$|[\s_-])",
    re.I,
)
_FRAME_CREDIT = re.compile(
    r"^(?:图[像片]?(?:来源|版权)|照片来源|Image (?:source|copyright))\s?[，,:：]?\s?(.{0,60})$",
    re.I,
)
_BOX = re.compile(
    r"(?:^|[\s_-])(?:img|image|pic|picture|photo|figure|media)s?\w{0,10}(?:$|[\s_-])", re.I
)
_GENERIC_ALT = re.compile(
    r"^(?:点击查看.{0,8}|查看原图|点击.{0,10}|图片\d{0,3}|image\d{0,3}|未标题.{0,6}"
    r"|untitled.{0,6}|undefined|null|微信图片.{0,20}|[\w-]{1,60}\.(?:jpe?g|png|gif|bmp|webp)"
    r"|[\w\s-]{1,60})$",
    re.I | re.A,
)


def assign_captions(blocks: list[Raw], headline: str | None) -> list[Raw]:
    """Give captions to pictures and players, and take their lines out.

    A line is a caption when it stands right behind a picture and looks like one: named or marked
    as a caption, ending in a credit, or centred, small or bold and short. Bold headings that follow
    a picture keep their place when the article's other headings look the same.
    """
    kept: list[Raw] = []
    looks = _heading_looks(blocks)
    for at, raw in enumerate(blocks):
        following = blocks[at + 1] if at + 1 < len(blocks) else None
        if raw.kind in _MEDIA:
            _take_line_above(kept, raw)
        picture = kept[-1] if kept and kept[-1].kind in _MEDIA and raw.kind == "text" else None
        if picture is None or not _attached(raw, picture, following, looks):
            kept.append(raw)
    _fill_from_alt(kept, headline)
    for raw in kept:
        if raw.kind == "image" and raw.caption:
            raw.caption, credit = split_credit(raw.caption.strip("▲△↑▼↓◀▶ 　"))
            raw.credit = raw.credit or credit
    return kept


def _take_line_above(kept: list[Raw], picture: Raw) -> None:
    """A line marked with an arrow down is the caption of the picture below it."""
    above = kept[-1] if kept else None
    if above is None or above.kind != "text" or len(above.text) > _LONGEST:
        return
    if above.text[0] in "▼↓" or above.text[-1] in "▼↓":
        picture.caption = above.text.strip("▼↓ ")
        kept.pop()


def _attached(
    raw: Raw, picture: Raw, following: Raw | None, looks: set[tuple[bool, bool, bool]]
) -> bool:
    """Whether a line right behind a picture was its caption or credit, and now is."""
    if raw.framed:
        _frame(picture, raw.text)
        return True
    if picture.caption is None and _is_caption(raw, picture, following, looks):
        picture.caption = raw.text
        return True
    if picture.caption is not None and _is_credit_line(raw.text):
        picture.caption = f"{picture.caption} {raw.text}"
        return True
    return False


def _frame(picture: Raw, text: str) -> None:
    """A line of a ``figure``: the credit where it says so, else the caption."""
    credit = _FRAME_CREDIT.match(text)
    if credit is not None:
        picture.credit = credit[1].strip() or None
    else:
        picture.caption = f"{picture.caption} {text}" if picture.caption else text


def _is_caption(
    raw: Raw, picture: Raw, following: Raw | None, looks: set[tuple[bool, bool, bool]]
) -> bool:
    text = raw.text
    if len(text) > _LONGEST or raw.level:
        return False
    if _named(raw) or _shares_box(raw, picture):
        return True
    if _STARTS.match(text) or _CREDITED.search(text):
        return True
    if len(text) > _LONG_PLAIN or _is_numbered(text):
        return False
    if _NAMED_AT_END.search(text):
        return True
    centred = raw.centred and (picture.block is None or raw.block is not None)
    if raw.bold:
        if (
            following is not None
            and following.kind == "text"
            and following.bold
            and len(following.text) < 60
        ):
            return True
        if (raw.bold, raw.centred, raw.small) in looks:
            return following is not None and following.kind == "image"
        return centred or raw.small or (following is not None and following.kind == "image")
    return centred or raw.small or _is_short_among_long(raw, following, looks)


def _is_short_among_long(
    raw: Raw, following: Raw | None, looks: set[tuple[bool, bool, bool]]
) -> bool:
    """A plain line so short, right behind a picture and before a long paragraph or a picture.

    Where the article has bare headings elsewhere, only a line that ends like a sentence counts.
    """
    text = raw.text
    if not 5 <= len(text) <= _SHORT or text[0] in '“‘"（' or text[-1] in "？！：:，；":
        return False
    if following is None or (following.kind == "text" and len(following.text) < 2 * _SHORT):
        return False
    if following.kind not in ("text", "image"):
        return False
    return text[-1] == "。" or _BARE_LOOK not in looks


def _is_credit_line(text: str) -> bool:
    return len(text) <= 24 and re.match(r"^[（(]?.{0,18}(?:摄|供图|摄影)[)）]?$", text) is not None


def _named(raw: Raw) -> bool:
    if raw.block is None:
        return False
    parent = raw.block.getparent()
    if raw.block.tag == "figcaption" or (
        parent is not None and parent.tag in ("figure", "figcaption")
    ):
        return True
    return _NAMES.search(raw.names) is not None


def _shares_box(raw: Raw, picture: Raw) -> bool:
    """Whether a short line stands in the box that was made for its picture."""
    block, frame = raw.block, picture.block
    if block is None or frame is None or len(raw.text) > 120:
        return False
    if block is frame:
        return (block.tag != "p" and _BOX.search(raw.names) is not None) or (
            len(raw.text) <= 40 and block.tag == "p"
        )
    if block.tag == "dd" and frame.tag == "dt":
        return True
    box = block.getparent()
    shared = box is not None and (box is frame or box is frame.getparent())
    return (
        shared
        and box is not None
        and _BOX.search(f"{box.get('class') or ''} {box.get('id') or ''}") is not None
    )


def _is_numbered(text: str) -> bool:
    return (
        re.match(
            r"^(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）"
            r"|第[一二三四五六七八九十]{1,3}[章节部])",
            text,
        )
        is not None
    )


def _heading_looks(blocks: list[Raw]) -> set[tuple[bool, bool, bool]]:
    """The looks of headings that stand between paragraphs, away from pictures.

    Short bold lines; and the plain look, when two short lines without a full stop stand so.
    """
    looks: set[tuple[bool, bool, bool]] = set()
    bare = 0
    for before, raw, after in zip([None, *blocks], blocks, blocks[1:], strict=False):
        if raw.kind != "text" or after.kind != "text" or len(raw.text) > 40:
            continue
        away = before is None or before.kind == "text"
        if away and raw.bold and len(after.text) > 40:
            looks.add((raw.bold, raw.centred, raw.small))
        elif away and raw.text[-1] not in "。；，：！？”" and len(after.text) > 40:
            bare += before is not None and len(before.text) > 40
    return looks | {_BARE_LOOK} if bare >= 2 else looks


def _fill_from_alt(blocks: list[Raw], headline: str | None) -> None:
    """Alternative texts as captions where they are neither the headline nor a file name."""
    seen: dict[str, int] = {}
    for raw in blocks:
        if raw.kind == "image" and raw.alt:
            seen[raw.alt] = seen.get(raw.alt, 0) + 1
    for raw in blocks:
        if raw.kind != "image" or raw.caption or not raw.alt:
            continue
        alt = clean(raw.alt[:400])
        stem = PurePosixPath(raw.url or "").stem
        same = headline is not None and (alt in headline or headline in alt)
        if len(alt) < 8 or same or seen[raw.alt] > 1 or alt in stem or _GENERIC_ALT.match(alt):
            continue
        if not any(alt in other.text for other in blocks if other.kind == "text"):
            raw.caption = alt
