"""Links to absolute addresses, as browsers make them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.urls.address import MAX_CHARACTERS, Resolver, resolve

BASE = "https://zjnews.zjol.com.cn/zjnews/huzhounews/201605/t20160518_1.shtml?a=1"
FOLDER = "https://zjnews.zjol.com.cn/zjnews/huzhounews/201605/"
ADDRESS = re.compile(r"https?://[\x21-\x7e]+")


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("//py.zjol.com.cn/a/b.shtml", "https://py.zjol.com.cn/a/b.shtml"),
        ("./W02016.jpg", FOLDER + "W02016.jpg"),
        ("W02016.jpg", FOLDER + "W02016.jpg"),
        ("./", FOLDER),
        (".", FOLDER),
        ("..", "https://zjnews.zjol.com.cn/zjnews/huzhounews/"),
        ("../../", "https://zjnews.zjol.com.cn/zjnews/"),
        ("../../../../../x", "https://zjnews.zjol.com.cn/x"),
        ("/a/%2e%2E/b", "https://zjnews.zjol.com.cn/b"),
        ("/a//b", "https://zjnews.zjol.com.cn/a//b"),
        (".//a.com/x", FOLDER + "/a.com/x"),
        ("./http://a.com/x", FOLDER + "http://a.com/x"),
        ("?page=2", FOLDER + "t20160518_1.shtml?page=2"),
        ("t2.shtml#top", FOLDER + "t2.shtml"),
        (" \n /a\tb\r\n.html ", "https://zjnews.zjol.com.cn/ab.html"),
        ("　/a", FOLDER + "%E3%80%80/a"),
        ("HTTP://ZJNEWS.ZJOL.COM.CN:80/A", "http://zjnews.zjol.com.cn/A"),
        ("https://zjnews.zjol.com.cn:443", "https://zjnews.zjol.com.cn/"),
        ("http://zjnews.zjol.com.cn:8080/", "http://zjnews.zjol.com.cn:8080/"),
        ("http:\\\\china.zjol.com.cn\\gnxw\\", "http://china.zjol.com.cn/gnxw/"),
        ("\\\\china.zjol.com.cn\\gnxw", "https://china.zjol.com.cn/gnxw"),
        ("http:/china.zjol.com.cn/x", "http://china.zjol.com.cn/x"),
        ("https:t2.shtml", FOLDER + "t2.shtml"),
        ("///china.zjol.com.cn/x", "https://china.zjol.com.cn/x"),
        ("a b.html", FOLDER + "a%20b.html"),
        ("/湖州/图片.jpg", "https://zjnews.zjol.com.cn/%E6%B9%96%E5%B7%9E/%E5%9B%BE%E7%89%87.jpg"),
        ("/s?q='", "https://zjnews.zjol.com.cn/s?q=%27"),
        ("http://浙江.中国/x", "http://xn--9swtu.xn--fiqs8s/x"),
        ("http://%7Ajol.com.cn/", "http://zjol.com.cn/"),
        ("http://[::1]:80/", "http://[::1]/"),
        ("http://u:p@zjol.com.cn/", "http://u:p@zjol.com.cn/"),
    ],
)
def test_a_link_is_made_absolute_as_browsers_do(href: str, expected: str) -> None:
    assert expected == resolve(href, BASE)


@pytest.mark.parametrize(
    "href",
    [
        "",
        "  ",
        "#top",
        "javascript:void(0)",
        " JavaScript:history.back()",
        "mailto:a@zjol.com.cn",
        "tel:110",
        "data:image/png;base64,AA==",
        "about:blank",
        "ftp://zjol.com.cn/",
        "http://",
        "//",
        "http://a:99999/",
        "http://a:b/",
        "http://a b/",
        "http://[::1/",
        "http://" + "a" * 300 + "/",
        "/" + "a" * MAX_CHARACTERS,
    ],
)
def test_what_is_no_web_address_gives_nothing(href: str) -> None:
    assert resolve(href, BASE) is None


def test_a_query_is_encoded_in_the_charset_of_the_page_and_a_path_in_utf_8() -> None:
    resolver = Resolver(BASE, "gb18030")

    expected = "https://zjnews.zjol.com.cn/%E6%B9%96?q=%BA%FE%D6%DD"
    assert expected == resolver("/湖?q=湖州")


def test_a_character_that_the_charset_lacks_becomes_a_reference_in_the_query() -> None:
    assert FOLDER + "?q=%26%238364%3B" == resolve(FOLDER + "?q=€", BASE, "gb2312")


def test_an_unknown_charset_counts_as_utf_8() -> None:
    assert FOLDER + "?q=%E6%B9%96" == resolve(FOLDER + "?q=湖", BASE, "no-such-charset")


def test_a_base_that_is_no_address_leaves_absolute_links_alone() -> None:
    resolver = Resolver("about:blank")

    assert "http://zjol.com.cn/a" == resolver("http://zjol.com.cn/a")
    assert resolver("a.html") is None


def test_an_odd_base_is_put_right_first() -> None:
    assert "http://zjol.com.cn/b/x" == resolve("x", "HTTP://ZJOL.com.cn:80/a/../b/")


@given(st.text(max_size=60), st.sampled_from(["utf-8", "gb18030", "big5hkscs", "utf-16-le"]))
def test_resolving_never_raises_and_gives_only_ascii_web_addresses(href: str, charset: str) -> None:
    resolver = Resolver(BASE, charset)
    for text in (href, f"//{href}", f"http://{href}", f"/{href}", f"?{href}"):
        url = resolver(text)
        assert url is None or (ADDRESS.fullmatch(url) and "#" not in url)
        assert url is None or url == resolver(url)


@given(
    st.from_regex(r"(\./|//|/|\.\./|http://|https:|)[a-zA-Z0-9:./?&'%#@-]{0,20}", fullmatch=True)
)
def test_the_short_cut_gives_what_the_long_way_gives(href: str) -> None:
    resolver = Resolver(BASE)
    stripped = href.partition("#")[0]
    quick = resolver._quick(stripped) if stripped else None

    assert quick is None or quick == resolver._slow(stripped)
