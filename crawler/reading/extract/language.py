"""Which language and script an article is written in, told by its characters."""

from __future__ import annotations

import re

_SAMPLE = 600
"""Characters that are looked at."""
_CJK = re.compile("[\u4e00-\u9fff]")
_LATIN = re.compile("[A-Za-z]")
_KANA = re.compile("[\u3040-\u30ff]")
_TRADITIONAL = frozenset(
    "這個們國說時過來會對發後裡開關長問題見現實學經點動進業電車頭馬門聽寫讀買賣號處書標選舉據與"
    "為無當總統專區"
    "從應該讓還沒給東錢員廣務報導聲場價錯陽際風飛魚鳥龍龜灣臺縣鄉鎮義務權戰爭達運連轉變認識調證"
    "護議論語課誰談請"
)
_SIMPLIFIED = frozenset(
    "这个们国说时过来会对发后里开关长问题见现实学经点动进业电车头马门听写读买卖号处书标选举据与"
    "为无当总统专区"
    "从应该让还没给东钱员广务报导声场价错阳际风飞鱼鸟龙龟湾台县乡镇义务权战争达运连转变认识调证"
    "护议论语课谁谈请"
)
_ONLY_TRADITIONAL = _TRADITIONAL - _SIMPLIFIED
_ONLY_SIMPLIFIED = _SIMPLIFIED - _TRADITIONAL


def language_of(text: str, declared: str) -> str | None:
    """A BCP 47 tag: zh-Hans-CN, zh-Hant, en, ja; None when there is too little text to tell.

    :param text: headline and body.
    :param declared: the page's own ``lang``, believed only where the characters do not decide.
    """
    sample = text[:_SAMPLE]
    chinese = len(_CJK.findall(sample))
    latin = len(_LATIN.findall(sample))
    if len(_KANA.findall(sample)) * 5 > chinese > 0:
        return "ja"
    if chinese * 3 >= latin and chinese >= 4:
        used = set(sample)
        traditional = sum(map(sample.count, used & _ONLY_TRADITIONAL))
        simplified = sum(map(sample.count, used & _ONLY_SIMPLIFIED))
        if traditional == simplified == 0:
            return "zh-Hant" if declared.startswith(("zh-hant", "zh-tw", "zh-hk")) else "zh-Hans-CN"
        return "zh-Hant" if traditional > simplified else "zh-Hans-CN"
    return "en" if latin >= 20 else None
