"""Room on the disk: how much is left, and whether that is enough to go on writing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """The room on one file system for whoever is not root."""

    path: Path
    """A folder on it; may not exist yet."""
    least: int
    """Bytes that shall stay free; 0 for no such demand."""

    def free(self) -> int:
        """Bytes that may still be written.

        :raises OSError: the file system does not say.
        """
        folder = self.path.absolute()
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        state = os.statvfs(folder)
        return state.f_bavail * state.f_frsize

    def short(self) -> str | None:
        """One line for people when there is too little room, None when there is enough.

        :raises OSError: the file system does not say.
        """
        if not self.least:
            return None
        free = self.free()
        if free >= self.least:
            return None
        return f"{free:,} bytes are free for {self.path}, ARCHIVE_MIN_FREE_BYTES is {self.least:,}"
