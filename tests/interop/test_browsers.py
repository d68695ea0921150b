"""pywb and ReplayWeb.page in a real browser show what the live site shows, and ask nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.archive.collection.layout import Layout
from crawler.demo import Site
from crawler.demo import serve as serve_site
from crawler.replay import serve
from demo_crawl import scrapy
from interop_browser import browse, canary, viewer
from interop_site import GBK, PICTURES, STYLES, UNCHANGED, Archived
from interop_tools import own_pywb, pywb, replay_web_page
from sample_archive import build

pytestmark = [pytest.mark.interop, pytest.mark.timeout(900)]  # tools are installed on first use

# Address, which capture of it, and the generation of the site that it is of.
PAGES = {
    "gbk": (GBK, 0, 1),
    "body is a revisit": (GBK, -1, 2),
    "not modified": (UNCHANGED, -1, 2),
    "pictures": (PICTURES, 0, 1),
}
CHROMIUMS_OWN = re.compile(r"[/.](?:google|googleapis|gvt1)\.com[:/]")
FRAME = r"/[0-9]{14}mp_/"


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    """Where screenshots go, for a person to look at."""
    folder = tmp_path / "screenshots"
    folder.mkdir()
    return folder


def live(shots: Path) -> list[dict]:
    """What a reader of the live site sees."""
    seen: dict[str, dict] = {}
    for generation in (1, 2):
        names = [name for name, page in PAGES.items() if page[2] == generation]
        with serve_site(Site(generation=generation)) as served:
            ports = (
                f"MAP *:80 127.0.0.1:{served.http_port}, MAP *:443 127.0.0.1:{served.https_port}"
            )
            visits = [
                {"url": PAGES[name][0], "screenshot": str(shots / f"live {name}.png")}
                for name in names
            ]
            told = browse(visits, arguments=(f"--host-resolver-rules={ports}",))
        seen |= dict(zip(names, told, strict=True))
    return [essence(seen[name]) for name in PAGES]


def replayed(
    site: Archived, shots: Path, address: Callable[[str, str], str], viewer_name: str
) -> list[dict]:
    """What a reader of the archive sees, when nothing beyond this machine answers."""
    visits = [
        {
            "url": address(url, site.captures(url)[at].timestamp),
            "frame": FRAME,
            "screenshot": str(shots / f"{viewer_name} {name}.png"),
        }
        for name, (url, at, _) in PAGES.items()
    ]
    with canary() as bird:
        told = browse(visits, arguments=bird.arguments)
        assert [] == [line for line in bird.heard if not CHROMIUMS_OWN.search(line)]
    return [essence(one) for one in told]


def essence(told: dict) -> dict:
    """What must be equal; a viewer adds style sheets of its own."""
    assert "error" not in told, told
    return {key: told[key] for key in ("title", "charset", "text", "images", "color")}


def test_pywb_shows_what_the_live_site_showed(site: Archived, shots: Path) -> None:
    with serve(Layout(site.root), pywb(), port=0) as (replay, _):
        seen = replayed(site, shots, replay.page, "pywb")
    assert live(shots) == seen
    pictures = dict(zip(PAGES, seen, strict=True))["pictures"]["images"]
    assert [(120, 24), (320, 240)] == [(one["width"], one["height"]) for one in pictures]


def test_a_pywb_of_ones_own_shows_what_the_live_site_showed(
    site: Archived, shots: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "pywb"
    folder.mkdir()
    with own_pywb(site.root, folder) as own:
        seen = replayed(site, shots, own.page, "own")
    assert live(shots) == seen


def test_replay_web_page_shows_what_the_live_site_showed(site: Archived, shots: Path) -> None:
    with viewer(replay_web_page(), [site.package]) as opened:
        seen = replayed(
            site, shots, lambda url, at: opened.page(site.package.name, url, at), "viewer"
        )
    assert live(shots) == seen


def test_the_canary_hears_what_leaves() -> None:
    with canary() as listening:
        browse([{"url": STYLES}], arguments=listening.arguments)
        assert f"GET {STYLES} HTTP/1.1" in listening.heard


def test_search_in_replay_web_page_finds_words_within_chinese_text(
    site: Archived, shots: Path
) -> None:
    with viewer(replay_web_page(), [site.package]) as opened:
        visits = [
            {
                "url": opened.pages(site.package.name),
                "search": word,
                "screenshot": str(shots / f"search {word}.png"),
            }
            for word in ("竹竿", "费听雨", "没有的")
        ]
        pair, name, nothing = browse(visits)
    assert any("三眼井" in entry for entry in pair["found"]), pair
    assert any("透雨" in entry for entry in name["found"]), name
    assert [] == nothing["found"]


def test_days_packed_one_by_one_open_together(tmp_path: Path) -> None:
    """A page whose payload lies in the package of the day before, and one that was a 304."""
    sample = tmp_path / "sample"
    build(sample)
    days = tmp_path / "days"
    days.mkdir()
    for number in (17, 18, 19):
        day = f"2026-03-{number}"
        packed = scrapy(
            "pack", str(sample), "--since", day, "--until", day,
            "--out", str(days / f"{day}.wacz"), "--beside", str(days), "--zipnum-over", "1",
        )  # fmt: skip
        assert packed.returncode == 0, packed.stderr
    archived = Archived(root=sample, package=days / "2026-03-19.json")
    with viewer(replay_web_page(), sorted(days.iterdir())) as opened:
        visits = [
            {
                "url": opened.page(
                    archived.package.name, url, archived.captures(url)[-1].timestamp
                ),
                "frame": FRAME,
            }
            for url in (GBK, UNCHANGED)
        ]
        told = browse(visits)
    assert ["石𡐓村的三眼井", "看天下丨山顶关灯两小时"] == [
        one.get("title", str(one))[: len(start)]
        for one, start in zip(told, ("石𡐓村的三眼井", "看天下丨山顶关灯两小时"), strict=True)
    ]
