"""One parse a page: whatever the bytes, there is a tree, and it is bounded."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.page.document import MAX_ATTRIBUTES, MAX_TAGS, parse

URL = "http://news.example.cn/a/b.shtml"


def texts(body: bytes) -> list[str]:
    return [text.strip() for text in parse(body, URL).root.itertext() if text.strip()]


@pytest.mark.parametrize(
    "body", [b"", b"   ", b"\0", b"<!-- -->", b"<", b"\xff\xfe", b"<frameset>"]
)
def test_nothing_at_all_still_gives_a_tree(body: bytes) -> None:
    assert "html" == parse(body, URL).root.tag


def test_what_follows_the_first_closing_html_is_read() -> None:
    body = "<html><body><p>一</p></body></html><p>二</p></html><div>三</div>".encode()
    assert ["一", "二", "三"] == texts(body)


def test_an_xml_declaration_with_an_encoding_does_no_harm() -> None:
    assert ["青澜"] == texts('<?xml version="1.0" encoding="gb2312"?><p>青澜</p>'.encode())


def test_the_label_of_the_page_does_not_rule_the_parser() -> None:
    assert ["喆䶮𠮷"] == texts('<meta charset="gb2312"><p>喆䶮𠮷</p>'.encode("gb18030"))


def test_links_are_relative_to_base() -> None:
    assert (
        "http://other.example.cn/x/" == parse(b'<base href="//other.example.cn/x/">', URL).base_url
    )
    assert URL == parse(b"<base target=_blank>", URL).base_url
    assert URL == parse(b'<base href="http://[bad">', URL).base_url


def test_comments_are_in_the_text_and_not_in_the_tree() -> None:
    document = parse(b"<p>a<!--enorth cms block-->b</p>", URL)
    assert "enorth cms block" in document.text
    assert ["ab"] == texts(b"<p>a<!--enorth cms block-->b</p>")


def test_elements_are_found_by_id_and_by_each_class() -> None:
    document = parse(b'<p id=x class="a b">1</p><p id=x class=b>2</p>', URL)
    assert ["1", "2"] == [element.text for element in document.ids["x"]]
    assert 2 == len(document.classes["b"])


def test_attributes_that_are_looked_for_are_noted_in_order() -> None:
    markup = b'<script type=a></script><p style="b">1</p><td background=c><p STYLE=d>2'
    noted = parse(b"<table>" + markup, URL).noted
    told = {name: [(one.tag, value) for one, value in some] for name, some in noted.items()}
    styles = [("p", "b"), ("p", "d")]
    assert {"style": styles, "background": [("td", "c")], "type": [("script", "a")]} == told


def test_a_page_in_utf_8_with_damage_is_parsed_as_it_was_read() -> None:
    damaged = "青澜县水务局值守人员".encode() * 40 + b"\xe9\x9d" + "结束".encode()
    (text,) = texts(b"<meta charset=utf-8><p>" + damaged)
    assert text.endswith("\ufffd结束")


def test_a_million_tags_are_cut_and_said_to_be() -> None:
    document = parse(b"<b>" * 1_000_000, URL)
    assert document.cut
    assert len(document.nodes) <= MAX_TAGS


@pytest.mark.parametrize("tag", ["div", "b", "table><tr><td", "ul><li", "a"])
def test_a_depth_bomb_gives_a_tree(tag: str) -> None:
    assert parse(f"<{tag}>".encode() * 50_000, URL).root is not None


def test_a_megabyte_attribute_gives_a_tree() -> None:
    assert ["x"] == texts(b'<p class="' + b"a " * 1_400_000 + b'">x</p>')


CROWD = [
    " ".join(f"a{n:x}" for n in range(100_000)),
    " ".join(f"a{n:x}='>'" for n in range(100_000)),
    " ".join(f'a{n:x}="<"' for n in range(100_000)),
    '" ' + " ".join(f"a{n:x}" for n in range(100_000)),
    "/".join(f"=a{n:x}" for n in range(100_000)),
    "".join(f"a{n:x}=''" for n in range(100_000)),
]


@pytest.mark.parametrize("attributes", CROWD)
def test_an_element_with_endless_attributes_ends_the_page(attributes: str) -> None:
    document = parse(f"<b>1</b><p {attributes}>x</p>".encode(), URL)
    assert document.cut
    assert ["1"] == [node.text for node in document.nodes if node.tag == "b"]
    assert all(len(node.attrib) <= MAX_ATTRIBUTES for node in document.nodes)


def test_long_pages_are_whole_when_no_element_is_crowded() -> None:
    script = "<script>for(i=0;i<n;i++){" + "x = y ; " * 9_000 + "}</script>"
    document = parse(f"<b a<b>1</b>{script}<p class='{'c ' * 9_000}' x=1>2 < 3</p>".encode(), URL)
    assert not document.cut
    assert ["2 < 3"] == [node.text for node in document.nodes if node.tag == "p"]


@given(st.text(alphabet="<>/=\"'! abpdiv&#;x中\0\x0b", max_size=200))
@settings(deadline=None)
def test_any_markup_gives_a_tree(markup: str) -> None:
    assert "html" == parse(markup.encode(), URL).root.tag
