"""The traffic rules of a crawl from an archive: no server is asked, so none is spared."""

from __future__ import annotations

from crawler.fetch.politeness.places import Place
from crawler.fetch.politeness.traffic import Traffic


class ReplayTraffic(Traffic):
    """Pauses and delays that hosts asked for when they were captured are not waited for."""

    def space(self, host: str, seconds: float, now: float) -> None:
        """A delay that robots.txt named."""

    def throttled(self, place: Place, now: float, after: float | None) -> float:
        """A 429 or 503 that was captured."""
        return 0.0

    def blocked(self, place: Place, now: float) -> bool:
        """A block page that was captured."""
        return False

    def refused(self, place: Place) -> bool:
        """An address that is not in the archive."""
        return False
