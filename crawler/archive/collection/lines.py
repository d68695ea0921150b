"""JSON Lines appended durably, a file a day; a torn tail is cut back to what was committed."""

from __future__ import annotations

import os
from pathlib import Path

from crawler.archive.collection.layout import sync_directory


class DayFiles:
    """Lines appended to ``<folder>/<day>.jsonl``.

    Nothing counts until ``sync`` has returned and the caller has committed ``sizes``.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, int] = {}
        self._sizes: dict[str, int] = {}
        self._dirty: set[str] = set()

    def append(self, day: str, line: bytes) -> None:
        """Add one line (with its line feed) to the file of a day (``YYYY-MM-DD``, UTC)."""
        handle = self._open.get(day)
        if handle is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            path = self._folder / f"{day}.jsonl"
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
            self._open[day] = handle
            self._sizes[day] = os.fstat(handle).st_size
            sync_directory(self._folder)
        view = memoryview(line)
        while view:
            view = view[os.write(handle, view) :]
        self._sizes[day] += len(line)
        self._dirty.add(day)

    def sync(self) -> dict[str, int]:
        """Make the appended lines durable.

        :returns: the size of each file that grew since the last call, by its day.
        """
        grown = {}
        for day in sorted(self._dirty):
            os.fdatasync(self._open[day])
            grown[day] = self._sizes[day]
        self._dirty.clear()
        return grown

    def close(self) -> None:
        """Close the files."""
        for handle in self._open.values():
            os.close(handle)
        self._open.clear()


def cut(path: Path, committed: int) -> int:
    """Cut a file back to its committed length.

    Lines are derived from the archive, so what is cut is read again, not lost.

    :returns: how many bytes went; 0 when the file is no longer than that.
    """
    size = path.stat().st_size
    if size <= committed:
        return 0
    with path.open("r+b") as file:
        file.truncate(committed)
        os.fsync(file.fileno())
    return size - committed
