"""The archive extension with somebody watching who kills, or breaks the disk, at a named step."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from crawler.extensions import ArchiveExtension

BALLAST = "ballast"


class FaultyArchive(ArchiveExtension):
    """Settings: ``FAULT_STEP`` at which step (empty: at any), ``FAULT_AT`` at its how-many-th
    time, ``FAULT_DOES`` what (``kill``, ``fill`` the disk, ``limit`` files to the size they
    have), ``FAULT_LOG`` a file that gets the name of each step."""

    @classmethod
    def surroundings(cls, crawler):
        settings = crawler.settings
        step, at = settings.get("FAULT_STEP"), settings.getint("FAULT_AT")
        does = _DEEDS[settings.get("FAULT_DOES") or "kill"]
        root = Path(settings["ARCHIVE_ROOT"])
        log = settings.get("FAULT_LOG")
        seen = 0

        def watch(name: str) -> None:
            nonlocal seen
            if log:
                with Path(log).open("a") as file:
                    file.write(name + "\n")
            if not step or name == step:
                seen += 1
                if seen == at:
                    does(root)

        return replace(super().surroundings(crawler), step=watch)


def _kill(_: Path) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fill(root: Path) -> None:
    """Leave no room on the file system of a folder."""
    handle = os.open(root / BALLAST, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for size in (1 << 16, 1 << 12, 1):
        try:
            while True:
                os.write(handle, bytes(size))
        except OSError:
            continue
    os.close(handle)


def _limit(_: Path) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))


_DEEDS: dict[str, Callable[[Path], None]] = {"kill": _kill, "fill": fill, "limit": _limit}
