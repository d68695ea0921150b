"""Seeds: where a crawl begins."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from crawler.errors import ConfigurationError
from crawler.sites import LISTINGS, classify, seeds

REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "scope.md"
HUZHOU = "https://zjnews.zjol.com.cn/zjnews/huzhounews/"


def test_every_seed_is_an_admitted_listing_and_is_named_once() -> None:
    assert {True} == {classify(url).kind in LISTINGS for url in seeds.SEEDS}
    assert len(seeds.SEEDS) == len({classify(url).key for url in seeds.SEEDS})


def test_a_column_is_named_by_host_and_folder() -> None:
    assert HUZHOU == seeds.COLUMNS["zjnews/huzhounews"]
    assert "https://zjnews.zjol.com.cn/zjxc/" == seeds.COLUMNS["zjnews/zjxc"]
    assert "https://china.zjol.com.cn/gnxw/" == seeds.COLUMNS["china/gnxw"]
    assert "http://dqnews.zjol.com.cn/dqnews/ssdq/stly/" == seeds.COLUMNS["dqnews/ssdq/stly"]


def test_columns_are_selected_in_the_order_named_by_short_or_full_name() -> None:
    expected = ("https://china.zjol.com.cn/gnxw/", HUZHOU)

    assert expected == seeds.select("china/gnxw, zjnews/huzhounews,zjnews/zjnews/huzhounews/")


@pytest.mark.parametrize("names", ["zjnews/huzhou", "nowhere", "", " , "])
def test_an_unknown_column_is_refused(names: str) -> None:
    with pytest.raises(ConfigurationError):
        seeds.select(names)


def test_a_column_that_is_nearly_right_is_guessed() -> None:
    with pytest.raises(ConfigurationError, match="did you mean zjnews/huzhounews"):
        seeds.select("zjnews/huzhounew")


def test_a_file_of_seeds_is_read_line_by_line() -> None:
    text = (
        "\ufeff# addresses\r\n\r\nhttps://zjnews.zjol.com.cn/zjxc/  # a column\r\n"
        "HTTP://china.zjol.com.cn/湖/#top\nhttps://zjnews.zjol.com.cn/zjxc/\n"
    )

    expected = ("https://zjnews.zjol.com.cn/zjxc/", "http://china.zjol.com.cn/%E6%B9%96/")
    assert expected == seeds.parse_seeds(text)


@pytest.mark.parametrize("line", ["zjol.com.cn", "ftp://zjol.com.cn/", "http://a b/", "/path"])
def test_a_line_that_is_no_address_is_refused_by_its_number(line: str) -> None:
    with pytest.raises(ConfigurationError, match="line 2"):
        seeds.parse_seeds(f"https://zjnews.zjol.com.cn/\n{line}\n")


def test_the_reference_lists_the_built_in_columns() -> None:
    rows = dict(re.findall(r"^\| `([\w/]+)` \| <(.+)> \|$", REFERENCE.read_text("utf-8"), re.M))

    assert dict(seeds.COLUMNS) == rows
