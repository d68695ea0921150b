import json
import shutil
import socket

import pytest

from crawler.archive.collection.layout import Layout
from crawler.errors import ConfigurationError
from crawler.replay import Environment, serve
from crawler.replay.server import configure


@pytest.fixture
def layout(tmp_path):
    layout = Layout(tmp_path / "zjol")
    layout.create()
    layout.index.write_bytes(b"")
    return layout


def served(layout, tmp_path, *, port=0):
    with serve(layout, Environment(tmp_path / "none"), port=port) as (replay, _):
        return replay


def test_a_folder_without_an_index_is_no_collection(tmp_path):
    with pytest.raises(ConfigurationError, match="no collection"):
        served(Layout(tmp_path), tmp_path)


def test_a_port_that_is_taken_is_named(layout, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError, match=f"port {port} of 127.0.0.1"):
            served(layout, tmp_path, port=port)


def test_a_port_that_does_not_exist_is_a_wrong_argument(layout, tmp_path):
    with pytest.raises(ConfigurationError, match="port 70000"):
        served(layout, tmp_path, port=70000)


def test_what_a_program_says_that_does_not_start_is_passed_on(layout, tmp_path):
    folder = tmp_path / "venv" / "bin"
    folder.mkdir(parents=True)
    script = folder / "python"
    script.write_text("#!/bin/sh\necho out of order\n")
    script.chmod(0o755)
    environment = Environment(tmp_path / "venv")
    with (
        pytest.raises(ConfigurationError, match="out of order"),
        serve(layout, environment, port=0),
    ):
        pass


def test_only_the_collection_is_served_and_nothing_is_copied(layout, tmp_path):
    shutil.copytree(layout.root, tmp_path / "other")
    work = tmp_path / "work"
    work.mkdir()
    configure(layout, name="zjol", work=work)
    told = json.loads((work / "config.yaml").read_bytes())
    served = work / told["collections_root"]
    assert [served / "zjol"] == list(served.iterdir())
    assert layout.root == (served / "zjol").readlink()
