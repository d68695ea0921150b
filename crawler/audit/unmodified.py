"""``indexes/not-modified.cdxj`` against the index (:mod:`crawler.archive.warc.stand_ins`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest

from crawler.archive.warc.stand_ins import NAME, stand_ins
from crawler.audit.parts import Part
from crawler.audit.reporting import Reporter

INDEX = "indexes/index.cdxj"
FILE = f"indexes/{NAME}"
_CODE = "cdxj.stand-in-wrong"
_LARGEST_LINE = 1 << 20


def check(parts: Mapping[str, Part], reporter: Reporter) -> None:
    """Line by line; the first that differs is told.

    :param parts: the files of a collection.
    """
    index, file = parts.get(INDEX), parts.get(FILE)
    if index is None:
        if file is not None:
            reporter.add(_CODE, FILE, f"there is no {INDEX} it could follow from")
        return
    found = _lines(file) if file is not None else iter(())
    try:
        for number, (is_so, must) in enumerate(zip_longest(found, stand_ins(_lines(index))), 1):
            if is_so != must:
                says = f"line {number} is {_short(is_so)}, from {INDEX} follows {_short(must)}"
                reporter.add(_CODE, FILE, says)
                return
    except ValueError:
        return  # the index is damaged, which is reported as such


def _lines(part: Part) -> Iterator[bytes]:
    with part.open() as stream:
        while line := stream.readline(_LARGEST_LINE):
            yield line


def _short(line: bytes | None) -> str:
    return "missing" if line is None else repr(line[:120])
