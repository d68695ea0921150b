"""Puts the fault kit (``fault_*.py``) in reach of the tests beside it, and serves the site."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from crawler.demo import serve

pytest.register_assert_rewrite("fault_campaign")

from fault_campaign import Target
from fault_disk import may_mount
from fault_nursery import Nursery


@pytest.fixture(scope="session")
def nursery():
    with Nursery() as nursery:
        yield nursery


@pytest.fixture(scope="session")
def tracked():
    """A nursery whose children note what they sync."""
    with Nursery("--tracked") as nursery:
        yield nursery


@pytest.fixture(scope="session")
def target(nursery, tmp_path_factory):
    with serve() as served:
        yield Target(served, nursery, tmp_path_factory.mktemp("undisturbed"))


@pytest.fixture(scope="session")
def mounting(tmp_path_factory):
    """Whether small file systems can be had here; else limits on file sizes take their place."""
    return may_mount(tmp_path_factory.mktemp("mount"))


def pytest_collection_modifyitems(items):
    """Deaths, full disks and power cuts have a target of their own, for they take minutes."""
    for item in items:
        if item.path.parent == Path(__file__).parent and item.path.name in _CAMPAIGNS:
            item.add_marker("faults")
            item.add_marker(pytest.mark.timeout(900))  # others may need the processor more


_CAMPAIGNS = {"test_kills.py", "test_power_cut.py", "test_signals.py", "test_failing_disk.py"}
