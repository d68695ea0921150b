"""pywb serves a collection as it lies; what it answers over HTTP."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from crawler.archive.collection.layout import Layout
from crawler.archive.warc.cdxj import Entry
from crawler.archive.warc.reader import Record
from crawler.page import http1
from crawler.replay import Replay, serve
from demo_crawl import scrapy
from interop_site import (
    CHINESE,
    CHINESE_BODY,
    GBK,
    MOVED,
    PICTURE,
    PICTURES,
    STYLES,
    UNCHANGED,
    Archived,
)
from interop_tools import own_pywb, pywb

pytestmark = [pytest.mark.interop, pytest.mark.timeout(900)]  # tools are installed on first use


@dataclass(frozen=True, slots=True)
class Answered:
    """What the server said."""

    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture(scope="module")
def replay(site: Archived) -> Iterator[Replay]:
    with serve(Layout(site.root), pywb(), port=0) as (addresses, _):
        yield addresses


def get(url: str, *, coding: str = "gzip") -> Answered:
    parts = urlsplit(url)
    target = url.partition(parts.netloc)[2]
    connection = HTTPConnection(parts.netloc, timeout=30)
    try:
        connection.request("GET", target, headers={"Accept-Encoding": coding})
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return Answered(answer.status, headers, answer.read())
    finally:
        connection.close()


def payload(replay: Replay, entry: Entry) -> Answered:
    """A capture with nothing rewritten."""
    return get(replay.payload(entry.fields["url"], entry.timestamp))


def entity(record: Record) -> bytes:
    """What the server sent, content-coding kept."""
    return http1.entity(record.block)


def first(site: Archived, url: str) -> tuple[Entry, Record]:
    entry = site.captures(url)[0]
    return entry, site.record(entry)


@pytest.mark.parametrize("url", [GBK, PICTURES, PICTURE, CHINESE])
def test_the_payload_is_what_the_server_sent(site: Archived, replay: Replay, url: str) -> None:
    entry, record = first(site, url)
    got = payload(replay, entry)
    assert (200, entity(record)) == (got.status, got.body)


def framed(replay: Replay, url: str, timestamp: str) -> Answered:
    """A capture as the browser's frame gets it: rewritten, not compressed."""
    return get(f"{replay.home}{timestamp}mp_/{url}", coding="identity")


def test_a_gbk_page_stays_gbk_in_the_browser(site: Archived, replay: Replay) -> None:
    got = framed(replay, GBK, site.captures(GBK)[0].timestamp)
    assert (200, True) == (got.status, "石𡐓村的三眼井" in got.body.decode("gb18030"))


def test_a_page_in_chunks_and_gzip_is_taken_apart(site: Archived, replay: Replay) -> None:
    entry, record = first(site, PICTURES)
    head = http1.parse_head(record.block)
    assert (b"chunked", b"gzip") == (
        head.first(b"transfer-encoding"), head.first(b"content-encoding"),
    )  # fmt: skip
    got = framed(replay, PICTURES, entry.timestamp)
    assert (200, True) == (got.status, "溪滩上的一串脚印" in got.body.decode())


def test_a_revisit_of_another_address_shows_the_originals_payload(
    site: Archived, replay: Replay
) -> None:
    entry, record = first(site, STYLES)
    original = record.first("WARC-Refers-To-Target-URI")
    assert original is not None
    _, other = first(site, original)
    got = payload(replay, entry)
    assert ("revisit", 200, entity(other)) == (record.type, got.status, got.body)


def test_a_page_whose_body_is_a_revisit_is_shown(site: Archived, replay: Replay) -> None:
    *_, before, last = site.captures(GBK)
    got = payload(replay, last)
    assert "revisit" == site.record(last).type
    assert (200, entity(site.record(before))) == (got.status, got.body)


def test_a_page_that_was_not_modified_is_shown(site: Archived, replay: Replay) -> None:
    *_, before, last = site.captures(UNCHANGED)
    got = payload(replay, last)
    assert ("304", 200) == (last.fields["status"], got.status)
    assert entity(site.record(before)) == got.body


def test_a_redirect_leads_on_within_the_archive(site: Archived, replay: Replay) -> None:
    entry, record = first(site, MOVED)
    got = framed(replay, MOVED, entry.timestamp)
    target = http1.parse_head(record.block).first(b"location")
    assert target is not None
    assert (301, True) == (
        got.status, got.headers["location"].endswith(f"mp_/{target.decode()}"),
    )  # fmt: skip


def test_an_address_in_chinese_is_found_however_it_is_written(replay: Replay) -> None:
    lower = CHINESE.replace("%E6%BD%AE", "%e6%bd%ae")
    got = [get(f"{replay.home}id_/{url}") for url in (CHINESE, lower)]
    assert [(200, CHINESE_BODY)] * 2 == [(one.status, one.body) for one in got]


def test_a_memento_says_when_and_of_what_it_is(site: Archived, replay: Replay) -> None:
    entry, _ = first(site, GBK)
    got = payload(replay, entry)
    relations = set(re.findall(r'rel="([a-z ]+)"', got.headers["link"]))
    assert {"original", "timegate", "timemap", "memento"} == relations
    day = f"{entry.timestamp[6:8]} "
    assert day in got.headers["memento-datetime"]


def test_the_time_map_lists_every_capture(site: Archived, replay: Replay) -> None:
    got = get(f"{replay.home}timemap/link/{UNCHANGED}")
    listed = re.findall(r"/([0-9]{14})[a-z_]*/", got.body.decode())
    expected = {entry.timestamp for entry in site.captures(UNCHANGED)}
    assert (200, expected) == (got.status, set(listed))


def test_what_was_never_captured_is_not_there(replay: Replay) -> None:
    assert 404 == get(f"{replay.home}id_/http://zjnews.zjol.com.cn/none.shtml").status


@pytest.fixture(scope="module")
def own(site: Archived, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replay]:
    with own_pywb(site.root, tmp_path_factory.mktemp("own")) as addresses:
        yield addresses


@pytest.mark.parametrize("url", [GBK, PICTURES, PICTURE, CHINESE, STYLES, UNCHANGED])
def test_a_pywb_of_ones_own_shows_every_capture_as_ours_does(
    site: Archived, replay: Replay, own: Replay, url: str
) -> None:
    for entry in site.captures(url):
        ours, theirs = payload(replay, entry), payload(own, entry)
        assert (200, ours.body) == (theirs.status, theirs.body)
        assert theirs.body


def test_a_pywb_of_ones_own_shows_what_was_not_modified(site: Archived, own: Replay) -> None:
    *_, before, last = site.captures(UNCHANGED)
    got = payload(own, last)
    assert ("304", 200) == (last.fields["status"], got.status)
    assert entity(site.record(before)) == got.body
    assert last.timestamp in got.headers["link"]


def test_what_is_withdrawn_answers_451_until_it_is_given_back(
    site: Archived, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("withdrawn") / site.root.name
    shutil.copytree(site.root, root)
    with (
        serve(Layout(root), pywb(), port=0) as (ours, _),
        own_pywb(root, tmp_path_factory.mktemp("own")) as theirs,
    ):

        def statuses() -> list[int]:
            pages = [f"{served.home}id_/{GBK}" for served in (ours, theirs)]
            return [get(page).status for page in (*pages, f"{ours.home}id_/{PICTURE}")]

        assert [200, 200, 200] == statuses()
        assert 0 == scrapy("withdraw", str(root), GBK, "--reason", "试").returncode
        assert [451, 451, 200] == statuses()
        back = scrapy("withdraw", str(root), GBK, "--restore", "--reason", "试完")
        assert 0 == back.returncode
        assert [200, 200, 200] == statuses()
