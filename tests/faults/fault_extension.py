"""The archive extension with somebody watching who kills, or breaks the disk, at a named step.

What happens at a step happens there however slow the machine is; a number of seconds after the
start is early or late as others use the processor.
"""

from __future__ import annotations

import os
import resource
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from crawler.extensions.archive import ArchiveExtension

BALLAST = "ballast"


class FaultyArchive(ArchiveExtension):
    """Settings: ``FAULT_STEP`` at which step (empty: at any), ``FAULT_AT`` at its how-many-th
    time, ``FAULT_DELAY`` how many seconds after it, ``FAULT_DOES`` what (``kill``, ``fill`` the
    disk, ``limit`` files to the size they have, or the name of a signal), ``FAULT_AGAIN`` how
    many seconds later once more; ``FAULT_CLOCK`` the time at which the run begins, in seconds
    since 1970; ``FAULT_LOG`` a file that the log goes into in place of its own."""

    @classmethod
    def surroundings(cls, crawler):
        settings = crawler.settings
        step, at = settings.get("FAULT_STEP"), settings.getint("FAULT_AT")
        does = partial(_deed(settings.get("FAULT_DOES")), Path(settings["ARCHIVE_ROOT"]))
        delays = [settings.getfloat("FAULT_DELAY")]
        if settings.get("FAULT_AGAIN") is not None:
            delays.append(delays[0] + settings.getfloat("FAULT_AGAIN"))
        seen = 0

        def watch(name: str) -> None:
            nonlocal seen
            if not step or name == step:
                seen += 1
                if seen == at:
                    for delay in delays:
                        _later(delay, does)

        around = replace(super().surroundings(crawler), step=watch)
        clock, started = settings.getfloat("FAULT_CLOCK"), time.monotonic()
        if not clock:
            return around

        def now() -> datetime:
            return datetime.fromtimestamp(clock + time.monotonic() - started, UTC)

        return replace(around, now=now)

    def _keep_log(self):
        super()._keep_log()
        other = self._crawler.settings.get("FAULT_LOG")
        if other:
            self._log.setStream(open(other, "w"))  # noqa: SIM115 it is the log's to close


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


def _deed(name: str | None) -> Callable[[Path], None]:
    if name is not None and name.startswith("SIG"):
        return lambda _: os.kill(os.getpid(), signal.Signals[name])
    return _DEEDS[name or "kill"]


def _later(seconds: float, does: Callable[[], None]) -> None:
    """At once where the step was taken, or wherever the run has got to by then."""
    if not seconds:
        does()
        return
    timer = threading.Timer(seconds, does)
    timer.daemon = True
    timer.start()
