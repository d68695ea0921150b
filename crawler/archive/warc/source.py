"""Reading files at positions, and the frame of a record: where its block begins and ends."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Self

from crawler.errors import CorruptRecord

_LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*([0-9]{1,15})[ \t]*\r?$", re.I | re.M)
_VERSION = re.compile(rb"WARC/(?:1\.[01]|0\.1[78])[ \t]*\r?\n")


class FileSource:
    """A file on disk, or a stretch of one, read at positions.

    :param name: what messages call it; the name of the file when it is left out.
    :param start: where in the file the stretch begins.
    :param size: bytes of the stretch; None for all to the end of the file, also of a growing one.
    """

    def __init__(
        self, path: Path, *, name: str | None = None, start: int = 0, size: int | None = None
    ) -> None:
        self.name = path.name if name is None else name
        self.size = sys.maxsize - start if size is None else size
        self._start = start
        self._handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)

    def read(self, offset: int, length: int) -> bytes:
        """Up to ``length`` bytes from ``offset``; fewer only at the end of the stretch."""
        length, at = max(min(length, self.size - offset), 0), self._start + offset
        data = os.pread(self._handle, length, at)
        while data and len(data) < length:
            more = os.pread(self._handle, length - len(data), at + len(data))
            if not more:
                break
            data += more
        return data

    def close(self) -> None:
        """Close the file."""
        os.close(self._handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def header_end(data: bytes) -> int:
    """Length of a record header with its empty line, -1 when ``data`` holds no end of it."""
    end = data.find(b"\r\n\r\n")
    if end >= 0:
        return end + 4
    # Quirk: hand-made files end lines in a bare LF.
    end = data.find(b"\n\n")
    return end + 2 if end >= 0 else -1


def content_length(name: str, offset: int, data: bytes) -> tuple[int, int]:
    """Where the block of a record begins, and its ``Content-Length`` (WARC 1.1 section 5.3).

    :param data: the record from its first byte.
    :raises CorruptRecord: when it is no WARC record or has not exactly one length.
    """
    if _VERSION.match(data) is None:
        raise CorruptRecord(name, offset, f"no WARC version line but {data[:40]!r}")
    start = header_end(data)
    if start < 0:
        raise CorruptRecord(name, offset, "the record header has no end")
    lengths = _LENGTH.findall(data, 0, start)
    if len(lengths) != 1:
        raise CorruptRecord(name, offset, f"{len(lengths)} readable Content-Length fields")
    return start, int(lengths[0])
