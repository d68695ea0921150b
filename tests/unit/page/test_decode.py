"""Bytes to text: labels that lie, bytes that were lost, characters that moved."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.page.decode import decode

SENTENCE = "镇里把闲置的粮站改成了公共书房，四千多册图书由村民自己编目（胡喆、侯小坤）。"
ARTICLE = "".join(f"<p>　　{SENTENCE}{number}</p>\n" for number in range(30))


def page(label: str, text: str = ARTICLE) -> str:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={label}">'
    return f"<html><head>{meta}</head><body>{text}</body></html>"


def test_gbk_bytes_labelled_gb2312_keep_their_rare_characters() -> None:
    found = decode(page("gb2312").encode("gbk"))
    assert page("gb2312") == found.text
    assert ("gb2312", "gb18030", "meta") == (
        found.charset.meta,
        found.charset.used,
        found.charset.by,
    )


def test_four_byte_sequences_of_gb18030_are_read_under_the_label_gbk() -> None:
    text = page("gbk", ARTICLE + "<p>𠮷野家与䶮</p>")
    assert text == decode(text.encode("gb18030")).text


def test_a_page_without_any_label_is_read_by_what_it_holds() -> None:
    text = f"<html><body>{ARTICLE}</body></html>"
    found = decode(text.encode("gb18030"))
    assert text == found.text
    assert "plausibility" == found.charset.by


def test_a_label_behind_long_scripts_is_found() -> None:
    text = f"<html><head><script>{'var a = 1;' * 260}</script><meta charset=gbk></head>{ARTICLE}"
    found = decode(text.encode("gbk"))
    assert text == found.text
    assert "gbk" == found.charset.meta


def test_utf8_bytes_labelled_gb2312_are_utf8() -> None:
    found = decode(page("gb2312").encode())
    assert page("gb2312") == found.text
    assert ("utf-8", "validity") == (found.charset.used, found.charset.by)


def test_an_http_label_utf8_over_gbk_bytes_is_overruled() -> None:
    text = f"<html><body>{ARTICLE}</body></html>"
    found = decode(text.encode("gbk"), "text/html; charset=utf-8")
    assert text == found.text
    assert ("utf-8", "gb18030") == (found.charset.http, found.charset.used)


def test_a_meta_label_utf8_over_gbk_bytes_is_overruled() -> None:
    assert page("utf-8") == decode(page("utf-8").encode("gbk")).text


def test_an_http_label_latin1_of_a_servlet_is_overruled() -> None:
    text = f"<html><body>{ARTICLE}</body></html>"
    assert text == decode(text.encode("gbk"), "text/html;charset=ISO-8859-1").text


def test_characters_that_gb18030_2022_moved_come_out_of_the_private_area() -> None:
    codes = bytes.fromhex("A6D9 A6DB A6DC A8BC FE59 A6F3".replace(" ", ""))
    found = decode(page("gbk").encode("gbk") + codes)
    assert "︐︑︓ḿ龴︙" == found.text[-6:]
    assert 0 == found.charset.pua


def test_private_characters_without_a_place_are_counted() -> None:
    assert 2 == decode(f"{ARTICLE}\ue000\uf000".encode()).charset.pua


def test_a_byte_order_mark_decides_and_is_taken_off() -> None:
    found = decode(b"\xef\xbb\xbf" + page("gb2312").encode())
    assert page("gb2312") == found.text
    assert "bom" == found.charset.by


def test_utf16_is_read_by_its_mark() -> None:
    assert ARTICLE == decode(ARTICLE.encode("utf-16")).text


@pytest.mark.parametrize("at", range(200, 260))
def test_one_lost_byte_costs_one_character(at: int) -> None:
    body = page("gb2312").encode("gbk")
    found = decode(body[:at] + body[at + 1 :])
    whole = page("gb2312")
    intact = sum(a == b for a, b in zip(found.text, whole, strict=False))
    intact += sum(a == b for a, b in zip(found.text[::-1], whole[::-1], strict=False))
    assert intact >= len(whole) - 4
    assert found.charset.replacements <= 1


def test_entities_are_left_to_the_parser() -> None:
    assert "&#27993;&nbsp;江" == decode("&#27993;&nbsp;江".encode()).text


def test_big5_is_read_with_and_without_its_label() -> None:
    text = "<p>臺灣新聞網今天報導，總統府表示，國家發展委員會將會提出說明。</p>" * 5
    assert text == decode(text.encode("big5"), "text/html; charset=big5").text
    assert text == decode(text.encode("big5"), "text/html; charset=gb2312").text


def test_two_characters_that_happen_to_be_valid_utf8_follow_their_label() -> None:
    assert "联通" == decode("联通".encode("gbk"), "text/html; charset=gbk").text


def test_foreign_pages_follow_their_label() -> None:
    assert "한국어 뉴스" == decode("한국어 뉴스".encode("euc-kr"), "text/html; charset=euc-kr").text
    assert "Été à Paris" == decode("Été à Paris".encode("cp1252")).text


def test_few_bad_bytes_in_utf8_are_replaced_and_counted() -> None:
    body = page("utf-8", ARTICLE * 9).encode()
    at = body.index(b"<p>", 3000)
    found = decode(body[:at] + b"\xff" + body[at:])
    assert ("utf-8", 1) == (found.charset.used, found.charset.replacements)


@pytest.mark.parametrize("label", ["utf-7", "base64", "rot13", "nonsense", "idna", "utf-16"])
def test_labels_that_name_no_page_encoding_are_ignored(label: str) -> None:
    assert ARTICLE == decode(ARTICLE.encode("gbk"), f"text/html; charset={label}").text


@given(
    st.binary(max_size=400), st.sampled_from([None, "text/html; charset=gbk", "x; charset=big5"])
)
@settings(deadline=None)
def test_any_bytes_give_a_text_that_utf8_can_hold(body: bytes, content_type: str | None) -> None:
    decode(body, content_type).text.encode("utf-8")


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=30))
@settings(deadline=None)
def test_any_chinese_in_gb18030_comes_back_under_its_label(text: str) -> None:
    sure = f"{ARTICLE}{text}"
    assert sure == decode(sure.encode("gb18030"), "text/html; charset=gb2312").text
