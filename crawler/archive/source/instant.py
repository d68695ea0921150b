"""``ARCHIVE_AS_OF``: the instant up to which captures count, as an index writes instants."""

from __future__ import annotations

import re
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
    if _DIGITS.fullmatch(text):
        digits = text
    elif written := _WRITTEN.fullmatch(text.removesuffix("Z")):
        digits = "".join(part for part in written.groups() if part)
    else:
        digits = f"{_instant(text):%Y%m%d%H%M%S}"
    last = _filled(digits)
    try:
        read(last)
    except ValueError as error:
        raise _wrong(text) from error
    return last


def read(digits: str) -> datetime:
    """14 digits → the instant."""
    return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def _filled(digits: str) -> str:
    if len(digits) == 6:  # the last day of the month is not always the 31st
        year, month = int(digits[:4]), int(digits[4:])
        for day in (31, 30, 29, 28):
            try:
                datetime(year, month, day, tzinfo=UTC)
            except ValueError:
                continue
            digits += f"{day}"
            break
    return digits + _LAST[len(digits) :]


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise _wrong(text) from error
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=UTC)
    return instant.astimezone(UTC)


def _wrong(text: str) -> ConfigurationError:
    return ConfigurationError(
        f"ARCHIVE_AS_OF={text}: must be a day or an instant like 2026-11-23 or "
        "2026-11-23T10:00:00+08:00"
    )
