"""A small file system of one's own, where the machine lets us have one."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fault_extension import BALLAST, fill


class SmallDisk:
    """A folder on a file system of a known size."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self) -> None:
        """Leave no room."""
        fill(self.folder)

    def free(self) -> None:
        """Make room again, more than a crawl needs."""
        (self.folder / BALLAST).unlink(missing_ok=True)
        _mount("-o", "remount,size=64m", str(self.folder))

    def write_protect(self) -> None:
        """Let nobody write, not even root."""
        _mount("-o", "remount,ro", str(self.folder))


@contextmanager
def small_disk(folder: Path, kibibytes: int) -> Iterator[SmallDisk]:
    """A tmpfs of a size, unmounted at the end.

    :raises PermissionError: this machine does not let us mount; see ``may_mount``.
    """
    folder.mkdir(parents=True)
    if not _mount("-t", "tmpfs", "-o", f"size={kibibytes}k", "tmpfs", str(folder)):
        raise PermissionError("mount")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def may_mount(folder: Path) -> bool:
    """May this process mount file systems?"""
    try:
        with small_disk(folder / "trial", 64):
            return True
    except PermissionError:
        return False
    finally:
        shutil.rmtree(folder / "trial", ignore_errors=True)


def _mount(*arguments: str) -> bool:
    program = shutil.which("mount")
    if program is None:
        return False
    done = subprocess.run([program, *arguments], capture_output=True, check=False)
    return done.returncode == 0
