"""The archive that a collection was made from, when it was not the network."""

from __future__ import annotations

import json
from pathlib import Path

from crawler.collection.layout import Layout

NOTE = "archive-source"
"""Note in the report of a run that says which archive it crawled."""


def origin_of(layout: Layout) -> Path | None:
    """The archive whose records a collection refers to, None when it has its own.

    A path that is not absolute is meant from the collection's own folder.
    """
    if any(layout.archive.glob("*.warc*")):
        return None
    for report in sorted(layout.runs.glob("*.json"), reverse=True):
        try:
            named = json.loads(report.read_bytes())["notes"][NOTE]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        return layout.root / named if isinstance(named, str) else None
    return None
