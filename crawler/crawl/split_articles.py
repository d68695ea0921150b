"""Pages of split articles, kept until the last of them is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.article import PageReading
from crawler.sites.identity import identity


@dataclass(slots=True)
class _Group:
    pages: dict[int, tuple[int, PageReading]] = field(default_factory=dict)
    missing: set[int] = field(default_factory=set)
    expected: int = 1

    def complete(self) -> bool:
        return all(
            number in self.pages or number in self.missing for number in range(1, self.expected + 1)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """An article's pages, and the ledger rows they are of."""

    pages: tuple[PageReading, ...]
    addresses: tuple[int, ...]


class Joins:
    """Collects the pages of split articles; one that is not split passes straight through.

    Only what is in flight is held here. The addresses of waiting pages stay ``captured`` in the
    ledger, so after a kill they are read from the archive again and meet here again.
    """

    def __init__(self) -> None:
        self._groups: dict[str, _Group] = {}

    def __contains__(self, article: str) -> bool:
        """Does anything wait for pages of this article?"""
        return article in self._groups

    def add(self, address: int, reading: PageReading) -> Joined | None:
        """A page was read.

        :returns: the article's pages when this was the last that was missing, None while others
            are still to come.
        """
        who = identity(reading.capture.url)
        claimed = reading.fields["pagination"]
        further = [identity(url).page for url in claimed["next"]]
        expected = max([claimed["pages"], who.page, *further])
        if expected == 1 and who.id not in self._groups:
            return Joined(pages=(reading,), addresses=(address,))
        group = self._groups.setdefault(who.id, _Group())
        group.expected = max(group.expected, expected)
        group.pages[max(who.page, 1)] = (address, reading)
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
        """At the end of a run: what is still waiting for pages that nobody will fetch."""
        joined = [self._take(key) for key in list(self._groups) if self._groups[key].pages]
        self._groups.clear()
        return joined

    def _take(self, key: str) -> Joined:
        group = self._groups.pop(key)
        ordered = [group.pages[number] for number in sorted(group.pages)]
        return Joined(
            pages=tuple(reading for _, reading in ordered),
            addresses=tuple(address for address, _ in ordered),
        )
