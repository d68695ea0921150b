"""What the ``warcinfo`` record at the start of a WARC file says of the run that wrote it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.archive.warc.fields import parse
from crawler.archive.warc.reader import WarcFile
from crawler.errors import CorruptRecord
from crawler.models import RobotsMeta

_SPIDER = re.compile(r"of the spider (\S+)$")

PLAN = "crawl-plan"
"""Field of ``warcinfo`` that says what a run was asked for, where readers must know it."""
NAMED_PAGES = "named-pages"
"""Value of it: each page was named (``-a urls=``), so it was read as an article."""

ROBOTS_META = "robots-meta"
"""Field of ``warcinfo`` that says ``obey`` when a run made no articles of pages that asked not to
be indexed or archived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """A run, as one of its files tells."""

    id: str | None
    """``crawl-id``; None in the files of other writers."""
    spider: str | None = None
    """Name of the spider."""
    named_pages: bool = False
    """Whether it fetched pages that were named one by one."""
    robots_meta: RobotsMeta = "record"
    """What it did about pages that ask not to be indexed or archived."""


def facts(file: WarcFile) -> RunFacts:
    """Read the first record of a file."""
    try:
        first = file.read(0)
    except CorruptRecord:
        return RunFacts(id=None)
    if first.type != "warcinfo":
        return RunFacts(id=None)
    told = parse(first.block)
    spider = _SPIDER.search(told.first("description") or "")
    return RunFacts(
        id=told.first("crawl-id"),
        spider=spider[1] if spider else None,
        named_pages=told.first(PLAN) == NAMED_PAGES,
        robots_meta="obey" if told.first(ROBOTS_META) == "obey" else "record",
    )
