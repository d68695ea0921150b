"""What a collection is not itself: clock, chance, and who watches it commit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from crawler.ledger import Found
from crawler.models import Hop


def _no_step(_: str) -> None:
    """Nobody wants to know of commit steps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is not in the collection itself, so that a test can hold it still."""

    now: Callable[[], datetime]
    """The clock, aware UTC."""
    new_id: Callable[[], UUID]
    """Ids of records."""
    recall: Callable[[str, Hop], Found]
    """What the ledger is told of an address of which only a capture is left."""
    step: Callable[[str], None] = _no_step
    """Told the name of each step of a commit that was just taken."""
