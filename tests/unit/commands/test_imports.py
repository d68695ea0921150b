"""Scrapy imports all commands whichever is typed: none of them may bring anything heavy."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import sys
import scrapy.cmdline
try:
    scrapy.cmdline.execute(["scrapy", *sys.argv[1:]])
except SystemExit as ended:
    assert not ended.code
print("\\n" + "\\n".join(sys.modules))
"""
HEAVY = "isal lxml pywb rich sqlite3 tinycss2 tldextract trustme warcio zstandard multiprocessing"
DECLARATIONS = "settings page page.http1 errors console commands"
COMMANDS = "crawl demo status history explain reextract replay audit pack withdraw golden"


def loaded(*arguments: str, folder: Path) -> set[str]:
    environment = {name: v for name, v in os.environ.items() if name != "SCRAPY_SETTINGS_MODULE"}
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=folder, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert not ended.returncode, ended.stderr
    return set(ended.stdout.rpartition("\n\n")[2].split())


@pytest.fixture(scope="module")
def without_project(tmp_path_factory) -> set[str]:
    return loaded("-h", folder=tmp_path_factory.mktemp("empty"))


@pytest.mark.parametrize("arguments", [["-h"], ["audit", "--help"], ["crawl", "--help"]])
def test_help_loads_what_scrapy_loads_and_declarations(without_project, arguments):
    more = loaded(*arguments, folder=Path(__file__).parents[3]) - without_project
    ours = {name for name in more if name.partition(".")[0] == "crawler"}
    declared = {f"crawler.{name}" for name in DECLARATIONS.split()}
    declared |= {f"crawler.commands.{name}" for name in COMMANDS.split()}
    assert {"crawler"} | declared == ours
    assert not set(HEAVY.split()) & {name.partition(".")[0] for name in more}
