"""The commands in docs/how-to/publish-wacz.md, run on the sample: each says what the page says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "how-to" / "publish-wacz.md"


def steps() -> list[tuple[str, list[str]]]:
    """Commands, and the lines that they print; ``…`` stands for anything."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"```console\n(.*?)```", PAGE.read_text("utf-8"), re.S):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return found


def test_every_command_of_the_page_says_what_the_page_says(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "archives" / "sample", tmp_path / "archives" / "sample")
    bin_folder = Path(sys.executable).parent
    environment = {
        **os.environ,
        "SCRAPY_SETTINGS_MODULE": "crawler.settings",
        "PYTHONPATH": str(ROOT),
        "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
    }
    commands = steps()
    assert len(commands) > 4
    for command, expected in commands:
        done = subprocess.run(
            command, shell=True, cwd=tmp_path, env=environment, capture_output=True,
            text=True, timeout=120, check=False,
        )  # fmt: skip
        assert (0, command) == (done.returncode, command), done.stderr
        pattern = "\n".join(re.escape(line).replace("…", ".*") for line in expected)
        assert re.fullmatch(pattern, done.stdout.rstrip("\n")), (command, done.stdout)
