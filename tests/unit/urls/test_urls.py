"""Keys of addresses, side by side with the ``surt`` package: an oracle that only tests run."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from surt import surt

from crawler.urls import urlkey

HEX32 = "0123456789abcdefABCDEF9876543210"
ASP24 = "EOHBLBDDPFCLHKPGGKLILNAM"
ASPX = "4hqa0555fwsecu455xqckv45"

KEYS = {
    "http://zjnews.zjol.com.cn/zjnews/202601/t20260110_31448112.shtml": (
        "cn,com,zjol,zjnews)/zjnews/202601/t20260110_31448112.shtml"
    ),
    "HTTPS://U:p@WWW2.Zjol.com.CN.:443/A/?#top": "cn,com,zjol)/a",
    "https://a.cn:80": "cn,a:80)/",
    "http://a.cn/b//./c/../%64/": "cn,a)/b/d",
    "http://a.cn/?b=2&B=1&a-b&a": "cn,a)/?a&a-b&b=1&b=2",
    "http://a.cn/s?q=%D5%E3&q=%e6%b5%99": "cn,a)/s?q=%d5%e3&q=%e6%b5%99",
    f"http://a.cn/s?PHPSESSID={HEX32}&a": "cn,a)/s?a",
    f"http://a.cn/({ASPX})/s.aspx": "cn,a)/s.aspx",
    "http://a.cn/%252541|^%22\\%0a%23": 'cn,a)/a|^"\\%0a%23',
    "http://3279880203/": "11,0,127,195)/",
    "http://%E6%B5%99%E6%B1%9F.xn--fiqs8s/": "xn--fiqs8s,xn--9swtu)/",
    "http://localhost:8080": "localhost:8080)/",
    "dns:zjnews.ZJOL.com.cn": "dns:zjnews.zjol.com.cn",
}

# What addresses are made of: as servers write them, as editors misspell them, as traps spin them.
SCHEMES = ["http://", "https://", "HTTP://", "http://http://", "https://http://", "http://https://"]
USERS = ["", "", "", "u@", "u:p@", "@", "a@b:80@", "u%40v:80@"]
PORTS = ["", "", "", ":", ":80", ":443", ":8080", ":080", ":0", ":65535", ":65536", ":x", ":8:8"]
_HOSTS = """
    a.cn www.a.cn WWW.a.cn www2.a.cn www01.a.cn www.www.a.cn www1a.a.cn wwww.a.cn m.www.a.cn www
    www. www2 www.cn www.localhost localhost LOCALHOST a.cn. a.cn.. .a.cn a..cn a...cn . ..
    a%2ecn www%2ea.cn %77ww.a.cn a_b.cn -a.cn xn--fiqs8s.xn--55qx5d XN--FIQS8S.cn xn--a.cn
    www...a.cn %E6%B5%99.cn %e6%b5%99%E6%B1%9F.a a.%E6%B5%99..cn %D5%E3.cn a%FF.cn %FF
    %EF%BC%A1.cn %C3%9F.cn a%EF%BC%8Eb.cn %C2%AD.cn %D7%90a.cn a%00.cn a%20b.cn a%25.cn
    a%2541.cn a%.cn a%zz.cn a,b.cn a)b.cn a|b.cn a^b.cn a"b.cn a\\b.cn a;b.cn a=b&c.cn
    a~!$'*+.cn a{b}.cn a<b>.cn a%2fb.cn a%3ab.cn a%40b.cn a%3fb.cn a%23b.cn 1.2.3.4 www.1.2.3.4
    1.2.3.4. 1.2.3.4.5 1.2.3 1.2 1 0 256.1.1.1 1.2.3.256 1.256 1.16777215 1.16777216 1.2.65535
    1.2.65536 0177.0.0.1 0377.0400 010.010.010.010 08.1.2.3 1.2.3.08 08 00 017.8 0300.10 8.010
    0.9 0x7f.1 0x7f000001 3279880203 4294967295 4294967296 99999999999999999999 www.123 1..2
    1...2 %31.2.3.4 1%2e2 1.2.3.a -1 +1 1_0 1e3 [::1] [2001:DB8::1] [::ffff:1.2.3.4] [::1]x [::1
    ::1 [a].cn a[b].cn a].cn [] [ httpbin.org http https
"""
HOSTS = [
    *_HOSTS.split(),
    "a" * 64 + ".cn",
    "a" * 64 + ".%E6%B5%99",
    "%E6%B5%99" * 30 + ".cn",
    "9" * 4000,
    "",
]
_SEGMENTS = """
    / / / // /// /./ /../ /.. /. .. . ... a B c.shtml t20260110_31448112 ;a=b ; @ a@b:80 %2f %2F
    %2e %2E%2e %252e %252525 % %% %2 %zz %u4e00 %%32%35 %41 %7e ~ %3f %3F %23 %5c \\ %0a %00 %20
    + %26 & = %3b %7F %80 %D5%E3 %d5%e3 %E6%B5%99 | ^ " ' < > { } [ ] ` ! $ * , : - _ ( )
    http://b.cn/ .aspx .ASPX .asp x.aspx
"""
SEGMENTS = [
    *_SEGMENTS.split(),
    f"/({ASPX})/",
    f"({ASPX})",
    f"/(S({ASPX}))/",
    f"/(A({ASPX})F({ASPX}))/",
    f"/({ASPX[1:]})/",
    f";jsessionid={HEX32}",
    f"?sid={HEX32}",
]
_ARGUMENTS = """
    a b A B a=1 a=2 a=10 b= =b = == a-b=1 a!=1 ab a%3D1 %26 a;b amp;b ? ?b / // .. http://X.cn//
    %41 %2541 % %% %zz %20 + %D5%E3 %e6%b5%99 %ff %00 %23 ~ | ^ " \\ ' < > { } ` cfid=1 CFID=a/b
    cfid= cfid cfid=cfid=2 xcfid=1 cftoken=2 CFTOKEN=2-3?4 cftoken= cftoken cftoken=%26 si
    phpses d=1 sid= SID=1
"""
ARGUMENTS = [
    *_ARGUMENTS.split(),
    "",
    *(
        start + name + "=" + value + end
        for name, value in [
            ("sid", HEX32),
            ("JSESSIONID", HEX32),
            ("phpsessid", HEX32),
            ("ASPSESSIONIDaqbsdsrt", ASP24),
        ]
        for start, end in [
            ("", ""),
            ("x", ""),
            ("sid=", ""),
            ("phpses", ""),
            ("", "0"),
            ("", "%0a"),
        ]
    ),
    f"jsessionid={HEX32[1:]}",
    f"aspsessionida={ASP24}",
    f"d={HEX32}",
    f"ionid={HEX32}",
]


def expected(url: str) -> str:
    """The oracle's key, or the URL itself, as index lines have it, where the oracle raises."""
    try:
        return str(surt(url))
    except ValueError:
        return re.sub(r"[\x00-\x20\x7f]", lambda blank: f"%{ord(blank[0]):02x}", url)


def differing(urls: list[str]) -> list[tuple[str, str, str]]:
    return [
        (url, expected(url), urlkey(url))
        for url in dict.fromkeys(urls)
        if expected(url) != urlkey(url)
    ]


@pytest.mark.parametrize(("url", "key"), KEYS.items())
def test_keys_are_written_down_and_those_of_other_index_tools(url: str, key: str) -> None:
    assert (key, key) == (urlkey(url), surt(url))


def test_every_host_has_the_key_of_other_index_tools() -> None:
    assert [] == differing(
        ["".join(parts) for parts in product(SCHEMES, USERS, HOSTS, PORTS, ["/x"])]
    )


def test_every_path_has_the_key_of_other_index_tools() -> None:
    paths = [f"/{one}{two}" for one, two in product(SEGMENTS, SEGMENTS)]
    assert [] == differing([f"http://a.cn{path}" for path in paths])


def test_every_query_has_the_key_of_other_index_tools() -> None:
    queries = [f"{one}&{two}" for one, two in product(ARGUMENTS, ARGUMENTS)] + ARGUMENTS
    assert [] == differing([f"http://a.cn/x?{query}" for query in queries])


STARTS = st.tuples(
    st.sampled_from(SCHEMES),
    st.sampled_from(USERS),
    st.one_of(
        st.sampled_from(HOSTS),
        st.lists(st.sampled_from([*HOSTS, ".", "-", "www."]), max_size=3).map("".join),
        st.text("01789.", max_size=12),
    ),
    st.sampled_from(PORTS),
).map("".join)
PATHS = st.lists(st.sampled_from(SEGMENTS), max_size=8).map("".join)
QUERIES = st.lists(st.sampled_from(ARGUMENTS), max_size=6).map("&".join)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(STARTS, min_size=5, max_size=5, unique=True),
    st.lists(PATHS, min_size=5, max_size=5, unique=True),
    st.lists(QUERIES, min_size=5, max_size=5, unique=True),
)
def test_composed_addresses_have_the_keys_of_other_index_tools(
    starts: list[str], paths: list[str], queries: list[str]
) -> None:
    tails = ["", "?", "#f?g", *(f"?{query}" for query in queries)]
    parts = product(starts, [f"/{path}" for path in paths], tails)
    assert [] == differing(["".join(each) for each in parts])


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_text_of_any_kind_in_a_path_and_query_has_the_key_of_other_index_tools(text: str) -> None:
    assert [] == differing([f"http://a.cn/{text}", f"http://a.cn/?{text}", f"http://a.cn/x{text}/"])


@pytest.mark.parametrize(
    "scheme", ["dns:", "whois:", "urn:", "mailto:", "urn:text:https://", "DNS:"]
)
@pytest.mark.parametrize(
    "rest",
    [
        "",
        "www.A.cn",
        "w.cn/A//b/../",
        "a@B.cn?b=%41&a#c",
        "?b&a",
        "/",
        "//A.cn:80//x",
        "///a//",
    ],
)
def test_addresses_that_are_not_of_the_web_have_the_key_of_other_index_tools(
    scheme: str, rest: str
) -> None:
    assert expected(scheme + rest) == urlkey(scheme + rest)


def test_an_address_without_a_usable_port_is_its_own_key() -> None:
    assert "http://www.A.cn:65536/?b&a" == urlkey("http://www.A.cn:65536/?b&a")
    assert "http://a.cn:%20x/" == urlkey("http://a.cn: x/")


@given(st.text(max_size=60))
def test_a_key_is_a_word_whatever_the_address(text: str) -> None:
    for url in (text, f"http://{text}", f"https://a.cn/{text}"):
        key = urlkey(url)
        assert key
        assert key == urlkey(url)
        assert not re.search(r"[\x00-\x20\x7f]", key)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://a/%" + "25" * 500_000 + "41", "a)/a"),
        ("http://a" + "/.." * 300_000, "a)/"),
        ("http://a/.aspx" + f"/({ASPX})" * 30_000, "a)/.aspx" + f"/({ASPX})" * 30_000),
        ("http://a/?" + "cfid=" * 200_000 + "&b", "a)/?b&" + "cfid=" * 200_000),
        ("http://" * 100_000 + "a", "a)/"),
        ("http://" + "9" * 1_000_000, "255,255,255,255)/"),
    ],
    ids=["nested escapes", "dots", "aspx", "cfid", "schemes", "digits"],
)
def test_the_longest_addresses_have_keys_too(url: str, key: str) -> None:
    # None of these would end within the suite's timeout if it took time by the square of length.
    assert key == urlkey(url)
