from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from crawler.demo.numbers import BEIJING, ENORTH, TRS, number


@pytest.mark.parametrize("points", [ENORTH, TRS])
def test_numbers_rise_with_time(points: tuple[tuple[datetime, int], ...]) -> None:
    first, last = points[0][0], points[-1][0]
    days = [first + timedelta(days=n) for n in range((last - first).days)]
    numbers = [number(points, day) for day in days]
    assert numbers == sorted(set(numbers))


def test_a_fixed_point_has_its_own_number() -> None:
    assert TRS[2][1] == number(TRS, TRS[2][0])


def test_there_is_no_number_before_the_system() -> None:
    with pytest.raises(ValueError, match="no numbers"):
        number(TRS, datetime(2010, 1, 1, tzinfo=BEIJING))
