"""Names of WARC files (WARC 1.1 annex C), and the ``.open`` suffix while one is written."""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path

from crawler.archive.warc.members import Member
from crawler.errors import CaptureNotWritten

OPEN = ".open"
"""Suffix of a file that is still being written, or whose writer died."""

_UNFIT = re.compile(r"[^A-Za-z0-9._-]+")


def file_name(prefix: str, instant: datetime, *, serial: int, hostname: str) -> str:
    """``PREFIX-YYYYMMDDhhmmssmmm-SERIAL-HOST.warc.gz``, time in UTC, serial of five digits.

    Characters that file systems or URLs treat specially become ``_``.
    """
    stamp = instant.strftime("%Y%m%d%H%M%S") + f"{instant.microsecond // 1000:03d}"
    return f"{_fit(prefix)}-{stamp}-{serial:05d}-{_fit(hostname)}.warc.gz"


def _fit(text: str) -> str:
    return _UNFIT.sub("_", text) or "_"


def locate(directory: Path, filename: str) -> Path:
    """Where a file named in a capture lies now: under its name, or still ``.open``."""
    sealed = directory / filename
    return sealed if sealed.exists() else directory / (filename + OPEN)


def seal(path: Path) -> Path:
    """Give a finished ``.open`` file its name, durably. Its content must be whole.

    :returns: the final path.
    :raises CaptureNotWritten: when it cannot be renamed or the name is taken.
    """
    final = path.with_name(path.name.removesuffix(OPEN))
    if final.exists():
        raise CaptureNotWritten(f"{final.name} exists already; {path.name} stays as it is")
    try:
        with path.open("rb") as file:
            os.fsync(file.fileno())
        path.rename(final)
        sync_directory(path.parent)
    except OSError as error:
        raise CaptureNotWritten(f"{path.name} cannot be sealed: {error}") from error
    return final


def sync_directory(path: Path) -> None:
    """Make created and renamed names in a directory survive a power cut."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def is_warcinfo(member: Member) -> bool:
    """Whether a member holds a warcinfo record."""
    head = member.start.partition(b"\r\n\r\n")[0].lower()
    return b"\r\nwarc-type: warcinfo" in head
