"""Document numbers that a content management system would have given out on a certain day.

Both systems number everything they make in one rising sequence, so a number tells its day. The
fixed points below are rough values for a few days; between them the count is a straight line.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from itertools import pairwise

BEIJING = timezone(timedelta(hours=8), "UTC+08:00")


def _at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=BEIJING)


ENORTH = (
    (_at(2010, 1, 1), 16_200_000), (_at(2013, 1, 1), 19_050_000), (_at(2015, 1, 1), 20_440_000),
    (_at(2017, 1, 1), 21_410_000), (_at(2021, 4, 1), 32_980_000), (_at(2027, 1, 1), 35_900_000),
)  # fmt: skip
TRS = (
    (_at(2016, 1, 1), 160_000), (_at(2017, 1, 1), 2_400_000), (_at(2019, 7, 1), 10_480_000),
    (_at(2021, 11, 1), 23_000_000), (_at(2024, 12, 1), 30_680_000), (_at(2027, 1, 1), 32_110_000),
)  # fmt: skip


def number(points: tuple[tuple[datetime, int], ...], made_at: datetime) -> int:
    """The document number of something made at an instant.

    :param points: rising fixed points, :data:`ENORTH` or :data:`TRS`.
    :param made_at: aware; within the fixed points.
    :raises ValueError: when the instant lies outside of them.
    """
    second = timedelta(seconds=1)
    for (begin, low), (end, high) in pairwise(points):
        if begin <= made_at < end:
            return low + (high - low) * ((made_at - begin) // second) // ((end - begin) // second)
    raise ValueError(f"no numbers are known for {made_at}")
