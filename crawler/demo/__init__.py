"""The embedded site: a small replica of zjol with invented articles, served on loopback.

``scrapy demo`` crawls it, tests crawl it, and ``python -m crawler.demo`` serves it to people.

>>> from crawler.demo import Site, serve
>>> with serve(Site(generation=1)) as served:    # doctest: +SKIP
...     served.connect_to                        # value of ARCHIVE_CONNECT_TO
':80:127.0.0.1:40001,:443:127.0.0.1:40002'
"""

from __future__ import annotations

from crawler.demo.server import Served, serve
from crawler.demo.site import SEEDS, Site

__all__ = ["Site", "SEEDS", "serve", "Served"]
