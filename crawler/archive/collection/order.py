"""The order of article lines: as their first pages lie in the WARC files.

Lines are appended as pages are read, which depends on chance. Put into the order of the archive
when a run ends, a day's file is a function of the archive alone, and can be made again from it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from crawler.archive.collection.layout import write_atomically

_HEAD = re.compile(rb'"id":"([^"\\]+)","versionId":"[^"\\]+","version":([0-9]+)')
_HEAD_BYTES = 300

Place = tuple[str, int]
"""WARC file name and offset."""


def put_in_order(path: Path, places: Mapping[tuple[str, int], Place]) -> None:
    """Sort the lines of one day's file.

    :param places: where the first page of each article version lies, by article id and version.
    :raises OSError: the file is untouched then.
    """
    with path.open("rb") as file:
        lines = file.readlines()
    ordered = sorted(lines, key=lambda line: (places.get(_version(line), ("", 0)), line))
    if ordered != lines:
        write_atomically(path, ordered)


def _version(line: bytes) -> tuple[str, int]:
    found = _HEAD.search(line, 0, _HEAD_BYTES)
    return (found[1].decode(), int(found[2])) if found else ("", 0)
