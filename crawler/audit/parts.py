"""The files an audit reads: whole ones on disk, and stored members of a ZIP, read alike."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.archive.warc.source import FileSource

_BLOCK = 1 << 20
_LARGEST_LINE = 64 << 20
_LARGEST_JSON = 256 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A run of bytes in a file on disk."""

    name: str
    """Path below what is audited, with slashes."""
    path: Path
    """File that holds the bytes."""
    base: int = 0
    """Where in it they begin."""
    size: int
    """How many there are."""
    crc: int | None = None
    """CRC-32 that the ZIP states of them, None on disk."""

    @property
    def basename(self) -> str:
        """The last step of the name."""
        return self.name.rpartition("/")[2]

    def open(self) -> io.BufferedReader:
        """The bytes as a stream; the caller closes it."""
        return io.BufferedReader(_Raw(self), _BLOCK)

    def lines(self, start: int = 0, stop: int | None = None) -> Iterator[tuple[int, bytes]]:
        """Offset and bytes, line feed included, of the lines that begin from ``start`` to ``stop``.

        A line longer than 64 MiB comes in pieces, which no record is.
        """
        with self.open() as stream:
            offset = start
            if start:
                stream.seek(start - 1)
                offset = start - 1 + len(stream.readline())
            while offset < (self.size if stop is None else stop):
                line = stream.readline(_LARGEST_LINE)
                if not line:
                    return
                yield offset, line
                offset += len(line)

    def json(self) -> dict[str, Any] | None:
        """The JSON object that the bytes are; None when they are none."""
        with self.open() as stream:
            return json_object(stream.read(_LARGEST_JSON))


def json_object(data: bytes) -> dict[str, Any] | None:
    """The JSON object that bytes are; None when they are none."""
    try:
        body = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


class Section(FileSource):
    """A part read at positions, a block ahead."""

    def __init__(self, part: Part) -> None:
        super().__init__(part.path, name=part.name, start=part.base, size=part.size)
        self._block, self._block_at = b"", 0
        self.reached = 0
        """End of what was last read."""
        self.patience = 4 * part.size + (64 << 20)
        """Bytes that may still be read in vain, behind damage: bounds what hostile files cost."""

    def read(self, offset: int, length: int) -> bytes:
        """Up to ``length`` bytes from ``offset``; fewer only at the end of the part."""
        self.reached = offset + length
        at = offset - self._block_at
        if at < 0 or at + length > len(self._block):
            self._block, self._block_at = super().read(offset, max(length, _BLOCK)), offset
            at = 0
        return self._block[at : at + length]


class _Raw(io.RawIOBase):
    """A part read from wherever the stream stands."""

    def __init__(self, part: Part) -> None:
        self._source = FileSource(part.path, start=part.base, size=part.size)
        self._size = part.size
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._position = (0, self._position, self._size)[whence] + offset
        return self._position

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        data = self._source.read(self._position, len(view))
        view[: len(data)] = data
        self._position += len(data)
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()
