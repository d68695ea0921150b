"""What an audit finds: one defect at one place, and the bounded pile of all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]
Kind = tuple[Severity, str]
"""Severity and code: what findings are grouped by."""

KEPT_EACH = 100
"""Findings of one kind that are kept word for word; beyond it they are only counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One defect at one place."""

    code: str
    """Stable name of the kind of defect, a key of :data:`crawler.audit.codes.RULES`."""
    severity: Severity
    file: str
    """Path below what is audited; its own name for a single file."""
    offset: int | None
    """Byte in that file where the record, member or line begins; None for the file as a whole."""
    record: str | None
    """``WARC-Record-ID`` or article id, where one can be told."""
    says: str
    """One sentence: what stands there, and what should."""


class Tally:
    """Findings counted by kind, the first of each kind kept: bounded however bad the files are."""

    def __init__(self) -> None:
        self._counts: dict[Kind, int] = {}
        self._firsts: dict[Kind, list[Finding]] = {}

    def add(self, finding: Finding) -> None:
        """One more."""
        kind = (finding.severity, finding.code)
        self._counts[kind] = self._counts.get(kind, 0) + 1
        firsts = self._firsts.setdefault(kind, [])
        if len(firsts) < KEPT_EACH:
            firsts.append(finding)

    def merge(self, other: Tally) -> None:
        """All that another one holds, behind what is here."""
        for kind, count in other._counts.items():
            self._counts[kind] = self._counts.get(kind, 0) + count
            firsts = self._firsts.setdefault(kind, [])
            firsts += other._firsts[kind][: KEPT_EACH - len(firsts)]

    def kinds(self) -> Iterator[tuple[Severity, str, int, tuple[Finding, ...]]]:
        """Severity, code, count and first findings of each kind; errors first, then by code."""
        for severity, code in sorted(self._counts):
            kind = (severity, code)
            yield severity, code, self._counts[kind], tuple(self._firsts[kind])

    def count(self, severity: Severity) -> int:
        """How many findings of one severity."""
        return sum(count for (its, _), count in self._counts.items() if its == severity)
