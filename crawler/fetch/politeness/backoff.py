"""How long to wait after a refusal: what the server asks for, else a random time that grows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST = 600.0
"""Seconds: the longest wait of any kind. Who asks for more is asked again after this."""
BASE = 1.0
"""Seconds: the longest wait before a first retry is twice this."""
LONGEST_RETRY = 60.0
"""Seconds: the longest wait before a retry of one request after a failure of the network."""

_LONGEST_VALUE = 60


def retry_after(value: bytes | None, now: datetime) -> float | None:
    """Seconds that a ``Retry-After`` field asks us to wait (RFC 9110 section 10.2.3).

    :param value: the field's value, a number of seconds or a date; None without the field.
    :param now: aware instant at which it was received.
    :returns: between 0 and ``LONGEST``; None when its value cannot be understood.
    """
    text = (value or b"").decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        # Numbers of absurd length are not converted at all.
        return min(float(text[:9]), LONGEST) if len(text) < 10 else LONGEST
    if not text or len(text) > _LONGEST_VALUE:
        return None
    try:
        date = parsedate_to_datetime(text)
        seconds = (date.replace(tzinfo=date.tzinfo or UTC) - now).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(seconds, 0.0), LONGEST)


def full_jitter(attempt: int, *, longest: float, chance: Callable[[], float]) -> float:
    """Exponential back-off with full jitter: anything up to twice as long as the time before.

    Full, so that clients which failed together do not come back together.

    :param attempt: which failure in a row this is, from 1.
    :param longest: seconds that are never exceeded.
    :param chance: a number from 0 up to 1, another one each time.
    """
    return chance() * min(longest, BASE * 2.0 ** min(attempt, 30))
