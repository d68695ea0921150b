"""A signal while ``scrapy crawl`` starts ends it, whatever it meets."""

import subprocess
import sys

import pytest

MEETING = {
    "a finalizer": """
class Dying:
    def __del__(self):
        signal.raise_signal(number)
Dying()
""",
    "a message half written": """
class Saying(io.RawIOBase):
    def writable(self):
        return True
    def write(self, data):
        signal.raise_signal(number)
        return len(data)
sys.stderr = io.TextIOWrapper(io.BufferedWriter(Saying()), line_buffering=True)
print("loading", file=sys.stderr)
""",
    "nothing": "signal.raise_signal(number)",
}

PROGRAM = """
import argparse, io, signal, sys
from crawler.commands.crawl import Command
from scrapy.utils.project import get_project_settings
number = signal.{name}
command = Command()
command.settings = get_project_settings()
parser = argparse.ArgumentParser(conflict_handler="resolve")
command.add_options(parser)
command.process_options(["zjol"], parser.parse_args([]))
{meeting}
print("went on")
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize("met", MEETING)
def test_5_a_signal_before_the_start_is_never_lost(name, met):
    program = PROGRAM.format(name=name, meeting=MEETING[met])
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (5, "") == (ended.returncode, ended.stdout), ended.stderr
    line = "scrapy crawl: interrupted: stopped before anything was started (exit 5)\n"
    assert line == ended.stderr
