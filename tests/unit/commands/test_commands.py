"""Every command explains itself: an example in its help and a place in the reference."""

import argparse
import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from scrapy.utils.project import get_project_settings

import crawler.commands
from crawler.replay import Replay

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


def test_the_default_port_of_replay_is_the_port_of_the_addresses_that_history_prints():
    parser = argparse.ArgumentParser(conflict_handler="resolve")
    command = importlib.import_module("crawler.commands.replay").Command()
    command.settings = get_project_settings()
    command.add_options(parser)
    assert Replay(collection="zjol").port == parser.parse_args([]).port
