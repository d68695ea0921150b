"""Who made a picture, parted from what its caption says: 孩子们在挑书。汪一鸣 摄."""

from __future__ import annotations

import re

from crawler.reading.normalise.surnames import is_organisation, is_person

_CJK = "[\u4e00-\u9fff]"
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
    """Where in 新泵站外景 金小禾 摄 the maker begins; None when nobody is named."""
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
