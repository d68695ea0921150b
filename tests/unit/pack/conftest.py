"""A collection of three days in a temporary folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from sample_archive import build


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, made anew: nobody may change it."""
    root = tmp_path_factory.mktemp("pack") / "sample"
    build(root)
    return root
