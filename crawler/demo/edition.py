"""What differs between two crawls of the embedded site: the day, its banners, traps left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crawler.demo.numbers import BEIJING

_TRAPS = """
unquoted-attributes two-pubtimes font-title wechat-paste ext-twin two-columns missing-image
big-image off-site-items calendar robots epaper script-stub redirect-chain redirect-home
redirect-loop missing-article soft-404 empty-template challenge short-body slow
"""
TRAPS = frozenset(_TRAPS.split())
"""What the site holds against careless crawlers and readers, and can be served without."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One state of the whole site; equal editions give equal bytes."""

    generation: int = 1
    """1, or 2 for the next day."""
    without: frozenset[str] = frozenset()
    """Names of traps that are left out, of :data:`TRAPS`."""

    def has(self, trap: str) -> bool:
        """Whether a trap is set."""
        return trap not in self.without

    @property
    def now(self) -> datetime:
        """The day the server believes in; it stands still."""
        return datetime(2026, 3, 16 + self.generation, 10, 0, 0, tzinfo=BEIJING)

    @property
    def footer_year(self) -> str:
        """Last year of the copyright line: server-side includes age apart from the articles."""
        return "2025" if self.generation == 1 else "2026"

    @property
    def banners(self) -> tuple[str, str]:
        """The two topic banners on top of every page."""
        if self.generation == 1:
            return "春到之江看花去-2026赏花地图", "老街新事-浙江在线读者讲述集"
        return "一杯明前茶-2026春茶开采季", "老街新事-浙江在线读者讲述集"
