"""Every command explains itself: an example in its help and a place in the reference."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import crawler.commands

NAMES = [
    module.name for module in pkgutil.iter_modules(crawler.commands.__path__)
    if hasattr(importlib.import_module(f"crawler.commands.{module.name}"), "Command")
]  # fmt: skip
PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "commands.md").read_text()


@pytest.mark.parametrize("name", NAMES)
def test_the_help_of_a_command_has_an_example(name):
    command = importlib.import_module(f"crawler.commands.{name}").Command()
    assert f"Example: scrapy {name}" in command.long_desc()
    assert command.short_desc()


@pytest.mark.parametrize("name", NAMES)
def test_the_reference_has_an_example_of_each_command(name):
    part = re.search(rf"^## {name}\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S)
    assert part, f"docs/reference/commands.md has no part on {name}"
    assert f"scrapy {name}" in part[1]
