"""Typography is kept, noise of HTML is not, and the key folds what the eye does not tell apart."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.reading.normalise.text import canonical_key, clean, damage, has_words


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("　　青澜县，水务局。", "青澜县，水务局。"),
        ("“河网整治年”　以小流域", "“河网整治年” 以小流域"),
        ("一\n  二", "一二"),
        ("Hello\n world", "Hello world"),
        ("2016年\n05月", "2016年 05月"),
        ("a\u00a0\u00a0b\u2003c", "a b c"),
        ("零\u200b宽\ufeff字\u00ad符", "零宽字符"),
        ("行\u2028分", "行分"),
        ("控\x01制\x08符\x0b", "控制符"),
        ("代\ud800理", "代理"),
        ("&nbsp;双&amp;nbsp;重&ldquo;转义&rdquo;", "双 重“转义”"),
        ("家\u200d人", "家人"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("全角：，。；？！（）“”——……", "全角：，。；？！（）“”——……"),
        ("㎡ ① ℃ Ⅳ类", "㎡ ① ℃ Ⅳ类"),
        ("e\u0301te\u0301", "été"),
        ("G20 峰会 与 WTO", "G20 峰会 与 WTO"),
    ],
)
def test_text_is_cleaned_without_loss(raw: str, expected: str) -> None:
    assert expected == clean(raw)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("青澜，水务。", "青澜,水务."),
        ("“河网”", '"河网"'),
        ("ＡＢＣ１２", "abc12"),
        ("一 二　三", "一二三"),
        ("——青澜", "-青澜"),
        ("「引号」", '"引号"'),
    ],
)
def test_the_key_folds_width_quotes_dashes_and_spaces(one: str, other: str) -> None:
    assert canonical_key(one) == canonical_key(other)


def test_the_key_tells_different_texts_apart() -> None:
    assert canonical_key("青澜县") != canonical_key("云岭区")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲,乙,丙,丁,戊,己,庚", ("text.halfwidth",)),
        ("甲，乙,丙,丁,戊,己,庚", ()),
        ("锟斤拷锟斤拷", ("text.mojibake",)),
        ("⽅案", ("text.compatibility",)),
        ("平常的，文字。", ()),
    ],
)
def test_damage_is_named(text: str, expected: tuple[str, ...]) -> None:
    assert expected == damage(text)


@pytest.mark.parametrize(("text", "expected"), [("＊＊＊", False), ("——", False), ("01", True)])
def test_ornaments_hold_no_words(text: str, expected: bool) -> None:
    assert expected == has_words(text)


@given(st.text())
@settings(deadline=None)
def test_cleaning_is_idempotent_and_normal(text: str) -> None:
    once = clean(text)
    assert unicodedata.is_normalized("NFC", once)
    assert "  " not in once
    assert once == once.strip()
    once.encode("utf-8")


@given(st.text(alphabet="中文，。“”——… a1　\n\t\u200b"))
@settings(deadline=None)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(text) == clean(clean(text))


@given(st.text(alphabet="中文字，。；：？！“”‘’（）《》、"))
@settings(deadline=None)
def test_full_width_punctuation_is_never_touched(text: str) -> None:
    assert text == clean(text)
