"""What style sheets name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.reading.discover import css
from crawler.reading.discover.inline import srcset_addresses, style_addresses
from crawler.urls.address import Resolver

BASE = "https://img.zjol.com.cn/css/a.css"
FOLDER = "https://img.zjol.com.cn/css/"


def named(text: str) -> list[tuple[str, str]]:
    return [(link.url.removeprefix(FOLDER), link.context) for link in css.links(text, BASE)]


SHEETS: list[tuple[str, list[tuple[str, str]]]] = [
    ("p{background:url(a.png)}", [("a.png", "img")]),
    ("p{background:URL( 'a b.png' )}", [("a%20b.png", "img")]),
    (
        'p{background:url("a(1).png") no-repeat, url(b.png)}',
        [("a(1).png", "img"), ("b.png", "img")],
    ),
    ("@import 'b.css';", [("b.css", "css")]),
    ("@import url(b.css) screen and (width>1px);", [("b.css", "css")]),
    ('@import url("b.css") layer(x) supports(display: grid);', [("b.css", "css")]),
    ("@IMPORT 'b.css'; p{background:url(a.png)}", [("b.css", "css"), ("a.png", "img")]),
    (
        "@font-face{font-family:x;src:local('y'),url(f.woff2) format('woff2'),url(f.ttf)}",
        [("f.woff2", "font"), ("f.ttf", "font")],
    ),
    (
        "p{background:image-set('a.png' 1x, url(b.png) 2x, 'c.avif' type('image/avif'))}",
        [("a.png", "img"), ("b.png", "img"), ("c.avif", "img")],
    ),
    ("p{background:-webkit-image-set(url(a.png) 1x)}", [("a.png", "img")]),
    ("@media print{p{background:url(a.png)}}", [("a.png", "img")]),
    ("p{background:url(a\\.png)}", [("a.png", "img")]),
    ("p{background:\\75rl(a.png)}", [("a.png", "img")]),
    ("/* url(x.png) */ p{background:url(a.png)}", [("a.png", "img")]),
    ("p{content:'url(x.png)';background:url(a.png)/* */}", [("a.png", "img")]),
    ("@namespace url(http://www.w3.org/1999/xhtml); @charset 'utf-8';", []),
    ("p{background:url(data:image/gif;base64,AA==)}", []),
    ("p{content:'url(x.png)'}", []),
    ("p{filter:url(#blur)}", []),
    ("p{color:red}", []),
    ("", []),
    ("background:url(a.png)", [("a.png", "img")]),
    ("p{background:url(a.png);background:url(a.png)}", [("a.png", "img")]),
]


@pytest.mark.parametrize(("text", "expected"), SHEETS)
def test_a_sheet_names_its_files(text: str, expected: list[tuple[str, str]]) -> None:
    assert expected == named(text)


@given(st.text(alphabet="url(@import'\"){};/*\\ a.png", max_size=120))
def test_any_text_is_a_sheet(text: str) -> None:
    assert all(link.hop == "E" for link in css.links(text, BASE))


INLINE = [
    (text, expected)
    for text, expected in SHEETS
    if "content:'url" not in text and "\\75rl" not in text
]


@pytest.mark.parametrize(("text", "expected"), INLINE)
def test_styles_within_a_page_name_the_same_files(
    text: str, expected: list[tuple[str, str]]
) -> None:
    resolve = Resolver(BASE)
    found = {(resolve(raw), context) for raw, context in style_addresses(text)}

    assert {(FOLDER + name, context) for name, context in expected} == {
        one for one in found if one[0] is not None
    }


@given(st.text(alphabet="url(@import'\"){};/*\\ a.png-set", max_size=120))
def test_any_text_is_a_style(text: str) -> None:
    assert isinstance(list(style_addresses(text)), list)


def test_hostile_styles_come_to_an_end() -> None:
    for text in ("url(" * 50_000, 'url("' * 50_000, "/*" * 100_000, "image-set(" * 20_000):
        assert [] == list(style_addresses(text))


def test_hostile_sheets_come_to_an_end() -> None:
    for text in ("url(" * 100_000, "{" * 200_000, "@import " * 50_000, "/*" * 200_000):
        assert isinstance(css.links(text + "\\", BASE), tuple)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.jpg", ["a.jpg"]),
        ("a.jpg 1x, b.jpg 2x", ["a.jpg", "b.jpg"]),
        ("a.jpg 480w,b.jpg 800w", ["a.jpg", "b.jpg"]),
        ("a.jpg, b.jpg", ["a.jpg", "b.jpg"]),
        ("a,b.jpg 1x", ["a,b.jpg"]),
        (" ,, a.jpg 1x ,", ["a.jpg"]),
        ("", []),
    ],
)
def test_a_srcset_names_its_candidates(text: str, expected: list[str]) -> None:
    assert expected == list(srcset_addresses(text))


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ('@charset "gbk"; .桥{background:url("桥.png")}'.encode("gbk"), "text/css"),
        (".桥{background:url('桥.png')}".encode("gbk"), "text/css; charset=GB2312"),
        (".桥{background:url('桥.png')}".encode(), None),
        ("\ufeff.桥{background:url('桥.png')}".encode(), "text/css"),
    ],
)
def test_a_sheet_is_read_in_its_own_charset(body: bytes, content_type: str | None) -> None:
    (link,) = css.links(css.characters(body, content_type), BASE)
    assert link.url.endswith("/%E6%A1%A5.png")
