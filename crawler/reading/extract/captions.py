"""Captions and credits: lines that belong to a picture are taken out of the prose."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from crawler.reading.extract.outline import class_and_id
from crawler.reading.extract.raw import Raw
from crawler.reading.normalise.surnames import is_organisation, is_person
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

_STANDS_FIRST = ("受访者", "网友", "新华社", "中新社", "本报", "本网", "人民网")
_ROLE = (
    r"(?:首席|见习|实习|摄影|特约|通讯|全媒体)?(?:记者|通讯员)|新华社|中新社|本报|本网|人民网"
    r"|受访者|网友|作者|单位|供稿|视觉"
)
_CREDIT = re.compile(
    r"(?P<maker>(?:(?:新华社|中新社|本报|本网|人民网|[\u4e00-\u9fff]{2,10}?)?(?:首席|见习"
    r"|实习|摄影|特约|通讯|全媒体)?(?:记者|通讯员)?\s?[\u4e00-\u9fff·]{1,12}(?:[\s、　][\u4e00"
    r"-\u9fff]{1,4}){0,3}\s?)(?P<verb>摄影|拍摄|摄|供图|制图|绘))$"
    r"|(?P<label>(?:图片来源|图源|来源)\s?[:：/|]\s?[^\s。；）)]{2,16})$"
    r"|(?P<named>(?:图片|图)\s?[:：/|]\s?(?P<name>[^\s。；）)]{2,16}))$"
    r"|(?P<house>[^\s，。；（(]{1,10}(?:新闻|视觉|[报网社])\s图)$"
    r"|(?P<agency>[^\s，。；（(]{0,10}(?:社|报|网|台|中国|视觉)\s?发|[^\s，。；（(]{2,14}\s?供图"
    r"|视觉中国(?:供图)?|东方IC|资料图片?)$"
)
_BOUNDARY = re.compile(
    r"[。！？；，,.（(【\[　]|\s(?=(?:新华社|中新社|本报|记者|通讯员"
    r"|[\u4e00-\u9fff]{2,10}(?:记者|通讯员)|图\s?[:：/|]|资料))"
)
_AGENCY_BEFORE = re.compile(
    r"(?:^|[。！？；\s])((?:新华社|中新社|中新网|新华网)\s?(?:记者\s?)?发)$"
)
_HOUSE = re.compile(r"视觉|中国$|IC$|受访|网络|新华社")
_CLOSING = "）)】]。. "
_OPENING = "（(【[ 　"
_SHORT_NAME = 4


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
    return shared and box is not None and _BOX.search(class_and_id(box)) is not None


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


def split_credit(caption: str) -> tuple[str | None, str | None]:
    """What a caption says, and the credit at its end; either may be missing.

    A description is never taken for a credit: without a role, an agency or the shape of a name the
    words stay where they are.

    :param caption: the whole line under a picture.
    :returns: the caption without the credit (None when the line is only a credit), the credit.
    """
    closed = caption.rstrip(_CLOSING)
    begin = max((match.end() for match in _BOUNDARY.finditer(closed)), default=0)
    found = _credit_at(closed, begin)
    if found is None:
        return caption, None
    said = closed[:found].rstrip(_OPENING)
    agency = _AGENCY_BEFORE.search(said)
    if agency is not None:
        found = agency.start(1)
        credit = caption[found:].rstrip("。. ")
        said = said[:found].rstrip(_OPENING)
    else:
        credit = closed[found:].strip()
    return said or None, credit


def _credit_at(text: str, begin: int) -> int | None:
    """Where the credit begins in a text whose last piece begins at an offset."""
    piece = text[begin:].lstrip()
    begin = len(text) - len(piece)
    match = _CREDIT.search(piece)
    if match is None:
        bracketed = text[begin - 1 : begin] in ("（", "(") and is_organisation(piece)
        return begin if bracketed else None
    if match["maker"] is not None:
        own = _maker_at(match["maker"], match["verb"])
        return None if own is None else begin + match.start() + own
    if match["house"] is not None:
        return begin + piece.rfind(" ", 0, match.end("house") - 2) + 1
    if match["named"] is not None and not _is_name(match["name"]):
        return None
    return begin + match.start()


def _maker_at(maker: str, verb: str) -> int | None:
    """Where in 新泵站外景 金小禾 摄 the maker begins; None when no person is named."""
    role = re.search(_ROLE, maker)
    if role is not None:
        if role[0] in _STANDS_FIRST:
            return role.start()
        return maker.rfind(" ", 0, role.start()) + 1
    words = list(re.finditer(r"\S+", maker[: -len(verb)]))
    at: int | None = None
    single = False
    for count, word in enumerate(reversed(words)):
        if _is_name(word[0]) or (len(word[0]) == 1 and (count == 0 or single)):
            at = word.start()
            single = len(word[0]) == 1 and not single
        elif single:
            at = word.start() if len(word[0]) == 1 else at
            break
        else:
            break
    if at is None and len(words) == 1 and len(words[0][0]) <= _SHORT_NAME and verb != "绘":
        return words[0].start()
    return at


def _is_name(text: str) -> bool:
    names = re.split("、", text)
    return all(
        is_person(name) or is_organisation(name) or _HOUSE.search(name) is not None
        for name in names
    )
