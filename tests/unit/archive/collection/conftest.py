"""The collection of a test, in a temporary folder."""

import pytest

from collection_scene import Scene


@pytest.fixture
def scene(tmp_path):
    return Scene(tmp_path / "zjol")
