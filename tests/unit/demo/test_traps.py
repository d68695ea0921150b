from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

import pytest

from crawler.demo import Site, edition
from crawler.demo.answer import Answer
from demo_traps import TRAPS


def _ask(site: Site, url: str) -> Answer:
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return site.answer(parts.netloc, (parts.path or "/") + query)


def _digest(site: Site) -> str:
    digest = hashlib.sha256()
    for url in site.addresses():
        if "calendar" not in url:
            answer = _ask(site, url)
            digest.update(url.encode() + answer.body + str(answer.delay).encode())
    return digest.hexdigest()


WHOLE = _digest(Site())


def test_all_that_can_be_left_out_are_told() -> None:
    assert edition.TRAPS == {name for name, trap in TRAPS.items() if trap.switchable}


@pytest.mark.parametrize("name", [name for name, trap in TRAPS.items() if trap.switchable])
def test_a_trap_can_be_left_out(name: str) -> None:
    assert WHOLE != _digest(Site(without=[name]))


@pytest.mark.parametrize("name", list(TRAPS))
def test_a_trap_says_where_it_is(name: str) -> None:
    assert TRAPS[name].urls
    assert all(url.startswith(("http://", "https://mp.weixin")) for url in TRAPS[name].urls)


@pytest.mark.parametrize(
    ("name", "statuses"),
    [
        ("missing-image", [404]),
        ("missing-article", [404]),
        ("soft-404", [200]),
        ("empty-template", [200]),
        ("redirect-chain", [301, 302, 200]),
        ("redirect-home", [302]),
        ("redirect-loop", [302]),
        ("script-stub", [200, 200]),
        ("ext-twin", [200, 200]),
        ("two-columns", [200, 200]),
        ("split-enorth", [200, 200, 200]),
        ("split-trs", [200, 200]),
        ("off-site-items", [404, 404, 404]),
        ("challenge", [200]),
    ],
)
def test_a_trap_answers(name: str, statuses: list[int]) -> None:
    assert statuses == [_ask(Site(), url).status for url in TRAPS[name].urls]


def test_the_next_day_lacks_what_was_deleted() -> None:
    urls = TRAPS["deleted"].urls
    assert {200} == {_ask(Site(1), url).status for url in urls}
    assert {404} == {_ask(Site(2), url).status for url in urls}


def test_the_late_batch_comes_with_the_next_day() -> None:
    urls = TRAPS["late-batch"].urls
    assert {404} == {_ask(Site(1), url).status for url in urls}
    assert {200} == {_ask(Site(2), url).status for url in urls}


def test_the_challenge_is_eight_kilobytes_without_a_link() -> None:
    (url,) = TRAPS["challenge"].urls
    body = _ask(Site(), url).body
    assert 7_500 < len(body) < 9_500
    assert b"<a " not in body
    assert b"acw_sc__v2" in body


def test_twins_differ_only_in_their_address() -> None:
    one, other = (_ask(Site(), url).body for url in TRAPS["ext-twin"].urls)
    assert one == other


def test_the_big_image_is_big() -> None:
    (url,) = TRAPS["big-image"].urls
    assert len(_ask(Site(), url).body) > 500_000
