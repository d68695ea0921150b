"""Documentation that can fail: names that exist stand in the page that explains them."""

import inspect
import re
from pathlib import Path

import pytest

from crawler import errors
from crawler.errors import EXIT_CODES

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"


def test_every_error_is_drawn_in_the_tree_and_explained():
    classes = {
        name for name, value in vars(errors).items()
        if inspect.isclass(value) and issubclass(value, errors.ArchiverError)
    }  # fmt: skip
    drawn = set(re.findall(r"[─ ] ?([A-Z]\w+)", errors.__doc__)) | {"ArchiverError"}
    explained = set(re.findall(r"^\| `(\w+)`", (DOCS / "reference/errors.md").read_text(), re.M))
    assert classes == drawn & classes
    assert classes == explained


def test_every_exit_code_is_explained():
    page = (DOCS / "reference/exit-codes.md").read_text()
    explained = {int(code) for code in re.findall(r"^\| (\d) \|", page, re.M)}
    assert set(EXIT_CODES.values()) == explained


PAGES = sorted(str(page.relative_to(ROOT)) for page in [*DOCS.rglob("*.md"), ROOT / "README.md"])


@pytest.mark.parametrize("name", PAGES)
def test_links_between_pages_lead_somewhere(name):
    page = ROOT / name
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text()):
        assert (page.parent / target).exists(), target


def test_no_module_is_longer_than_400_lines():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in (ROOT / "crawler").rglob("*.py")
        if (lines := path.read_text().count("\n")) > 400
    }
    assert {} == long


def test_every_reason_that_the_code_gives_is_explained():
    page = (DOCS / "reference/reason-codes.md").read_text()
    explained = set(re.findall(r"`([a-z-]+)`", page))
    given = {
        found
        for path in (ROOT / "crawler").rglob("*.py")
        if "demo" not in path.relative_to(ROOT).parts
        for found in re.findall(r"(?:\bDecision\(|\breason ?= ?)\"([a-z-]+)\"", path.read_text())
    }
    assert {"stub-redirect", "related", "redirect"} <= given
    assert given - {"archive"} <= explained  # that one is an outcome of a run
