"""What the ledger is told about the links of a page."""

from crawler import sites
from crawler.crawl.admission import Admission
from crawler.crawl.plan import plan
from crawler.ledger import Address
from crawler.page.document import parse
from crawler.reading import discover
from crawler.reading.discover import Link, Links
from crawler.reading.discover.model import Pager
from crawler.reading.read import Reading

LIST = "https://zjnews.zjol.com.cn/zjnews/hznews/"
ARTICLE = "https://zjnews.zjol.com.cn/zjnews/hznews/202601/t20260110_31448112.shtml"


def findings(**arguments):
    return Admission(plan(arguments, requisites=True), queue="")


def page(url=LIST, kind="list", hops="L"):
    return Address(
        key=sites.key(url), url=url, kind=kind, article=None, via=None, hops=hops,
        priority=0, attempts=0,
    )  # fmt: skip


def link(url, hop="L", context="a"):
    return Link(url, hop, context, "", "")


def test_a_link_is_told_once_with_where_it_was_found():
    found = findings()
    reading = Reading(state="done", outlinks=(link(ARTICLE), link(ARTICLE)))
    (one,) = found.links(page(), reading)
    assert (ARTICLE, "article", "pending", LIST, "LL") == (
        one.url, one.kind, one.state, one.via, one.hops,
    )  # fmt: skip
    assert "zjol:t:31448112" == one.article
    assert () == found.links(page(), reading)


def test_an_excluded_link_keeps_its_reason():
    (one,) = findings().links(page(), Reading(state="done", outlinks=(link("https://a.cn/"),)))
    assert ("excluded", "off-site") == (one.state, one.reason)


def test_whoever_names_an_address_gets_it():
    (one,) = findings(urls="https://mp.weixin.qq.com/s/abc").seeds()
    assert ("pending", "page", "named", True) == (one.state, one.kind, one.rule, one.again)


def test_a_frame_is_a_page_and_an_image_a_requisite():
    frame = link("https://zjnews.zjol.com.cn/top/frame.html", "E", "frame")
    image = link("https://img.zjol.com.cn/a/W020260110.jpg", "E", "img")
    reading = Reading(state="done", outlinks=(frame,), requisites=(image,))
    kinds = [one.kind for one in findings().links(page(), reading)]
    assert ["page", "requisite"] == kinds


def test_a_page_that_moved_to_another_spelling_goes_on_there():
    here = "http://zjnews.zjol.com.cn/zjnews/hznews/"
    reading = Reading(state="done", redirects=(link(LIST, "R"),))
    found = findings()
    assert LIST == found.moved(page(here), reading)
    assert () == found.links(page(here), reading)
    assert found.moved(page(here, hops="LRRRRR"), reading) is None


def test_a_redirect_to_another_page_is_no_move():
    reading = Reading(state="done", redirects=(link(ARTICLE, "R"),))
    assert findings().moved(page(), reading) is None


def test_paths_from_the_seed_end_somewhere():
    reading = Reading(state="done", outlinks=(link(ARTICLE),))
    (one,) = findings().links(page(hops="L" * 50), reading)
    assert ("excluded", "trap-hops") == (one.state, one.reason)


def list_page(number):
    """The page of a list before the given one, as it was read."""
    pager = Pager(style="next-link", next=link(f"{LIST}index_{number}.shtml", "I", "pager"))
    listing = Links(pager=pager)
    return Reading(state="done", listing=listing)


def test_all_pages_of_a_list_are_one_hop():
    found = findings()
    here = page()
    for number in range(1, 200):
        (one,) = found.next_page(here, list_page(number))
        assert ("pending", "list-page", "LI") == (one.state, one.kind, one.hops)
        assert here.url == one.via
        here = page(one.url, one.kind, one.hops)


def test_a_list_without_end_ends():
    found = findings(mode="backfill")
    here = page(f"{LIST}index_1.shtml", "list-page", "LI")
    for number in range(2, 2002):
        assert "pending" == found.next_page(here, list_page(number))[0].state
    (one,) = found.next_page(here, list_page(2002))
    assert ("excluded", "trap-pager") == (one.state, one.reason)


def listing(*entries, nth=0):
    """A list page whose further pages are counted up, as discovered in its HTML."""
    rows = "".join(
        f'<li class="listLi"><a href="./202601/t20260110_{entry}.shtml">桥边新闻</a></li>'
        for entry in entries
    )
    url = f"{LIST}index_{nth}.shtml" if nth else LIST
    html = f'<ul class="listUl">{rows}</ul>'.encode()
    return url, Reading(state="done", listing=discover.links(parse(html, url)))


def test_counting_ends_where_a_list_shows_again_what_it_has_shown():
    found = findings()
    ahead = []
    for nth, entries in enumerate([(31448112, 31448113), (31448100,), (31448100,)]):
        url, reading = listing(*entries, nth=nth)
        ahead.append(found.next_page(page(url, "list-page"), reading))
    assert [f"{LIST}index_1.shtml", f"{LIST}index_2.shtml"] == [one.url for (one,) in ahead[:2]]
    assert () == ahead[2]


def test_a_list_page_that_is_read_again_repeats_nothing():
    found = findings()
    url, reading = listing(31448112)
    assert found.next_page(page(url), reading) == found.next_page(page(url), reading) != ()


def test_a_page_is_not_followed_under_ever_new_queries():
    found = findings()
    told = [
        found.links(page(), Reading(state="done", outlinks=(link(f"{LIST}?sid=1{n:07}"),)))
        for n in range(30)
    ]
    assert [("pending", None)] * 20 + [("excluded", "trap-variants")] * 10 == [
        (one.state, one.reason) for (one,) in told
    ]
    assert not any(one.again for (one,) in told)


def test_pictures_may_have_any_number_of_queries():
    found = findings()
    images = [link(f"https://img.zjol.com.cn/a.jpg?v={n}", "E", "img") for n in range(30)]
    told = found.links(page(), Reading(state="done", requisites=tuple(images)))
    assert ["pending"] * 30 == [one.state for one in told]


def issue(day, **arguments):
    """What a section of a day's issue leads to: the issue before, the next section, an article."""
    url = f"http://zjrb.zjol.com.cn/html/2026-01/{day:02}/node_1.htm"
    html = (
        f'<a href="../{day - 1:02}/node_1.htm">上一期</a><a href=node_2.htm>下一版</a>'
        '<a href="content_1.htm">茶馆</a>'
    )
    told = discover.links(parse(html.encode(), url))
    reading = Reading(state="done", outlinks=told.outlinks, listing=told)
    found = findings(**arguments).links(page(url, "epaper-node", hops="RL"), reading)
    return {one.url.partition("2026-01/")[2]: one for one in found}


def test_the_way_back_through_an_e_paper_leads_through_issues_that_are_too_late():
    found = issue(20, since="2026-01-01", until="2026-01-10")
    assert "pending" == found["19/node_1.htm"].state
    assert {"outside-dates"} == {
        found[name].reason for name in ("20/node_2.htm", "20/content_1.htm")
    }


def test_the_way_back_ends_where_the_wanted_days_begin():
    assert "outside-dates" == issue(5, since="2026-01-05")["04/node_1.htm"].reason


def test_old_issues_are_no_long_path_in_a_backfill():
    assert "RL" == issue(20, mode="backfill")["19/node_1.htm"].hops
    assert "RLL" == issue(20)["19/node_1.htm"].hops


def test_a_pager_that_leads_back_or_elsewhere_is_a_hop_like_any():
    found = findings(mode="backfill")
    for there in (
        f"{LIST}index_3.shtml",
        "https://zjnews.zjol.com.cn/zjnews/nbnews/index_71.shtml",
    ):
        html = f'<a rel=next href="{there}">下一页</a>'.encode()
        told = discover.links(parse(html, f"{LIST}index_70.shtml"))
        reading = Reading(state="done", listing=told)
        (ahead,) = found.next_page(page(f"{LIST}index_70.shtml", "list-page", hops="LI"), reading)
        assert (there, "LIL") == (ahead.url, ahead.hops)
