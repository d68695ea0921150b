"""The files an audit reads: whole ones on disk, and stored members of a ZIP, read alike."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

_BLOCK = 1 << 20


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


class Section:
    """A part read at positions, a block ahead: an open file, given back by ``close``."""

    def __init__(self, part: Part) -> None:
        self.name = part.name
        self.size = part.size
        self._base = part.base
        self._handle = os.open(part.path, os.O_RDONLY | os.O_CLOEXEC)
        self._start = 0
        self._block = b""
        self.reached = 0
        """End of what was last read."""
        self.patience = 4 * part.size + (64 << 20)
        """Bytes that may still be read in vain, behind damage: bounds what hostile files cost."""

    def read(self, offset: int, length: int) -> bytes:
        """Up to ``length`` bytes from ``offset``; fewer only at the end of the part."""
        at = offset - self._start
        self.reached = offset + length
        if at >= 0 and at + length <= len(self._block):
            return self._block[at : at + length]
        wanted = max(min(max(length, _BLOCK), self.size - offset), 0)
        block = os.pread(self._handle, wanted, self._base + offset)
        while block and len(block) < wanted:
            more = os.pread(self._handle, wanted - len(block), self._base + offset + len(block))
            if not more:
                break
            block += more
        self._start, self._block = offset, block
        return self._block[:length]

    def close(self) -> None:
        """Give the file back."""
        os.close(self._handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()


class _Raw(io.RawIOBase):
    def __init__(self, part: Part) -> None:
        self._section = Section(part)
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = (0, self._position, self._section.size)[whence]
        self._position = start + offset
        return self._position

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        data = self._section.read(self._position, len(view))
        view[: len(data)] = data
        self._position += len(data)
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._section.close()
        super().close()
