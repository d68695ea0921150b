"""Enorth's script that says how many pages a list has."""

from __future__ import annotations

from crawler.reading.discover.enorth_pages import EnorthPages, older, pages_of
from crawler.reading.discover.model import MAX_PAGES
from crawler.sites import classify

FOLDER = "http://dqnews.zjol.com.cn/dqnews/system/count/0088001/000000000000/"
SCRIPT = FOLDER + "count_page_list_0088001000000000000.js"
PAGES = FOLDER.replace("/count/", "/count//")


def test_pages_are_told_newest_first_that_is_from_the_highest_number_down() -> None:
    found = pages_of("var maxpage = 3;\nvar other = 1;", SCRIPT)

    assert 3 == found.count
    assert (
        tuple(PAGES + f"000/000/c0088001000000000000_00000000{n}.shtml" for n in (3, 2, 1))
        == found.pages
    )
    assert {"enorth-count-page"} == {classify(url).rule for url in found.pages}


def test_the_folders_of_a_page_are_the_first_digits_of_its_number() -> None:
    found = pages_of("maxpage=2345", SCRIPT)

    assert PAGES + "000/002/c0088001000000000000_000002345.shtml" == found.pages[0]
    assert MAX_PAGES == len(found.pages)


def test_a_script_that_tells_nothing_has_no_pages() -> None:
    nothing = EnorthPages(count=0, pages=())

    assert nothing == pages_of("var pages = 3;", SCRIPT)
    assert nothing == pages_of("var maxpage = 3;", "http://dqnews.zjol.com.cn/other.js")
    assert nothing == pages_of("maxpage " * 50_000, SCRIPT)


def test_the_page_before_the_oldest_is_none() -> None:
    assert older(PAGES + "000/000/c0088001000000000000_000000001.shtml") is None
    assert older("http://dqnews.zjol.com.cn/index.shtml") is None
