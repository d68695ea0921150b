import pytest

from crawler.errors import ConfigurationError
from crawler.replay import Environment


def test_an_environment_is_made_once(tmp_path):
    lock = tmp_path / "nothing.lock"
    lock.write_text("# nothing is needed\n")
    told = []
    environment = Environment(tmp_path / "venv", requirements=lock)
    environment.prepare(told.append)
    environment.prepare(told.append)
    assert (True, True, 1) == (environment.ready, environment.python.exists(), len(told))


def test_a_changed_lock_file_makes_it_stale(tmp_path):
    lock = tmp_path / "nothing.lock"
    lock.write_text("# nothing is needed\n")
    environment = Environment(tmp_path / "venv", requirements=lock)
    environment.prepare(lambda _: None)
    lock.write_text("# nothing is needed yet\n")
    assert not environment.ready


def test_a_moved_environment_is_stale(tmp_path):
    lock = tmp_path / "nothing.lock"
    lock.write_text("# nothing is needed\n")
    Environment(tmp_path / "venv", requirements=lock).prepare(lambda _: None)
    (tmp_path / "venv").rename(tmp_path / "moved")
    assert not Environment(tmp_path / "moved", requirements=lock).ready


def test_what_pip_says_is_passed_on_when_it_fails(tmp_path):
    lock = tmp_path / "wrong.lock"
    lock.write_text("./no-such-package\n")
    environment = Environment(tmp_path / "venv", requirements=lock)
    with pytest.raises(ConfigurationError, match="no-such-package"):
        environment.prepare(lambda _: None)
    assert not environment.ready
