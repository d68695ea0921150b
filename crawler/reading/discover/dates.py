"""The dates that stand beside the entries of a list."""

from __future__ import annotations

import re
from datetime import date

_WRITTEN = re.compile(
    r"(?:(?:19|20)\d\d ?[年/.-] ?\d{1,2} ?[月/.-] ?\d{1,2}"
    r"|(?<!\d)\d{1,2} ?(?:月|-|/) ?\d{1,2}(?![\d./-]))"
    r" ?日?(?: ?\d{1,2}(?:时|:\d\d(?::\d\d)?)?)?"
)
_FULL = re.compile(r"(\d{4}) ?[年/.-] ?(\d{1,2}) ?[月/.-] ?(\d{1,2})")


def written(text: str) -> str:
    """The first date in a short text as it is written, with its time; empty without one."""
    found = _WRITTEN.search(text)
    return found[0].strip() if found else ""


def day(text: str) -> date | None:
    """The day of a written date; None when it names no year, or a day that does not exist."""
    found = _FULL.match(text)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
