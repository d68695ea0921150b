"""What differs between two crawls of the embedded site: the day, and the traps left out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from crawler.demo.numbers import BEIJING
from crawler.demo.stories import Story, stories

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
    def stories(self) -> list[Story]:
        """The articles of the day, oldest first, without the traps that are left out."""
        return [
            replace(
                story,
                oddities=story.oddities - self.without,
                also_in=story.also_in if self.has("two-columns") else None,
            )
            for story in stories(self.generation)
        ]

    @property
    def now(self) -> datetime:
        """The time by the clock of the server, which stands still."""
        return datetime(2026, 3, 16 + self.generation, 10, 0, 0, tzinfo=BEIJING)
