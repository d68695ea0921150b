from __future__ import annotations

import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_people_are_told_where_it_is_and_how_to_look() -> None:
    command = [sys.executable, "-m", "crawler.demo", "--generation", "2", "--without", "robots"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        guide = ""
        while "Ctrl-C" not in guide:
            line = process.stdout.readline()
            assert line
            guide += line
        found = re.search(r"ARCHIVE_CONNECT_TO=:80:127\.0\.0\.1:(\d+),:443:", guide)
        assert found
        request = urllib.request.Request(
            f"http://127.0.0.1:{found[1]}/", headers={"Host": "zjnews.zjol.com.cn"}
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            assert "湖心村" in answer.read().decode()
        process.send_signal(signal.SIGINT)
    assert 0 == process.returncode


def test_an_unknown_trap_is_refused() -> None:
    command = [sys.executable, "-m", "crawler.demo", "--without", "nonsense"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert 2 == done.returncode
    assert "no such trap: nonsense" in done.stderr
