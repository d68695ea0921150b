"""The embedded site: which address gives which answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from crawler.demo import articles, assets, epaper, lists, manners, oddities
from crawler.demo.answer import Answer
from crawler.demo.data import fill, load
from crawler.demo.edition import Edition

SEEDS: tuple[str, ...] = tuple(load("columns")["seeds"])
"""Where a crawl of the whole site starts."""


class Site:
    """One state of the site. Equal arguments give equal bytes, on any machine and port."""

    def __init__(self, generation: int = 1, *, without: Iterable[str] = ()) -> None:
        """Lay out the addresses; answers are made when they are first asked for.

        :param generation: 1, or 2 for the next day.
        :param without: names of traps to leave out.
        """
        self.edition = Edition(generation=generation, without=frozenset(without))
        self._makers: dict[str, Callable[[], Answer]] = {}
        for part in (articles, lists, assets, epaper, oddities):
            for url, make in part.resources(self.edition):
                self._makers[url.removeprefix("http://")] = make
        self._made: dict[str, Answer] = {}

    def addresses(self) -> tuple[str, ...]:
        """Every address that does not answer 404, as an ``http:`` URL."""
        return tuple(f"http://{address}" for address in self._makers)

    def answer(self, host: str, target: str) -> Answer:
        """The answer to a request.

        :param host: value of the ``Host`` header, with or without a port.
        :param target: path and query as in the request line.
        """
        name = host.partition(":")[0].lower()
        address = f"{name}{target}"
        if address not in self._made:
            if address not in self._makers:
                return manners.page(name, fill("odd.not-found"), status=404)
            self._made[address] = self._makers[address]()
        return self._made[address]
