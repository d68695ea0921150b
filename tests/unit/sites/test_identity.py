"""crawler.sites.identity: one id for an article, wherever it is met."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.sites.identity import identity

ZJNEWS = "http://zjnews.zjol.com.cn"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        # Enorth: root, site folder, county site, https, page, old mobile site
        (f"{ZJNEWS}/system/2010/08/10/016833240.shtml", "zjol:e:016833240"),
        (f"{ZJNEWS}/05zjnews/system/2006/06/01/006655604.shtml", "zjol:e:006655604"),
        (
            "https://dqnews.zjol.com.cn/dqnews/system/2021/04/16/032987957.shtml",
            "zjol:e:032987957",
        ),
        ("http://jx.zjol.com.cn/system/2015/06/30/020717765_01.shtml", "zjol:e:020717765"),
        ("http://m.zjol.com.cn/mzjol/details.html?newsid=020717765", "zjol:e:020717765"),
        (
            "http://m2.zjol.com.cn/msite/details.html?ref=home&newsid=020717765#top",
            "zjol:e:020717765",
        ),
        # TRS: columns, the suffix _ext, pages, arguments
        (f"{ZJNEWS}/zjnews/zjnews/tznews/201603/t20160316_607651.shtml", "zjol:t:607651"),
        (f"{ZJNEWS}/zjnews/hznews/202001/t20200102_11533749_ext.shtml", "zjol:t:11533749"),
        (f"{ZJNEWS}/zjnews/202111/t20211130_23430318.shtml", "zjol:t:23430318"),
        (f"{ZJNEWS}/zjnews/202111/t20211130_23430318_2.shtml?from=app", "zjol:t:23430318"),
        ("//zjnews.zjol.com.cn/zjnews/202111/t20211130_23430318.shtml", None),
        # e-paper and app
        (
            "http://zjrb.zjol.com.cn/html/2014-08/21/content_2779543.htm?div=-1",
            "zjol:p:zjrb:2779543",
        ),
        ("http://qjwb.zjol.com.cn/html/2014-08/21/content_2779543.htm", "zjol:p:qjwb:2779543"),
        ("https://zj.zjol.com.cn/news/256620.html", "zjol:a:256620"),
        ("https://zj.zjol.com.cn/news.html?x=1&id=256620", "zjol:a:256620"),
        # not an article of ours
        (f"{ZJNEWS}/zjxc/index_2.shtml", None),
        ("https://zj.zjol.com.cn/subject.html?id=256620", None),
        ("http://zjol.com.cn.example.net/system/2010/08/10/016833240.shtml", None),
        ("http://example.net/#zjnews.zjol.com.cn/system/2010/08/10/016833240.shtml", None),
    ],
)
def test_the_document_number_is_the_id(url: str, expected: str | None) -> None:
    found = identity(url).id
    assert expected == (None if found.startswith("web:") else found)


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("http://jx.zjol.com.cn/system/2015/06/30/020717765.shtml", 1),
        ("http://jx.zjol.com.cn/system/2015/06/30/020717765_01.shtml", 2),
        ("http://jx.zjol.com.cn/system/2015/06/30/020717765_11.shtml", 12),
        (f"{ZJNEWS}/zjnews/202111/t20211130_23430318.shtml", 1),
        (f"{ZJNEWS}/zjnews/202111/t20211130_23430318_1.shtml", 2),
        (f"{ZJNEWS}/zjnews/202111/t20211130_23430318_ext_1.shtml", 2),
        ("http://news.example.cn/gn/202405/t20240513_15249693_3.htm", 4),
    ],
)
def test_the_page_is_counted_from_one(url: str, page: int) -> None:
    assert page == identity(url).page


def test_the_day_in_the_address_is_told() -> None:
    trs = identity(f"{ZJNEWS}/zjnews/202111/t20211130_23430318.shtml")
    assert date(2021, 11, 30) == trs.date_in_url
    assert (
        date(2014, 8, 21)
        == identity("http://zjrb.zjol.com.cn/html/2014-08/21/content_2779543.htm").date_in_url
    )
    assert date(2019, 6, 15) == identity("http://a.example.cn/2019/0615/c1-2.html").date_in_url
    assert None is identity(f"{ZJNEWS}/zjnews/202111/t20211399_23430318.shtml").date_in_url


def test_other_sites_have_one_id_for_http_https_www_and_all_pages() -> None:
    first = identity("http://www.example.cn/gn/202405/t20240513_15249693.htm")
    assert "web" == first.cms
    assert first.id == identity("https://example.cn/gn/202405/t20240513_15249693_1.shtml").id
    assert first.id != identity("http://www.example.cn/gn/202405/t20240513_15249694.htm").id
    assert first.id != identity("http://www.example.com/gn/202405/t20240513_15249693.htm").id


def test_the_id_of_an_unknown_address_never_changes() -> None:
    assert "web:b9a5f034d557c5fd1b8dcab1ad0e5701" == identity("http://example.cn/a?b=2&a=1").id


@given(st.builds(str.__add__, st.sampled_from(["", "http://", "https://a"]), st.text(max_size=300)))
def test_any_text_has_an_identity(url: str) -> None:
    found = identity(url)
    assert found == identity(url)
    assert 1 <= found.page


@given(
    scheme=st.sampled_from(["http", "https"]),
    host=st.from_regex(r"[a-z]{1,12}", fullmatch=True),
    column=st.lists(st.from_regex(r"[a-z0-9_]{1,9}", fullmatch=True), max_size=4),
    suffix=st.sampled_from(["", "_ext", "_1", "_12", "_ext_3"]),
)
def test_host_scheme_column_and_page_do_not_matter(
    scheme: str, host: str, column: list[str], suffix: str
) -> None:
    folders = "/".join([*column, "202601"])
    url = f"{scheme}://{host}.zjol.com.cn/{folders}/t20260110_31448112{suffix}.shtml"
    assert "zjol:t:31448112" == identity(url).id
