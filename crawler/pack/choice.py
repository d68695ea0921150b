"""What of a collection goes into a package: the days, and what is withheld."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from crawler.archive.warc import reader
from crawler.errors import ArchiveError, CorruptRecord
from crawler.pack.contents import Contents, Part

_RUN = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})T[0-9]{9}Z\.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which days of a collection are wanted. Each file is of one day: that of its first record.

    So consecutive slices share nothing and leave nothing out.
    """

    since: date | None = None
    """First day, UTC; None for no beginning."""
    until: date | None = None
    """Last day, UTC, inclusive; None for no end."""
    withheld: AbstractSet[str] = frozenset()
    """Ids of articles that are left out of article lines and page list."""
    hidden: AbstractSet[tuple[str, int]] = frozenset()
    """File name and offset of captures whose records and index lines are left out."""

    @property
    def everything(self) -> bool:
        """Whether all days are wanted."""
        return self.since is None and self.until is None

    def has(self, day: date) -> bool:
        """Whether a day is one of them."""
        return not (
            (self.since is not None and day < self.since)
            or (self.until is not None and day > self.until)
        )

    def warcs(self, of: Contents) -> tuple[Part, ...]:
        """The WARC files of those days.

        :raises ArchiveError: the first record of a file cannot be read.
        """
        if self.everything:
            return of.warcs
        return tuple(part for part in of.warcs if self.has(_first_day(part)))

    def runs(self, of: Contents) -> tuple[Part, ...]:
        """Reports and logs of the runs that began on those days."""
        return tuple(part for part in of.runs if self.everything or self._ran(part))

    def _ran(self, part: Part) -> bool:
        began = _RUN.match(part.file.name)
        return began is None or self.has(date(*map(int, began.groups())))


def _first_day(part: Part) -> date:
    try:
        first = next(reader.records(part.file), None)
    except (CorruptRecord, OSError) as error:
        raise ArchiveError(f"{part.path}: {error}") from error
    try:
        return date.fromisoformat(((first and first.first("WARC-Date")) or "")[:10])
    except ValueError as error:
        raise ArchiveError(f"{part.path}: its first record has no date") from error
