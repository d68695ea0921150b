"""Lines that belong to the page and not to the article: pagers, counters, editor lines.

Each pattern is linear: no quantifier stands over another one that could match the same text.
"""

from __future__ import annotations

import re

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
"""What every such line holds at least one of: most prose is told apart by this alone."""


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
