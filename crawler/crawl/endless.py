"""What a crawl remembers of links, in bounded memory: seen lately, and signs of endless places."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterable


class Variants:
    """Counts the queries that one page is met under: session ids make a new one each time.

    :param limit: queries of one page that are let through.
    :param size: pages that are remembered; the one longest known is forgotten first.
    """

    def __init__(self, limit: int = 20, size: int = 10_000) -> None:
        self._limit = limit
        self._size = size
        self._queries: dict[str, set[int]] = {}

    def too_many(self, key: str) -> bool:
        """Is this the key of a page that was met under too many other queries already?"""
        page, mark, query = key.partition("?")
        if not mark:
            return False
        if page not in self._queries and len(self._queries) >= self._size:
            del self._queries[next(iter(self._queries))]
        known = self._queries.setdefault(page, set())
        # A hash for each: what a site puts into a query may be as long as an address.
        hashed = hash(query)
        if hashed in known:
            return False
        if len(known) >= self._limit:
            return True
        known.add(hashed)
        return False


class Repeats:
    """Remembers what the pages of lists showed: servers answer for pages that do not exist.

    :param size: pages that are remembered; the one longest known is forgotten first.
    """

    def __init__(self, size: int = 10_000) -> None:
        self._size = size
        self._pages: dict[bytes, str] = {}

    def of(self, column: str, page: str, entries: Iterable[str]) -> bool:
        """Did another page of this column show the same entries before this one?

        :param page: its address; the same page, read again, repeats nothing.
        """
        shown = hashlib.sha256("\n".join((column, *entries)).encode()).digest()
        first = self._pages.setdefault(shown, page)
        if len(self._pages) > self._size:
            del self._pages[next(iter(self._pages))]
        return first != page


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
