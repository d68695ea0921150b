"""Pages of split articles, kept until the last of them is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.article import PageReading
from crawler.sites.identity import identity


@dataclass(slots=True)
class _Group:
    pages: dict[int, tuple[str, PageReading]] = field(default_factory=dict)
    missing: set[int] = field(default_factory=set)
    expected: int = 1

    def complete(self) -> bool:
        return all(
            number in self.pages or number in self.missing for number in range(1, self.expected + 1)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """An article's pages, and the keys of the addresses they were read at."""

    pages: tuple[PageReading, ...]
    keys: tuple[str, ...]


class SplitArticles:
    """Collects the pages of split articles; an article of one page passes straight through.

    Only what is in flight is held here. The addresses of waiting pages stay ``captured`` in the
    ledger, so after a kill they are read from the archive again and meet here again.
    """

    def __init__(self) -> None:
        self._groups: dict[str, _Group] = {}

    def __contains__(self, article: str) -> bool:
        """Does anything wait for pages of this article?"""
        return article in self._groups

    def add(self, key: str, reading: PageReading) -> Joined | None:
        """A page was read.

        :returns: the article's pages when this was the last that was missing, None while others
            are still to come.
        """
        who = identity(reading.capture.url)
        claimed = reading.extraction.pagination
        further = [identity(url).page for url in claimed.next]
        expected = max([claimed.pages, who.page, *further])
        if expected == 1 and who.id not in self._groups:
            return Joined(pages=(reading,), keys=(key,))
        group = self._groups.setdefault(who.id, _Group())
        group.expected = max(group.expected, expected)
        group.pages[max(who.page, 1)] = (key, reading)
        return self._take(who.id) if group.complete() else None

    def miss(self, url: str) -> Joined | None:
        """A page of a split article could not be had.

        :returns: the pages that are there when none is waited for any more.
        """
        who = identity(url)
        group = self._groups.setdefault(who.id, _Group())
        group.missing.add(who.page)
        group.expected = max(group.expected, who.page)
        return self._take(who.id) if group.pages and group.complete() else None

    def rest(self) -> list[Joined]:
        """At the end of a run: what still waits for pages that were not fetched."""
        joined = [self._take(name) for name in list(self._groups) if self._groups[name].pages]
        self._groups.clear()
        return joined

    def _take(self, article: str) -> Joined:
        group = self._groups.pop(article)
        ordered = [group.pages[number] for number in sorted(group.pages)]
        return Joined(
            pages=tuple(reading for _, reading in ordered),
            keys=tuple(key for key, _ in ordered),
        )
