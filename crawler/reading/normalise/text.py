"""Chinese typography kept as it was served, without the noise of HTML; and a folded key of it."""

from __future__ import annotations

import re
import unicodedata

CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Character ranges of Chinese ideographs, for use inside a regular expression's brackets."""
_WIDE = CJK + "\u3001-\u303f\uff01-\uff60\u2018-\u201d\u2026"
"""Ideographs and the punctuation set as wide as they are."""

_REMOVED = {
    **dict.fromkeys(
        [0x00AD, 0x200B, 0x200C, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F)], None
    ),
    **dict.fromkeys([*range(0x09), 0x0E, *range(0x0F, 0x20), *range(0x7F, 0xA0)], None),
    **dict.fromkeys(range(0xD800, 0xE000), None),
    0x2028: "\n",
    0x2029: "\n",
    0x0B: " ",
    0x0C: " ",
    0x85: "\n",
}
"""Zero-width and directional marks, controls and lone surrogates; ZWJ is kept inside emoji only."""
_ODD = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff\ud800-\udfff]"
)
_ZWJ = re.compile(
    "(?<![\U0001f000-\U0001faff\u2600-\u27bf\ufe0f])\u200d"
    "|\u200d(?![\U0001f000-\U0001faff\u2600-\u27bf])"
)
_BREAK = re.compile(rf"(?<=[{_WIDE}])[ \t]*[\r\n][ \t\r\n]*(?=[{_WIDE}])")
"""A line break of the source between two wide characters: HTML would show a space no one wrote."""
_TWICE = re.compile(
    r"&(?:amp;)?(nbsp|ensp|emsp|quot|ldquo|rdquo|lsquo|rsquo|mdash|ndash|hellip|middot|bull|amp);?"
)
_TWICE_VALUES = {
    "nbsp": " ",
    "ensp": " ",
    "emsp": " ",
    "quot": '"',
    "ldquo": "“",
    "rdquo": "”",
    "lsquo": "‘",
    "rsquo": "’",
    "mdash": "—",
    "ndash": "–",
    "hellip": "…",
    "middot": "·",
    "bull": "•",
    "amp": "&",
}
_FOLDS = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»「」『』＂", '"'),
        **dict.fromkeys("‘’‚‛＇`´", "'"),
        **dict.fromkeys("—–‒―－─━‐‑", "-"),
        **dict.fromkeys("·•・‧∙⋅", "."),
        **dict(zip("〔〕【】、。《》〈〉", "()[],.<><>", strict=True)),
    }
)
_COMMON = tuple(
    (mark, unicodedata.normalize("NFKC", mark).translate(_FOLDS))
    for mark in "，。、；：？！（）“”‘’《》【】—…·"
)
"""The commonest marks, folded one by one first: then most texts are NFKC, which is quick to see."""
_FOLDABLE = re.compile("[" + "".join(re.escape(chr(code)) for code in _FOLDS) + "]")
_DASHES = re.compile(r"-{2,}")
_HALF_COMMA = re.compile(rf"[{CJK}],(?=[{CJK}])")
_MOJIBAKE = re.compile("锟斤拷|烫烫烫|屯屯屯|ï»¿|\ufffd{2,}|(?:[ÃÂåæçèé][\x80-\xbf¡-¿]){4,}")
_MOJIBAKE_MARKS = ("锟斤拷", "烫烫烫", "屯屯屯", "ï»¿", "\ufffd", *"ÃÂåæçèé")
_COMPATIBILITY = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
_LETTER = re.compile(rf"[\w{CJK}]")


def clean(text: str) -> str:
    """Text as read: NFC, marks without width removed, any run of white space one space.

    Full-width punctuation, quotes, dashes and the writer's own spaces stay as they were served.
    An ideographic space inside a line becomes an ordinary one.
    """
    if "&" in text:
        text = _TWICE.sub(lambda match: _TWICE_VALUES[match[1]], text)
    text = text.strip()
    if not text.isprintable():  # paragraphs open with ideographic spaces: most are, without them
        if _ODD.search(text):
            text = _without_marks(text)
        if "\n" in text or "\r" in text:
            text = _BREAK.sub("", text.strip())
        text = " ".join(text.split())
    elif "  " in text:
        text = " ".join(text.split())
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _without_marks(text: str) -> str:
    joined = "\u200d" in text
    text = text.translate(_REMOVED)
    return _ZWJ.sub("", text) if joined else text


def canonical_key(text: str) -> str:
    """The folded form for comparing texts: never shown, never stored as text.

    Compatibility forms, width, letter case, quotes, dashes and all white space do not matter.
    """
    if "&" in text:
        text = _TWICE.sub(lambda match: _TWICE_VALUES[match[1]], text)
    if _ODD.search(text):
        text = _without_marks(text)
    text = "".join(text.split())
    for mark, folded in _COMMON:
        text = text.replace(mark, folded)
    if not text.isascii() and not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    if _FOLDABLE.search(text):
        text = text.translate(_FOLDS)
    text = "".join(text.casefold().split())
    return _DASHES.sub("-", text) if "--" in text else text


def has_words(text: str) -> bool:
    """Whether a line holds anything but ornaments: a letter, a digit or an ideograph."""
    return _LETTER.search(text) is not None


def damage(text: str) -> tuple[str, ...]:
    """Warning codes for a text that was damaged before it was published, sorted.

    ``text.halfwidth``: full-width punctuation was converted to ASCII. ``text.mojibake``: an earlier
    decoding went wrong. ``text.compatibility``: ideographs pasted from PDF.
    """
    found: list[str] = []
    if _COMPATIBILITY.search(text):
        found.append("text.compatibility")
    if "，" not in text and len(_HALF_COMMA.findall(text)) >= 5:
        found.append("text.halfwidth")
    if any(map(text.__contains__, _MOJIBAKE_MARKS)) and _MOJIBAKE.search(text):
        found.append("text.mojibake")
    return tuple(found)
