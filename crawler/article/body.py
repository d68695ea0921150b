"""What is read off the blocks of a body: text, length, HTML, lines of the page and not of the
article, the keys of pictures, strings that look like personal data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import urlsplit

from crawler.article.parts import PersonalData, WordCount
from crawler.reading.blocks import Block, Heading, Image, List, Paragraph, Quote, Table, Video

_HAN = re.compile("[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]+")
_WEB = re.compile(r"https?://", re.IGNORECASE)


def word_count(text: str) -> WordCount:
    """Characters that are not white space, and Han characters (Unicode script Han) among them."""
    return WordCount(chars=len("".join(text.split())), cjk=sum(map(len, _HAN.findall(text))))


def html_of(blocks: Iterable[Block]) -> str:
    """The ``articleBodyHtml``: one element a block, one a line; all text escaped, addresses only
    where they are http or https."""
    return "\n".join([_element(block) for block in blocks])


def _element(block: Block) -> str:
    match block:
        case Paragraph():
            return f"<p>{_lines(block.text)}</p>"
        case Heading():
            tag = f"h{min(max(block.level, 1), 3) + 1}"
            return f"<{tag}>{_lines(block.text)}</{tag}>"
        case Quote():
            return f"<blockquote><p>{_lines(block.text)}</p></blockquote>"
        case List():
            tag = "ol" if block.ordered else "ul"
            items = "".join([f"<li>{_lines(item)}</li>" for item in block.items])
            return f"<{tag}>{items}</{tag}>"
        case Table():
            return f"<table>{''.join([_row(row) for row in block.rows])}</table>"
        case Image():
            picture = f"<img{_address('src', block.url)}>"
            return _figure(picture, block.caption, block.credit)
        case Video():
            film = f"<video controls{_address('src', block.url)}{_address('poster', block.poster)}>"
            return _figure(f"{film}</video>", block.caption, None)


def _row(cells: Sequence[str]) -> str:
    return f"<tr>{''.join([f'<td>{_lines(cell)}</td>' for cell in cells])}</tr>"


def _figure(content: str, caption: str | None, credit: str | None) -> str:
    said = " ".join([escape(part, quote=False) for part in (caption, credit) if part])
    under = f"<figcaption>{said}</figcaption>" if said else ""
    return f"<figure>{content}{under}</figure>"


def _address(name: str, url: str | None) -> str:
    return f' {name}="{escape(url)}"' if url and _WEB.match(url) else ""


def _lines(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>")


_DIGITS = re.compile(r"[0-9]{11,}[Xx]?")
_MOBILE = re.compile(r"1[3-9][0-9]{9}[Xx]?")
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_FIRST_YEAR, _LAST_YEAR = 1850, 2100


def personal_data(text: str) -> PersonalData:
    """How many mobile numbers, identity card numbers and e-mail addresses a text holds.

    A number counts when it stands alone between other characters than digits. One pass each.
    """
    phone = card = 0
    for run in _DIGITS.findall(text):
        if _MOBILE.fullmatch(run):
            phone += 1
        elif len(run) == 18 and _is_card(run.upper()):
            card += 1
    email = len(_EMAIL.findall(text)) if "@" in text else 0
    return PersonalData(phone=phone, idCard=card, email=email)


def _is_card(number: str) -> bool:
    """Does the check character fit (GB 11643-1999), and is the date of birth one?"""
    if not _FIRST_YEAR < int(number[6:10]) < _LAST_YEAR:
        return False
    if not (1 <= int(number[10:12]) <= 12 and 1 <= int(number[12:14]) <= 31):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECKS[total % 11] == number[17]


_LONGEST = 120
"""Characters; a longer block is prose whatever it begins with."""

_PAGER_WORD = re.compile(
    r"首\s?页|[上下前后]\s?一?\s?页|[尾末]\s?页|共\s?[0-9]{1,3}\s?页|第\s?[0-9]{1,3}\s?页"
    r"|[0-9]{1,3}\s?/\s?[0-9]{1,3}\s?页?|(?:在)?本页(?:阅读|浏览|显示)(?:全文|剩余内容)"
    r"|(?:点击)?(?:阅读|浏览|显示|余下)全文|(?:全文|分页)(?:阅读|浏览|显示)|查看余下全文"
)
_PAGER_NUMBER = re.compile(r"[\[【(（]\s?[0-9]{1,3}\s?[\]】)）]")
_PAGER_HINT = re.compile(r"[页文/]|[\[【(（]\s?[0-9]")
"""What a pager holds at least one of."""
_PAGER_REST = re.compile(r"[0-9\s<>＜＞«»‹›|｜/·.…,，:：\-—]+")
_COUNTER = re.compile(
    r"\s*(?:(?:文章|本文|稿件)?(?:阅读|浏览|点击|访问|评论|点赞|转发|分享|跟贴)(?:量|次数|数|人数)?)"
    r"\s?[:：(（]?\s?[0-9][0-9,.万+]{0,12}\s?(?:次|人|条)?[)）]?\s*"
)
_EDITOR = re.compile(
    r"[\s（(【\[]*(?:本文|本期|网络|值班|责任|见习|实习|新媒体|融媒体)?(?:责任编辑|责编|编\s?辑|编审|校对)"
    r"\s?[:：丨|].{0,60}"
)
_SHARE = re.compile(r"\s*(?:分享到|分享至|扫一扫分享|打印本页|关闭窗口|返回顶部)[\s:：]*.{0,40}")

_HINT = re.compile(r"[0-9:：丨页全]|分享|打印|关闭|返回")
"""What every such line holds at least one of: most prose holds none."""


def is_pager(text: str) -> bool:
    """Is the whole block a pager: 上一页 1 2 3 下一页, 【1】【2】, 共3页, 余下全文?"""
    if len(text) > _LONGEST or _PAGER_HINT.search(text) is None:
        return False
    rest, words = _PAGER_WORD.subn("", text)
    rest, numbers = _PAGER_NUMBER.subn("", rest)
    return (words > 0 or numbers > 1) and not _PAGER_REST.sub("", rest)


def is_counter(text: str) -> bool:
    """Is the whole block a count of readers, comments or the like, which changes every minute?"""
    return len(text) <= _LONGEST and _COUNTER.fullmatch(text) is not None


def is_editor_line(text: str) -> bool:
    """Is the whole block a line like 责任编辑：某某?"""
    return len(text) <= _LONGEST and _EDITOR.fullmatch(text) is not None


def is_share_line(text: str) -> bool:
    """Is the whole block a share or print widget's label?"""
    return len(text) <= _LONGEST and _SHARE.fullmatch(text) is not None


def is_furniture(text: str) -> bool:
    """Is the whole block any of these?"""
    if len(text) > _LONGEST or _HINT.search(text) is None:
        return False
    return is_counter(text) or is_pager(text) or is_editor_line(text) or is_share_line(text)


_CMS_NAME = re.compile(
    r"(?:W0[0-9]{12,30}|[0-9]{6,12}_[0-9a-f]{4,12}|[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
    r"(?:_[0-9]{1,4})?\.[a-z]{3,4}",
    re.IGNORECASE,
)


def image_key(url: str) -> str:
    """What stays the same when the picture moves to another host, scheme or folder.

    File names that the CMSs make up are unique by themselves (TRS ``W0`` and a time counter,
    Enorth ``<id>_<check>``, hashes): the name is the key. Of any other address the path is.
    """
    try:
        path = urlsplit(url).path
    except ValueError:
        return url
    name = path.rsplit("/", 1)[-1]
    return name.lower() if _CMS_NAME.fullmatch(name) else path or url
