"""``scrapy replay`` as a user types it: what it prints, and that nothing of it is left running."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from demo_crawl import PROJECT, scrapy
from interop_tools import pywb
from sample_archive import build

pytestmark = [pytest.mark.interop, pytest.mark.timeout(900)]  # tools are installed on first use


@contextmanager
def replaying(root: Path) -> Iterator[tuple[subprocess.Popen[str], int, str]]:
    """The running command, its port, and what it printed."""
    pywb()
    command = [sys.executable, "-m", "scrapy", "replay", str(root), "--port", "0"]
    with subprocess.Popen(
        command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            lines = [process.stdout.readline()]
            port = int(re.findall(r"127\.0\.0\.1:([0-9]+)/", lines[0])[0])
            lines += [process.stdout.readline() for _ in range(4)]
            yield process, port, "".join(lines)
        finally:
            process.kill()


def is_open(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@pytest.fixture
def root(tmp_path: Path) -> Path:
    build(tmp_path / "sample")
    return tmp_path / "sample"


def test_it_prints_where_the_newest_article_is_and_shows_it(root: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    with replaying(root) as (process, port, said):
        address = re.findall(r"^    (http://\S+)$", said, re.M)[0]
        assert f"http://127.0.0.1:{port}/sample/20260318020001/" in address
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", address.partition(str(port))[2].replace("1/h", "1mp_/h", 1))
        answer = connection.getresponse()
        assert (200, True) == (answer.status, "博物馆的夜班讲解员" in answer.read().decode())
        connection.close()
        process.send_signal(signal.SIGINT)
        assert 0 == process.wait(30)
    assert before == {path: path.stat().st_mtime_ns for path in root.rglob("*")}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_and_leaves_nothing_running(root: Path, number: int) -> None:
    with replaying(root) as (process, port, _):
        assert is_open(port)
        process.send_signal(number)
        assert (0, "ended\n") == (process.wait(30), process.stderr and process.stderr.read())
        assert not is_open(port)


def test_pywb_ends_even_when_the_command_is_killed(root: Path) -> None:
    with replaying(root) as (process, port, _):
        process.kill()
        process.wait(30)
        for _ in range(100):
            if not is_open(port):
                break
            time.sleep(0.1)
        assert not is_open(port)


def test_wrong_arguments_exit_2_and_say_which(root: Path) -> None:
    none = scrapy("replay", "no-such")
    assert (2, True) == (none.returncode, "no-such: no collection" in none.stderr)
    pywb()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        busy = scrapy("replay", str(root), "--port", str(port))
    assert (2, True) == (busy.returncode, f"port {port} of 127.0.0.1" in busy.stderr)
    shutil.rmtree(root / "indexes")
    empty = scrapy("replay", str(root))
    assert (2, True) == (empty.returncode, "holds nothing yet" in empty.stderr)
