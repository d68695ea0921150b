from datetime import UTC, datetime

import pytest

from crawler.fetch.politeness.backoff import LONGEST, full_jitter, retry_after

NOW = datetime(2026, 11, 23, 2, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (b"120", 120.0),
        (b" 0 ", 0.0),
        (b"86400", LONGEST),
        (b"9" * 5000, LONGEST),
        (b"Mon, 23 Nov 2026 02:01:30 GMT", 90.0),
        (b"Monday, 23-Nov-26 02:01:30 GMT", 90.0),
        (b"Mon Nov 23 02:01:30 2026", 90.0),
        (b"Mon, 23 Nov 2026 10:01:30 +0800", 90.0),
        (b"Mon, 23 Nov 2026 01:00:00 GMT", 0.0),
        (b"Tue, 24 Nov 2026 02:00:00 GMT", LONGEST),
    ],
)
def test_seconds_and_dates_are_understood_and_bounded(value, seconds):
    assert seconds == retry_after(value, NOW)


@pytest.mark.parametrize(
    "value", [None, b"", b"soon", b"-5", b"1.5", b"Mon, 99 Nov 2026", b"x" * 1000, "١٢".encode()]
)
def test_what_cannot_be_understood_says_nothing(value):
    assert retry_after(value, NOW) is None


def test_a_wait_grows_to_its_limit_and_is_anything_below_it():
    most = [full_jitter(n, longest=60, chance=lambda: 1.0) for n in range(1, 9)]
    assert [2, 4, 8, 16, 32, 60, 60, 60] == most
    assert [0.0] * 2 == [full_jitter(n, longest=60, chance=lambda: 0.0) for n in (1, 10**6)]
