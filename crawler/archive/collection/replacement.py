"""Putting other article lines in the place of those that are there: all of them, or none.

The new files are written aside. From the moment that ``ready.json`` stands beside them they
count: the next opening of the collection finishes what a kill interrupted, step by step and as
often as it takes. Before that moment nothing has changed.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from crawler.archive.collection.layout import Layout, write_atomically
from crawler.archive.collection.writing import ignore_step
from crawler.archive.warc.naming import sync_directory
from crawler.errors import ArchiveError
from crawler.ledger import Ledger

VersionRow = tuple[object, ...]
"""As ``Ledger.add_version`` takes it."""

_ROWS = "versions.jsonl"
_READY = "ready.json"


def stage(
    layout: Layout, files: Iterable[tuple[str, Iterable[bytes]]], rows: Iterable[VersionRow]
) -> None:
    """Write new lines aside, durably, and decide that they count.

    :param files: path below the collection, of a file of ``articles/`` or ``quarantine/``, with
        its lines. Files of these folders that are not among them will be removed.
    :param rows: what the ledger is to know of the article lines.
    :raises OSError: nothing has changed then.
    """
    folder = layout.replacing
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    sizes = {}
    for name, lines in files:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        write_atomically(path, lines)
        sizes[name] = path.stat().st_size
    write_atomically(folder / _ROWS, (json.dumps(row).encode() + b"\n" for row in rows))
    for path in (folder, layout.root):
        sync_directory(path)
    write_atomically(folder / _READY, [json.dumps(sizes).encode()])


def finish(layout: Layout, ledger: Ledger, *, step: Callable[[str], None] = ignore_step) -> bool:
    """Put staged lines into place; lines that were not yet decided on are thrown away.

    :param step: called with the name of each step that was just taken.
    :returns: whether there were any.
    :raises ArchiveError: the ledger cannot be written, or what was staged cannot be read.
    :raises OSError: a file cannot be moved; it is done again next time.
    """
    folder = layout.replacing
    if not folder.exists():
        return False
    if not (folder / _READY).exists():
        shutil.rmtree(folder)
        return False
    try:
        sizes: Mapping[str, int] = json.loads((folder / _READY).read_bytes())
        stale = [name for name in _present(layout) if name not in sizes]
        _enter(ledger, folder / _ROWS, sizes, stale)
    except ValueError as error:
        raise ArchiveError(f"{folder}: what was staged cannot be read: {error}") from error
    step("replacement-entered")
    _move(layout, sizes, stale)
    step("replacement-moved")
    shutil.rmtree(folder)
    return True


def _enter(ledger: Ledger, rows: Path, sizes: Mapping[str, int], stale: Iterable[str]) -> None:
    with ledger.transaction():
        ledger.replace_versions(_rows(rows))
        for name in stale:
            ledger.forget_file(name)
        for name, size in sizes.items():
            ledger.commit_file(name, size)
    ledger.make_durable()


def _move(layout: Layout, sizes: Iterable[str], stale: Iterable[str]) -> None:
    for name in sizes:
        staged = layout.replacing / name
        if staged.exists():  # else an earlier attempt has moved it
            (layout.root / name).parent.mkdir(exist_ok=True)
            staged.replace(layout.root / name)
    for name in stale:
        (layout.root / name).unlink()
    for path in (layout.articles, layout.quarantine):
        if path.exists():
            sync_directory(path)


def _present(layout: Layout) -> Iterator[str]:
    for folder in (layout.articles, layout.quarantine):
        for path in folder.glob("*.jsonl"):
            yield f"{folder.name}/{path.name}"


def _rows(path: Path) -> Iterator[VersionRow]:
    with path.open("rb") as file:
        for line in file:
            yield tuple(json.loads(line))
