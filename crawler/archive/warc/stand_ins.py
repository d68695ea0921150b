"""Index lines that let pywb show a page at an instant when the server said it was unchanged.

Quirk: pywb replays a revisit whose own head says 3xx with that head and no payload, so the
capture of a 304 is a blank page, though the payload it refers to is there (WARC 1.1 section
6.7.3). Beside the index lies a file with one more line for each such capture: the same address
and instant, and the record that was confirmed. pywb merges all index files of a collection; of
two captures of one instant the line that sorts first is shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby

from crawler.archive.warc import cdxj

NAME = "not-modified.cdxj"
"""The file of these lines, beside ``index.cdxj``. They are no captures of their own, so a reader
of the index skips this file."""

_NOT_MODIFIED = b'"304"'


def stand_ins(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The additional lines for an index, in its order; memory holds the captures of one address.

    :param lines: of a sorted CDXJ index, with their ends.
    :raises ValueError: a line is no CDXJ.
    """
    for _, group in groupby(lines, key=lambda line: line.partition(b" ")[0]):
        captures = list(group)
        if any(_NOT_MODIFIED in line for line in captures):
            yield from _of_address(captures)


def _of_address(lines: list[bytes]) -> Iterator[bytes]:
    confirmed: dict[object, dict[str, object]] = {}
    for line in lines:
        entry = cdxj.parse(line.decode())
        fields = entry.fields
        if fields.get("mime") != "warc/revisit" or fields.get("status") != "304":
            confirmed[fields.get("digest")] = fields
        elif (found := confirmed.get(fields.get("digest"))) is not None:
            # An index line begins with its url: one that begins with its mime sorts before it.
            shown = {"mime": found.get("mime") or "unk", "url": fields.get("url")}
            rest = {key: value for key, value in found.items() if key not in shown}
            yield f"{entry.urlkey} {entry.timestamp} {json.dumps(shown | rest)}\n".encode()
