"""What an audit finds: a defect at a place, a bounded tally of all, and who adds to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from crawler.audit.codes import Severity, severity

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
    """``WARC-Record-ID`` or article id, None where neither can be read."""
    says: str
    """One sentence: what stands there, and what should."""


class Tally:
    """Findings counted by kind, the first of each kind kept: bounded however bad the files are."""

    def __init__(self) -> None:
        self._counts: dict[tuple[Severity, str], int] = {}
        self._firsts: dict[tuple[Severity, str], list[Finding]] = {}

    def add(self, finding: Finding) -> None:
        """Count a finding."""
        kind = (finding.severity, finding.code)
        self._enter(kind, 1, [finding])

    def merge(self, other: Tally) -> None:
        """Add the findings of another tally, behind those that are here."""
        for kind, count in other._counts.items():
            self._enter(kind, count, other._firsts[kind])

    def _enter(self, kind: tuple[Severity, str], count: int, firsts: list[Finding]) -> None:
        self._counts[kind] = self._counts.get(kind, 0) + count
        kept = self._firsts.setdefault(kind, [])
        kept += firsts[: KEPT_EACH - len(kept)]

    def kinds(self) -> Iterator[tuple[Severity, str, int, tuple[Finding, ...]]]:
        """Severity, code, count and first findings of each kind; errors first, then by code."""
        for kind in sorted(self._counts):
            yield *kind, self._counts[kind], tuple(self._firsts[kind])

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return sum(count for kind, count in self._counts.items() if kind[0] == severity)


@dataclass(frozen=True, slots=True)
class Reporter:
    """Adds findings to a tally."""

    tally: Tally
    ours: bool
    """Whether this program made what is audited."""

    def add(
        self, code: str, file: str, says: str, *, offset: int | None = None,
        record: str | None = None,
    ) -> None:  # fmt: skip
        """Add a finding; for the arguments see :class:`Finding`."""
        self.tally.add(
            Finding(
                code=code, severity=severity(code, ours=self.ours), file=file, offset=offset,
                record=record, says=says,
            )
        )  # fmt: skip
