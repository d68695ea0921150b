"""Where checks that look across files put their findings."""

from __future__ import annotations

from crawler.audit.codes import severity
from crawler.audit.findings import Finding, Tally


class Reporter:
    """Adds findings to a tally.

    :param ours: whether this program made what is audited.
    """

    def __init__(self, tally: Tally, *, ours: object) -> None:
        self.tally = tally
        self.ours = ours

    def add(
        self,
        code: str,
        file: str,
        says: str,
        *,
        offset: int | None = None,
        record: str | None = None,
    ) -> None:
        """One finding; see :class:`crawler.audit.findings.Finding`."""
        self.tally.add(
            Finding(
                code=code,
                severity=severity(code, ours=self.ours),
                file=file,
                offset=offset,
                record=record,
                says=says,
            )
        )
