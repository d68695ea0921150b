"""The disk guard with a disk whose room is told by the test, and little patience."""

from __future__ import annotations

from crawler.extensions.disk_space import DiskSpaceExtension, Space


class _Told(Space):
    """``FAULT_ROOM``: what is free at each look, the last one for ever."""

    __slots__ = ()
    looks: list[int] = []  # noqa: RUF012

    def free(self) -> int:
        return self.looks.pop(0) if len(self.looks) > 1 else self.looks[0]


class HastyDiskSpace(DiskSpaceExtension):
    """Looks every twentieth of a second, five times."""

    seconds = 0.05
    patience = 5

    @classmethod
    def from_crawler(cls, crawler):
        guard = super().from_crawler(crawler)
        _Told.looks = [int(one) for one in crawler.settings["FAULT_ROOM"].split(",")]
        guard._space = _Told(path=guard._space.path, least=guard._space.least)
        return guard
