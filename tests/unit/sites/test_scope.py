"""Scope: which address is what, by which rule, under which key."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import sites
from crawler.sites import RULES, ZJOL, Scope, classify, classify_requisite
from crawler.sites.identity import identity
from crawler.sites.rules import ADMITTING, EXCLUDING
from crawler.urls import urlkey

DATA = Path(__file__).parent / "data"
ADDRESSES = json.loads((DATA / "scope_addresses.json").read_text("utf-8"))
KEYS = json.loads((DATA / "scope_keys.json").read_text("utf-8"))
REFERENCE = Path(__file__).parents[3] / "docs" / "reference"
ARTICLE = "https://zjnews.zjol.com.cn/zjnews/huzhounews/201605/t20160518_1000000.shtml"


@pytest.mark.parametrize(
    ("url", "kind", "rule", "work", "page", "day"), ADDRESSES, ids=lambda value: str(value)[:90]
)
def test_an_address_is_judged_by_its_form(
    url: str, kind: str, rule: str, work: str | None, page: int, day: str | None
) -> None:
    verdict = classify(url)

    expected = (kind, rule, work, page, date.fromisoformat(day) if day else None)
    assert expected == (verdict.kind, verdict.rule, verdict.work, verdict.page, verdict.day)
    assert (kind not in ("out", "app-article")) == verdict.admitted


@pytest.mark.parametrize("urls", KEYS["same"], ids=lambda urls: urls[0])
def test_spellings_of_one_page_share_a_key(urls: list[str]) -> None:
    assert {sites.key(urls[0])} == {sites.key(url) for url in urls}


def test_different_pages_have_different_keys() -> None:
    urls = KEYS["different"]

    assert len(urls) == len({sites.key(url) for url in urls})


def test_an_excluded_address_never_takes_the_key_of_an_admitted_page() -> None:
    for row in ADDRESSES:
        verdict = classify(row[0])
        twin = classify(re.sub(r"^http://user:pw@", "http://", row[0]))
        if not verdict.admitted and twin.admitted:
            assert verdict.key != twin.key


def test_the_key_of_a_plain_address_is_its_surt() -> None:
    assert urlkey(ARTICLE) == classify(ARTICLE).key


def test_what_is_fetched_is_the_address_as_found_without_fragment_and_default_port() -> None:
    found = "HTTP://ZJRB.zjol.com.cn:80/html/2016-05/18/content_1.htm?div=-1#mp1"

    expected = "http://zjrb.zjol.com.cn/html/2016-05/18/content_1.htm?div=-1"
    assert expected == classify(found).url


def test_the_same_document_under_other_hosts_and_columns_is_the_same_work() -> None:
    twins = (
        "http://zjnews.zjol.com.cn/system/2016/05/18/021152200.shtml",
        "https://biz.zjol.com.cn/05biz/system/2016/05/18/021152200.shtml",
        "http://jx.zjol.com.cn/system/2016/05/18/021152200_03.shtml",
    )

    assert {"enorth:021152200"} == {classify(url).work for url in twins}


@pytest.mark.parametrize(
    "url",
    [
        "http://zjnews.zjol.com.cn//zjxc//202602/t20260210_31500100.shtml",
        "http://zjnews.zjol.com.cn/system///2016/05/18/021152200.shtml",
        "http://zjnews.zjol.com.cn/zjxc//index_2.shtml",
    ],
)
def test_runs_of_slashes_are_one_slash(url: str) -> None:
    plain = "http://" + re.sub("/+", "/", url.removeprefix("http://"))
    doubled, single = classify(url), classify(plain)

    assert (doubled.key, doubled.kind, doubled.work) == (single.key, single.kind, single.work)
    assert identity(url).id == identity(plain).id


def test_every_rule_of_the_table_is_shown_by_an_address() -> None:
    shown = {row[2] for row in ADDRESSES} | {"embed"}

    assert set(RULES) == shown


def test_every_known_host_is_admitted_with_its_home_page() -> None:
    assert {"home-page"} == {classify(f"http://{host}/").rule for host in ZJOL.hosts}


def test_every_built_in_column_is_a_list_or_a_topic() -> None:
    urls = [f"https://{c.host}.zjol.com.cn/{c.folder}/" for c in ZJOL.columns]

    assert {"list", "topic"} == {classify(url).kind for url in urls}


@pytest.mark.parametrize(
    ("url", "kind", "rule"),
    [
        ("http://v-img.zjol.com.cn/qweRTY", "requisite", "embed"),
        ("http://stat.zjol.com.cn/count.jsp?id=1", "requisite", "embed"),
        ("http://bbs.zjol.com.cn/attachments/2016/05/18/a", "requisite", "embed"),
        ("http://img.zjol.com.cn/mlf/dzw/a.jpg", "requisite", "image"),
        ("http://v-cdn.zjol.com.cn/280443.mp4", "attachment", "media"),
        ("https://stc-new.8531.cn/assets/a.css", "requisite", "style"),
        ("https://cdn.example.org/jquery.js", "out", "off-site"),
        ("http://img.zjol.com.cn/a/b/a/b/a/b/x.jpg", "out", "trap-repeated-folder"),
        ("http://zjnews.zjol.com.cn:8080/a.jpg", "out", "odd-port"),
        (
            "http://dqnews.zjol.com.cn/system/count/0112003/000000000000/"
            "count_page_list_0112003000000000000.js",
            "list-script",
            "enorth-count-script",
        ),
    ],
)
def test_what_a_page_embeds_may_lie_on_any_host_of_the_domain(
    url: str, kind: str, rule: str
) -> None:
    verdict = classify_requisite(url)

    assert (kind, rule) == (verdict.kind, verdict.rule)
    assert verdict.key == classify(url).key


def test_an_embedded_article_is_judged_as_a_page() -> None:
    assert classify(ARTICLE) == classify_requisite(ARTICLE)


def test_a_trap_that_spins_out_ever_longer_addresses_has_one_key() -> None:
    spun = {sites.key("http://zjnews.zjol.com.cn/a?x=" + "y" * n) for n in range(2100, 9000, 100)}

    assert 1 == len(spun)


def test_another_site_is_another_scope() -> None:
    other = Scope(
        name="other",
        domain="example.org",
        hosts=frozenset({"news.example.org"}),
        resource_hosts=frozenset({"img.example.net"}),
        excluded_hosts={"bbs.example.org": "forum-host"},
        foreign={},
    )

    assert classify("http://news.example.org/a/202601/t20260110_1.shtml", other).admitted
    assert "forum-host" == classify("http://bbs.example.org/", other).rule
    assert "off-site" == classify(ARTICLE, other).rule
    assert classify_requisite("http://img.example.net/a.jpg", other).admitted


@given(st.text(max_size=200))
def test_judging_never_raises(text: str) -> None:
    for url in (text, f"http://{text}", f"http://zjnews.zjol.com.cn/{text}"):
        assert classify(url).rule in RULES
        assert classify_requisite(url).rule in RULES


@given(st.from_regex(r"/[a-z0-9_./%?&=;-]{0,60}", fullmatch=True))
def test_judging_what_is_to_be_fetched_gives_the_same_verdict(path: str) -> None:
    verdict = classify(f"https://zjnews.zjol.com.cn{path}")

    assert verdict == classify(verdict.url)


def test_the_reference_names_every_rule_with_its_meaning() -> None:
    written = (REFERENCE / "scope.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `([\w-]+)` \| (.+) \|$", written, re.M))

    assert ADMITTING == {name: meaning for name, meaning in rows.items() if name in ADMITTING}


def test_the_reference_of_reason_codes_names_every_exclusion() -> None:
    written = (REFERENCE / "reason-codes.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `([\w-]+)` \| (.+) \|$", written, re.M))

    assert EXCLUDING == {name: meaning for name, meaning in rows.items() if name in EXCLUDING}
