"""``ARCHIVE_AS_OF``: the instant up to which captures count, as an index writes instants."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, datetime

from crawler.errors import ConfigurationError

END_OF_TIME = "99999999999999"
"""Every capture counts."""

_LAST = "99991231235959"
_DIGITS = re.compile(r"[0-9]{4}(?:[0-9]{2}){0,5}")
_WRITTEN = re.compile(
    r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:[T ]([0-9]{2})(?::([0-9]{2})(?::([0-9]{2}))?)?)?)?)?"
)


def as_of(text: str) -> str:
    """An instant as people write it → 14 digits, the last second it covers (UTC).

    A year, a month or a day stands for its last second: ``2026-11-23`` is all of that day.
    Accepted are ISO 8601 (``2026-11-23``, ``2026-11-23T10:00:00+08:00``) and the digits of a
    replay address (``20261123``, ``20261123020000``). Empty means: no limit.

    :raises ConfigurationError: when it is neither.
    """
    text = text.strip()
    if not text:
        return END_OF_TIME
    try:
        digits = _digits(text)
        if len(digits) == 6:  # the last day of the month is not always the 31st
            digits += f"{monthrange(int(digits[:4]), int(digits[4:]))[1]}"
        last = digits + _LAST[len(digits) :]
        read(last)
    except ValueError as error:
        raise ConfigurationError(
            f"ARCHIVE_AS_OF={text}: must be a day or an instant like 2026-11-23 or "
            "2026-11-23T10:00:00+08:00"
        ) from error
    return last


def read(digits: str) -> datetime:
    """14 digits → the instant."""
    return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def _digits(text: str) -> str:
    """The digits of an instant in UTC, as many as were written."""
    if _DIGITS.fullmatch(text):
        return text
    if written := _WRITTEN.fullmatch(text.removesuffix("Z")):
        return "".join(filter(None, written.groups()))
    instant = datetime.fromisoformat(text)
    instant = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return f"{instant.astimezone(UTC):%Y%m%d%H%M%S}"
