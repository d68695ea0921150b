"""The end of a run: index, page list, order of lines and manifest, made from the ledger."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from itertools import chain
from pathlib import Path

from crawler.archive.collection import manifest, withdrawals
from crawler.archive.collection.layout import Layout, write_atomically
from crawler.archive.collection.run import Run
from crawler.archive.warc import cdxj, stand_ins
from crawler.errors import ArchiveError
from crawler.ledger import Ledger, LedgerReader


def leave_in_order(
    layout: Layout,
    ledger: Ledger,
    reader: LedgerReader,
    *,
    run: Run,
    step: Callable[[str], None],
) -> None:
    """Everything that is derived from the ledger and the sealed WARC files.

    :param step: called with the name of each step that was finished.
    :raises OSError: a file could not be written; what was there before is still there.
    :raises ArchiveError: the ledger could not.
    """
    # Lines are sorted only when a power cut cannot take back what the ledger records of them:
    # recovery cuts a day's file back to what was committed, in the order it was committed.
    ledger.make_durable()
    step("ledger-durable")
    died = reader.unended_runs(run.id) > 0
    _index(layout, reader, run, whole=died or not layout.index.exists())
    withdrawals.refresh(layout, reader)
    step("index-written")
    grown = reader.days_of(run.id)
    for path in sorted(layout.articles.glob("*.jsonl")):
        if died or path.stem in grown:
            put_in_order(path, reader.places(path.stem))
    step("lines-in-order")
    write_atomically(layout.pages, manifest.page_lines(reader.versions()))
    step("pages-written")
    hashes = _hashes(layout, ledger, reader, run)
    body = manifest.manifest(
        layout,
        title=run.is_part_of,
        created=_created(layout, run),
        modified=_instant(run),
        software=run.software,
        hashes=hashes,
    )
    write_atomically(layout.manifest, [body])
    step("manifest-written")


def _index(layout: Layout, reader: LedgerReader, run: Run, *, whole: bool) -> None:
    captures = reader.captures() if whole else reader.captures_of(run.id)
    lines = (cdxj.line(capture, status=word) for capture, word in captures)
    (cdxj.write_index if whole else cdxj.merge_index)(layout.index, lines)
    _write_stand_ins(layout)


def _write_stand_ins(layout: Layout) -> None:
    """Beside the index, what lets pywb show what a 304 confirmed."""
    try:
        with layout.index.open("rb") as index:
            lines = stand_ins.stand_ins(index)
            first = next(lines, None)
            if first is not None:
                write_atomically(layout.not_modified, chain((first,), lines))
                return
    except ValueError as error:
        raise ArchiveError(f"{layout.index}: {error}; run scrapy audit") from error
    layout.not_modified.unlink(missing_ok=True)


def _hashes(layout: Layout, ledger: Ledger, reader: LedgerReader, run: Run) -> dict[str, str]:
    """Digests of the files; of sealed ones as the ledger remembers them.

    The log of this run is still being written: the next run's manifest lists it.
    """
    known = {name: digest for name, (_, digest) in reader.files().items() if digest}
    hashes = {}
    with ledger.transaction():
        for path in manifest.resource_files(layout):
            name = path.relative_to(layout.root).as_posix()
            if path.parent == layout.runs and path.name.startswith(run.id):
                continue
            hashes[name] = known.get(name) or manifest.sha256(path)
            if path.parent == layout.archive and name not in known:
                ledger.hash_file(name, hashes[name])
    return hashes


def _created(layout: Layout, run: Run) -> str:
    """When the collection was begun, as its manifest has said since."""
    try:
        created = json.loads(layout.manifest.read_bytes())["created"]
    except (OSError, ValueError, KeyError, TypeError):
        return _instant(run)
    return created if isinstance(created, str) else _instant(run)


def _instant(run: Run) -> str:
    return run.began.isoformat(timespec="seconds").replace("+00:00", "Z")


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
