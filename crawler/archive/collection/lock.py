"""One writer a collection: an advisory lock that the kernel frees when its holder dies."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path

from crawler.errors import CollectionLocked


class Lock:
    """Held from construction to ``release``.

    :param path: the lock file; it stays, only the lock on it matters.
    :raises CollectionLocked: when another process holds it; the message names that process.
    """

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(self._handle, 32, 0).decode("ascii", "replace").strip()
            os.close(self._handle)
            raise CollectionLocked(
                f"{path.parent}: another run holds the lock (process {holder or 'unknown'})"
            ) from error
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, f"{os.getpid()}\n".encode("ascii"), 0)

    def release(self) -> None:
        """Let another run have the collection."""
        self.clear()
        os.close(self._handle)

    def clear(self) -> None:
        """Take this process's name off the lock, which is still held: it is about to exit."""
        with suppress(OSError):  # the name is for people only
            os.ftruncate(self._handle, 0)


def is_locked(path: Path) -> bool:
    """Whether another process holds the lock; the lock file is not made or written to."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False
