from __future__ import annotations

import hashlib
import re
from urllib.parse import urljoin, urlsplit

from crawler.demo import SEEDS, Site
from crawler.demo.answer import Answer
from demo_traps import TRAPS
from demo_truth import expected


def _ask(site: Site, url: str) -> Answer:
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return site.answer(parts.netloc, (parts.path or "/") + query)


def _links(site: Site, url: str) -> list[str]:
    answer = _ask(site, url)
    old = b"charset=gb2312" in answer.body
    text = answer.body.decode("gb18030" if old else "utf-8")
    found = re.findall(r"""href=(?:"([^"]*)"|([^\s>"]+))""", text)
    return [urljoin(url, quoted or bare) for quoted, bare in found]


def _digest(site: Site) -> str:
    digest = hashlib.sha256()
    for url in site.addresses():
        answer = _ask(site, url)
        digest.update(repr((url, answer.status, answer.headers)).encode() + answer.body)
    return digest.hexdigest()


def test_equal_sites_give_equal_bytes() -> None:
    assert _digest(Site()) == _digest(Site())
    assert _digest(Site(1)) != _digest(Site(2))


def test_the_host_header_decides() -> None:
    site = Site()
    assert site.answer("china.zjol.com.cn", "/").body != site.answer("biz.zjol.com.cn", "/").body
    assert site.answer("CHINA.zjol.com.cn:80", "/") == site.answer("china.zjol.com.cn", "/")


def test_an_unknown_host_or_path_is_a_404() -> None:
    assert 404 == Site().answer("news.example.org", "/").status
    assert 404 == Site().answer("zjnews.zjol.com.cn", "/zjnews/hznews/index_99.shtml").status
    assert 404 == Site().answer("zjnews.zjol.com.cn", "/robots.txt").status


def test_seeds_answer() -> None:
    assert [200] * len(SEEDS) == [_ask(Site(), url).status for url in SEEDS]


def test_enorth_pages_are_gbk_that_calls_itself_gb2312() -> None:
    (url,) = TRAPS["gbk-beyond-gb2312"].urls
    body = _ask(Site(), url).body
    assert b"charset=gb2312" in body
    assert "镕".encode("gbk") in body
    assert 4 == len("𡐓".encode("gb18030"))
    assert "石𡐓村".encode("gb18030") in body


def test_lists_lead_to_every_article() -> None:
    site = Site()
    seen: set[str] = set()
    for address in site.addresses():
        if "calendar" not in address and _ask(site, address).body[:1] == b"<":
            seen.update(url.replace("https:", "http:") for url in _links(site, address))
    assert set() == set(expected()) - seen


def test_an_enorth_list_numbers_its_pages_from_the_oldest() -> None:
    site = Site()
    base = "http://zjnews.zjol.com.cn/system/count//0001002/000000000000/000/000/"
    oldest = _links(site, f"{base}c0001002000000000000_000000001.shtml")
    newest = _links(site, "http://zjnews.zjol.com.cn/05zjnews/zjxw/index.shtml")
    assert any("/2012/10/29/" in url for url in oldest)
    assert any("/2016/01/20/" in url for url in newest)
    script = "/system/count/0001002/000000000000/count_page_list_0001002000000000000.js"
    assert b"var maxpage = 2;" in site.answer("zjnews.zjol.com.cn", script).body


def test_counted_lists_end_in_a_404() -> None:
    site = Site()
    for url in TRAPS["counted-pager"].urls:
        pages = ("index.shtml", "index_1.shtml", "index_2.shtml")
        assert [200, 200, 404] == [_ask(site, url + page).status for page in pages]


def test_the_late_batch_stands_behind_known_articles() -> None:
    links = _links(Site(2), "http://zjnews.zjol.com.cn/zjnews/")
    known = next(url for url, f in expected().items() if f["slug"] == "rain-before-market")
    late = [url for url in TRAPS["late-batch"].urls if url in links]
    assert late
    assert all(links.index(url) > links.index(known) for url in late)


def test_frames_change_with_the_day_and_articles_do_not() -> None:
    url = "http://zjnews.zjol.com.cn/system/2013/07/18/019427824.shtml"
    first, second = _ask(Site(1), url).body, _ask(Site(2), url).body
    assert b"1999-2025" in first
    assert b"1999-2026" in second
    between = re.compile(rb'<div class="contTxt">.*?</div>', re.DOTALL)
    assert between.findall(first) == between.findall(second)


def test_frames_need_only_what_there_is() -> None:
    """Style sheets, scripts and pictures all answer, but for the trap."""
    site = Site()
    wanted: set[str] = set()
    for url in [*expected(), *SEEDS]:
        body = _ask(site, url).body
        names = re.findall(rb"""<(?:link|script|img)[^>]*?(?:src|href)=["']([^"']+)""", body)
        wanted.update(urljoin(url, name.decode("ascii")) for name in names)
    missing = {url for url in wanted if _ask(site, url).status == 404}
    assert set(TRAPS["missing-image"].urls) == missing


def test_style_sheets_name_only_what_there_is() -> None:
    site = Site()
    for url in [address for address in site.addresses() if address.endswith(".css")]:
        text = _ask(site, url).body.decode()
        names = re.findall(r"""(?:url\(|@import )\s*["']?([^"')\s]+)""", text)
        links = [urljoin(url, n) for n in names if not n.startswith(("data:", "url("))]
        assert [] == [link for link in links if _ask(site, link).status != 200]
