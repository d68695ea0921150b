"""The embedded site: which address gives which answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from crawler.demo import manners
from crawler.demo.answer import Answer
from crawler.demo.edition import Edition
from crawler.demo.pages import other
from crawler.demo.resources import (
    articles,
    assets,
    listings,
    oddities,
    paper,
)

SEEDS = (
    "http://www.zjol.com.cn/",
    "http://zjnews.zjol.com.cn/zjnews/",
    "http://zjnews.zjol.com.cn/zjnews/huzhounews/",
    "http://zjnews.zjol.com.cn/zjnews/hznews/",
    "http://zjnews.zjol.com.cn/zjxc/",
    "http://zjnews.zjol.com.cn/05zjnews/zjxw/",
    "http://china.zjol.com.cn/ktx/",
    "http://biz.zjol.com.cn/zjjjbd/cjxw/",
    "http://biz.zjol.com.cn/05biz/zsxw/",
    "http://ec.zjol.com.cn/ezx/",
    "http://town.zjol.com.cn/czjsb/",
    "http://zjtyol.zjol.com.cn/tyjsb/",
    "http://gotrip.zjol.com.cn/xw14873/lyjsb/",
    "http://dqnews.zjol.com.cn/dqnews/xwzx/sznews/",
    "http://dqnews.zjol.com.cn/dqnews/xwzx/msnews/",
    "http://zjrb.zjol.com.cn/paperindex.htm",
)
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
        for part in (articles, listings, assets, paper, oddities):
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
            make = self._makers.get(address)
            if make is None:
                return manners.page(name, other.not_found(), status=404)
            self._made[address] = make()
        return self._made[address]
