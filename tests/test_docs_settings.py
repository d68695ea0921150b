"""The page about settings, held against the settings themselves and against Scrapy's."""

import re
from pathlib import Path

import pytest
from scrapy.settings import default_settings

from crawler import addon, settings
from crawler.page.http1 import PASSING
from crawler.spiders import zjol

PAGE = Path(__file__).resolve().parents[1] / "docs/reference/settings.md"
LINES = [
    line for line in PAGE.read_text("utf-8").splitlines() if re.match(r"\| `[A-Z_]+` \|", line)
]
ROWS = [[cell.strip("` ") for cell in line[1:-1].split("|")] for line in LINES]
OURS = {row[0]: row[1] for row in ROWS if row[0].startswith("ARCHIVE_")}
SCRAPYS = {row[0]: (row[1], row[2]) for row in ROWS if not row[0].startswith("ARCHIVE_")}
ADDONS = {*addon.COMPONENTS, "DOWNLOAD_HANDLERS", "SCHEDULER"}
PLAIN = (bool, int, float, type(None))


def names(module):
    return {name for name in vars(module) if re.fullmatch(r"[A-Z][A-Z_]+", name)}


def test_every_setting_has_a_row_and_every_row_a_setting():
    everywhere = names(settings) | ADDONS | {*zjol.COMPONENTS, *zjol.DEFAULTS}
    assert everywhere - {"PASSING"} == set(OURS) | set(SCRAPYS)
    assert len(ROWS) == len(OURS) + len(SCRAPYS)
    assert sorted(PASSING) == settings.RETRY_HTTP_CODES


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_defaults_are_what_the_page_says(name):
    assert repr(getattr(settings, name)) == OURS[name]


@pytest.mark.parametrize("name", sorted(SCRAPYS))
def test_values_and_scrapy_s_defaults_are_what_the_page_says(name):
    ours, theirs = SCRAPYS[name]
    value = getattr(settings, name, zjol.DEFAULTS.get(name, {}))
    value = addon.SCHEDULER if name == "SCHEDULER" else value
    default = getattr(default_settings, name, None)
    if isinstance(value, (*PLAIN, list)):
        assert str(value) == ours
    if theirs and (isinstance(default, (*PLAIN, list)) or name in ("BOT_NAME", "LOG_LEVEL")):
        assert str(default) == theirs
