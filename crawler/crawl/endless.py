"""Signs, seen only across pages, that a place of the site never ends; in bounded memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


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
        one = hash(query)
        if one in known:
            return False
        if len(known) >= self._limit:
            return True
        known.add(one)
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
        told = hashlib.sha256("\n".join((column, *entries)).encode()).digest()
        first = self._pages.setdefault(told, page)
        if len(self._pages) > self._size:
            del self._pages[next(iter(self._pages))]
        return first != page
