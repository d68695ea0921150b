"""Puts the interop kit (``interop_*.py``) in reach of the tests beside it; what they share."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from interop_site import Archived, archived


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Archived:
    """The embedded site, crawled as a user crawls it, and the package made of that."""
    return archived(tmp_path_factory.mktemp("interop"))
