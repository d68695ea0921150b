"""Search words: pairs of characters, for readers that look only for whole words between blanks.

Quirk: ReplayWeb.page's index splits text at blanks and punctuation and matches whole words, so
in running Chinese it finds nothing. With every pair of neighbouring characters appended as a
word of its own, a search for a word of two characters works.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+")
_LONGEST_NAME = 12


def pairs(text: str) -> list[str]:
    """Every pair of neighbouring Chinese characters, once, in order of first appearance.

    >>> pairs("推进国标, 国标 A")
    ['推进', '进国', '国标']
    """
    found: dict[str, None] = {}
    for run in _HAN.findall(text):
        for at in range(len(run) - 1):
            found.setdefault(run[at : at + 2])
    return list(found)


def names(values: Iterable[str | None]) -> list[str]:
    """Names and keywords that are found as wholes: three characters or more, no blanks.

    >>> names(["费听雨", "天气", None, "浙江在线"])
    ['费听雨', '浙江在线']
    """
    wanted = (value for value in values if value and 2 < len(value) <= _LONGEST_NAME)
    return list(dict.fromkeys(value for value in wanted if _HAN.fullmatch(value)))
