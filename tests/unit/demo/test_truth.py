from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

import pytest

from crawler.demo import Site
from demo_truth import Expected, expected


def _text(site: Site, url: str) -> str:
    parts = urlsplit(url)
    body = site.answer(parts.netloc, parts.path).body
    old = b"charset=gb2312" in body
    return body.decode("gb18030" if old else "utf-8")


def _shown(page: str) -> str:
    """The page without tags, comments and all white space."""
    return re.sub(r"\s", "", unescape(re.sub(r"<!--.*?-->|<[^>]*>", "", page)))


def _words(fields: Expected) -> list[str]:
    words = [fields["headline"], fields["source"], fields.get("copyrightNotice", "")]
    words += [person["name"] for person in (*fields["authors"], *fields["editors"])]
    words += [crumb["name"] for crumb in fields.get("breadcrumbs", [])]
    words += fields.get("keywords", [])
    for block in fields["blocks"]:
        words += [block["text"], block.get("caption") or "", block.get("credit") or ""]
    return [re.sub(r"\s", "", word) for word in words]


@pytest.mark.parametrize("generation", [1, 2])
def test_the_pages_show_all_that_is_expected(generation: int) -> None:
    site = Site(generation)
    for fields in expected(generation).values():
        shown = "".join(_shown(_text(site, url)) for url in fields["pageUrls"])
        assert [] == [word for word in _words(fields) if word not in shown]


def test_the_pages_show_the_blocks_in_order() -> None:
    site = Site()
    for fields in expected().values():
        shown = "".join(_shown(_text(site, url)) for url in fields["pageUrls"])
        at = shown.index(re.sub(r"\s", "", fields["headline"]))
        for block in fields["blocks"]:
            text = re.sub(r"\s", "", block["text"])
            at = shown.index(text, at) + len(text)


def test_the_time_on_the_page_is_the_time_expected() -> None:
    site = Site()
    for url, fields in expected().items():
        day, _, time = fields["datePublished"].removesuffix("+08:00").partition("T")
        year, month, mday = day.split("-")
        page = _text(site, url)
        if fields["template"] == "epaper":
            assert f"<p class=info>{day}" in page
            continue
        assert f"{day} {time}" in page or f"{year}年{month}月{mday}日 {time}" in page


def test_one_generation_has_all_other_addresses_of_an_article() -> None:
    site = Site()
    for fields in expected().values():
        for url in fields["alternateUrls"]:
            parts = urlsplit(url)
            assert 200 == site.answer(parts.netloc, parts.path).status


def test_https_changes_only_addresses_that_have_no_scheme_on_the_page() -> None:
    plain, secure = expected(), expected(scheme="https")
    for one, other in zip(plain.values(), secure.values(), strict=True):
        assert one["url"].replace("http:", "https:") == other["url"]
        assert one["id"] == other["id"]
        if one["template"] in {"enorth", "enorth-a", "county", "trs-first"}:
            assert one["images"] == other["images"]


def test_the_seed_like_article_has_headings_of_two_levels() -> None:
    fields = next(f for f in expected().values() if f["slug"] == "county-bookrooms")
    levels = [block["level"] for block in fields["blocks"] if block["type"] == "heading"]
    assert [1, 2] * 5 == levels
