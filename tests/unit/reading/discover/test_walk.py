"""The walk: links, requisites, robots tags of one page, and that hostile pages end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.page.document import parse
from crawler.reading.discover import Link, Links, links, orders
from crawler.reading.discover.model import MAX_LINKS

URL = "https://zjnews.zjol.com.cn/zjnews/huzhounews/201605/t20160518_1000000.shtml"
FOLDER = "https://zjnews.zjol.com.cn/zjnews/huzhounews/201605/"


def read(html: str, url: str = URL, charset: str = "utf-8") -> Links:
    return links(parse(html.encode(charset), url, f"text/html; charset={charset}"))


def embedded(html: str) -> set[tuple[str, str]]:
    return {(link.url, link.context) for link in read(html).requisites}


def test_a_link_is_told_with_its_text_context_and_rel() -> None:
    found = read("<p><a href='//py.zjol.com.cn/' rel='NoFollow'> 浙江\n辟谣 </a></p>").outlinks

    assert (Link("https://py.zjol.com.cn/", "L", "a", "浙江 辟谣", "nofollow"),) == found


def test_each_address_is_told_once_with_the_text_of_the_link_that_has_one() -> None:
    found = read("<a href=a.html><img src=a.jpg></a><a href='./a.html#c'>标题</a>").outlinks

    assert (Link(FOLDER + "a.html", "L", "a", "标题"),) == found


def test_a_text_cut_short_with_dots_gives_way_to_the_title() -> None:
    found = read("<a href=a.html title='一条很长的标题'>一条很...</a>").outlinks

    assert ["一条很长的标题"] == [link.text for link in found]


def test_the_text_of_nested_elements_belongs_to_the_link_and_what_follows_it_does_not() -> None:
    found = read("<a href=a.html>一<b>二</b>三<i>四</i></a>五").outlinks

    assert ["一二三四"] == [link.text for link in found]


def test_unquoted_attributes_areas_and_frames_are_links() -> None:
    found = read(
        "<a href=content_1.htm?div=-1>一</a><map><area href=content_2.htm></map>"
        "<iframe src=/ad.html></iframe>"
    ).outlinks

    assert [
        (FOLDER + "content_1.htm?div=-1", "L", "a"),
        (FOLDER + "content_2.htm", "L", "area"),
        ("https://zjnews.zjol.com.cn/ad.html", "E", "frame"),
    ] == [link[:3] for link in found]


def test_links_are_relative_to_the_base_element() -> None:
    found = read("<head><base href='//china.zjol.com.cn/gnxw/'></head><a href=x.html>一</a>")

    assert "https://china.zjol.com.cn/gnxw/x.html" == found.outlinks[0].url


def test_a_query_is_encoded_in_the_charset_of_the_page() -> None:
    html = "<meta charset=gb2312><title>喆</title><p>湖州的一段文字</p><a href='/s?q=湖州'>一</a>"
    page = parse(html.encode("gbk"), URL, "text/html")

    assert "https://zjnews.zjol.com.cn/s?q=%BA%FE%D6%DD" == links(page).outlinks[0].url


def test_images_are_found_in_every_attribute_that_can_hold_them() -> None:
    html = """
    <img src="./W01.jpg" oldsrc="W01.jpg"> <img src="/blank.gif" data-src="W02.jpg">
    <img data-original=//img.zjol.com.cn/W03.jpg> <img oldsrc="W04.jpg">
    <img srcset="W05.jpg 1x, W06.jpg 2x"> <input type=image src=go.gif>
    <picture><source srcset="W07.webp"></picture> <video poster=W08.jpg src=v.mp4></video>
    <td background="bg.gif"> <p style="background:url('W09.png')"> <img src="data:image/gif;,">
    """
    images = {url for url, context in embedded(html) if context == "img"}

    names = "W01.jpg W02.jpg W04.jpg W05.jpg W06.jpg W07.webp W08.jpg W09.png go.gif bg.gif"
    assert images == {FOLDER + name for name in names.split()} | {
        "https://zjnews.zjol.com.cn/blank.gif",
        "https://img.zjol.com.cn/W03.jpg",
    }


def test_sheets_scripts_icons_media_and_objects_are_requisites() -> None:
    html = """
    <link rel=stylesheet href=/a.css> <link rel="shortcut icon" href=/favicon.ico>
    <link rel=preload as=font href=/f.woff2> <script src=//img.zjol.com.cn/a.js></script>
    <style>@import "/b.css"; @font-face{src:url(/g.ttf)} p{background:url(/c.png)}</style>
    <audio><source src=/a.mp3></audio> <object data=/o.swf><param name=movie value=/m.swf></object>
    """
    site = "https://zjnews.zjol.com.cn"

    assert {
        (site + "/a.css", "css"),
        (site + "/favicon.ico", "icon"),
        (site + "/f.woff2", "font"),
        ("https://img.zjol.com.cn/a.js", "script"),
        (site + "/b.css", "css"),
        (site + "/g.ttf", "font"),
        (site + "/c.png", "img"),
        (site + "/a.mp3", "media"),
        (site + "/o.swf", "object"),
        (site + "/m.swf", "object"),
    } == embedded(html)


def test_pictures_and_symbols_of_drawings_are_requisites() -> None:
    html = "<svg><image href=a.png /><image xlink:href=b.png /><use href='c.svg#s'/><use href=#d />"
    assert {(FOLDER + name, "img") for name in ("a.png", "b.png", "c.svg")} == embedded(html)


def test_a_picture_kept_under_another_name_is_not_asked_for_twice() -> None:
    html = "<img src=//img.zjol.com.cn/mlf/dzw/W01.jpg oldsrc=W01.jpg>"

    assert {("https://img.zjol.com.cn/mlf/dzw/W01.jpg", "img")} == embedded(html)


def test_robots_tags_are_read_with_none_spelt_out() -> None:
    html = "<meta name=ROBOTS content='NOARCHIVE, none'><meta name=robots content=noimageindex>"

    assert {"noarchive", "noindex", "nofollow", "noimageindex"} == read(html).robots


def test_the_canonical_address_and_feeds_are_told() -> None:
    found = read(
        "<link rel=canonical href=/c.shtml>"
        "<link rel=alternate type=application/rss+xml href=/r.xml>"
    )

    assert "https://zjnews.zjol.com.cn/c.shtml" == found.canonical
    assert [("https://zjnews.zjol.com.cn/r.xml", "feed")] == [
        (link.url, link.context) for link in found.outlinks
    ]


def test_an_article_has_no_list_items() -> None:
    assert () == read("<ul class=listUl><li><a href=t20160518_2.shtml>一</a></ul>").list_items


def test_links_beyond_the_limit_are_counted() -> None:
    found = read(
        "".join(f"<a href={n}.html>{n}</a><img src={n}.jpg>" for n in range(MAX_LINKS + 7))
    )

    assert (MAX_LINKS, MAX_LINKS, 14) == (
        len(found.outlinks),
        len(found.requisites),
        found.dropped,
    )


def test_deep_and_tangled_pages_are_walked_to_the_end() -> None:
    for html in (
        "<a href=x>" * 20_000,
        "<ul class=listUl><li>" * 5000 + "<a href=t20160518_2.shtml>一",
        "<div>" * 5000 + "<a href=x>一</a>",
        "<img srcset='" + "," * 100_000 + "'>",
        "<p style='" + "url(" * 20_000 + "'>",
        "<script>" + "createPageHTML(" * 20_000 + "</script>",
        "<script>" + "location.href='" * 20_000 + "</script>",
    ):
        for url in (URL, "https://zjnews.zjol.com.cn/zjxc/"):
            assert isinstance(read(html, url), Links)


@given(st.binary(max_size=400))
def test_any_bytes_have_links(body: bytes) -> None:
    for url in (URL, "https://zjnews.zjol.com.cn/", "https://zjrb.zjol.com.cn/paperindex.htm"):
        assert isinstance(links(parse(b"<a href=" + body, url)), Links)


PIECES = (
    "<meta http-equiv=refresh content='0; url=//www.zjol.com.cn/'>",
    "<META HTTP-EQUIV=Refresh CONTENT='3;next.html'>",
    "<noscript><meta http-equiv=refresh content='0;url=plain.html'></noscript>",
    "<meta name=robots content=none>",
    "<meta name=ROBOTS content='NoArchive, follow'>",
    "<base href='/other/'>",
    "<script>location.href='moved.html'</script>",
    "<p>正文一段",
    "<div><a href=a.html>甲</a><a href=b.html>乙</a><a href=c.html>丙</a><a href=d.html>丁</a>",
    "<!--" + "x" * 4096 + "-->",
)


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_the_orders_of_a_page_are_those_among_all_it_leads_to(pieces: list[str]) -> None:
    document = parse("".join(pieces).encode(), URL)
    whole, found = links(document), orders(document)
    assert (whole.redirects, whole.robots) == (found.redirects, found.robots)
