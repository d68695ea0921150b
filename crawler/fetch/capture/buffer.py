"""How many bytes of unfinished answers are in memory: beyond a limit, one download at a time."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

LIMIT = 32 * 1024 * 1024
"""Bytes of all unfinished answers together, beyond which connections wait their turn."""


class Buffer:
    """Counts bytes that arrived and are not in the archive yet, and stops reading in time.

    Above the limit only one download goes on, so that some always ends; the others' connections
    are not read, and TCP tells their servers to wait. Their timeouts run on. In memory are at
    most the limit, one whole answer, and what each connection read at once.

    :param limit: bytes.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._held: dict[Hashable, int] = {}
        self._waiting: dict[Hashable, Any] = {}
        self._foremost: Hashable | None = None
        self.used = 0
        """Bytes of all downloads that have not left."""

    def took(self, download: Hashable, size: int, transport: Any) -> None:
        """So many bytes more have arrived.

        :param transport: the ``IPushProducer`` they came from.
        """
        self.used += size
        self._held[download] = self._held.get(download, 0) + size
        if self.used <= self._limit or self._foremost is download:
            return
        if self._foremost is None:
            self._foremost = download
        else:
            self._waiting[download] = transport
            transport.pauseProducing()

    def leave(self, download: Hashable) -> None:
        """The download is over and what it brought is in the archive, or given up."""
        self.used -= self._held.pop(download, 0)
        self._waiting.pop(download, None)
        if self._foremost is download:
            self._foremost = None
        while self._waiting and (self.used <= self._limit or self._foremost is None):
            following = next(iter(self._waiting))
            transport = self._waiting.pop(following)
            if self.used > self._limit:
                self._foremost = following
            transport.resumeProducing()
