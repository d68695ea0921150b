"""The archive that a collection was made from, when it was not the network."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from crawler.archive.collection.layout import Layout

NOTE = "archive-source"
"""Note in the report of a run that says which archive it crawled."""


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
