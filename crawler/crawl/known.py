"""A bounded memory of what the ledger has lately been told: spares asking it on every link."""

from __future__ import annotations

from collections.abc import Hashable


class Known:
    """Remembers at least the last ``size`` keys, and never more than twice as many.

    Nine links in ten of a news page are navigation that the page before showed too. Forgetting
    is harmless: the ledger itself knows every address.
    """

    def __init__(self, size: int = 50_000) -> None:
        self._size = size
        self._young: set[Hashable] = set()
        self._old: set[Hashable] = set()

    def first_time(self, key: Hashable) -> bool:
        """Enter a key.

        :returns: False when it is remembered already.
        """
        if key in self._young:
            return False
        known = key in self._old
        self._young.add(key)
        if len(self._young) >= self._size:
            self._old, self._young = self._young, set()
        return not known
