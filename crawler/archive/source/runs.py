"""What WARC files and reports say of the runs that wrote them, and of the archive they crawled."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crawler.archive.collection.layout import Layout
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

NOTE = "archive-source"
"""Note in the report of a run that says which archive it crawled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """A run, by what one of its files states."""

    id: str | None
    """``crawl-id``; None in the files of other writers."""
    spider: str | None = None
    """Name of the spider."""
    named_pages: bool = False
    """Whether it fetched pages that were named one by one."""
    robots_meta: RobotsMeta = "record"
    """What it did about pages that ask not to be indexed or archived."""


def facts(file: WarcFile) -> RunFacts:
    """Read the ``warcinfo`` at the start of a file; a file without one says nothing."""
    try:
        first = file.read(0)
    except CorruptRecord:
        return RunFacts(id=None)
    if first.type != "warcinfo":
        return RunFacts(id=None)
    info = parse(first.block)
    spider = _SPIDER.search(info.first("description") or "")
    return RunFacts(
        id=info.first("crawl-id"),
        spider=spider[1] if spider else None,
        named_pages=info.first(PLAN) == NAMED_PAGES,
        robots_meta="obey" if info.first(ROBOTS_META) == "obey" else "record",
    )


def origin_of(layout: Layout) -> Path | None:
    """The archive whose records a collection refers to, None when it has its own.

    A path that is not absolute is meant from the collection's own folder.
    """
    if any(layout.archive.glob("*.warc*")):
        return None
    return next(origins_of(layout), None)


def origins_of(layout: Layout) -> Iterator[Path]:
    """The archives that the runs of a collection say they crawled, that of the newest run first."""
    for report in sorted(layout.runs.glob("*.json"), reverse=True):
        try:
            named = json.loads(report.read_bytes())["notes"][NOTE]
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            continue
        if isinstance(named, str) and named and "\0" not in named:
            yield layout.root / named
