"""What ``import crawler`` offers, and what it loads for it."""

from __future__ import annotations

import subprocess
import sys

import pytest

import crawler

HEAVY = ("lxml", "scrapy", "twisted", "warcio", "tldextract", "tinycss2", "sqlite3")


def loaded(statement: str) -> set[str]:
    """Which of the heavy packages an interpreter has loaded after a statement."""
    program = f"{statement}; import sys; print(*{{*{HEAVY!r}}} & {{*sys.modules}})"
    run = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=60
    )
    return set(run.stdout.split())


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert set() == loaded("import crawler; crawler.__version__")


def test_reading_a_page_loads_no_framework() -> None:
    statement = (
        "from crawler import extract_page; extract_page(b'<p>x</p>', 'http://a.example.cn/')"
    )
    assert not {"scrapy", "twisted", "warcio", "sqlite3"} & loaded(statement)


def test_what_the_package_does_not_offer_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="riddle"):
        _ = crawler.riddle
    offered = ["captures", "exchanges", "extract_page", "open_record", "read_articles"]
    assert offered == crawler.__all__
