"""A text file sorted by byte value, searched by the first bytes of a line without being loaded."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from crawler.archive.warc.source import FileSource

_WINDOW = 1 << 13
_LONGEST_LINE = 1 << 20


class SortedLines:
    """Lines of a file that is read at positions.

    :param source: the file.
    :param size: its length in bytes.
    """

    def __init__(self, source: FileSource, size: int) -> None:
        self._source = source
        self._size = size

    def beginning_with(self, prefix: bytes) -> Iterator[bytes]:
        """The lines that begin with ``prefix``, in order, without their line ends."""
        for line in self.since(prefix):
            if not line.startswith(prefix):
                return
            yield line

    def since(self, prefix: bytes) -> Iterator[bytes]:
        """The lines from the first that does not sort before ``prefix``, without line ends."""

        def reached(position: int) -> bool:
            line = next(self._from(self._line_start(position)), None)
            return line is None or line >= prefix

        first = bisect_left(range(self._size), 1, key=reached)
        yield from self._from(self._line_start(first))

    def _line_start(self, position: int) -> int:
        """Where the first line begins that begins at ``position`` or behind it."""
        if position == 0:
            return 0
        while position < self._size:
            window = self._source.read(position - 1, _WINDOW)
            end = window.find(b"\n")
            if end >= 0:
                return position + end
            position += max(len(window), 1)
        return self._size

    def _from(self, position: int) -> Iterator[bytes]:
        rest = b""
        while True:
            window = self._source.read(position, _WINDOW)
            position += len(window)
            *whole, rest = (rest + window).split(b"\n")
            yield from whole
            if not window:
                break
            if len(rest) > _LONGEST_LINE:
                raise ValueError(f"{self._source.name}: a line of more than {_LONGEST_LINE} bytes")
        if rest:
            yield rest
