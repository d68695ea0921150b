"""What a run leaves behind in order: index, page list, article lines, manifest."""

from __future__ import annotations

import json

from crawler.collection import manifest
from crawler.collection.layout import Layout, write_atomically
from crawler.collection.order import put_in_order
from crawler.collection.run import Run
from crawler.ledger import Ledger, LedgerReader
from crawler.warc import cdxj


def leave_in_order(layout: Layout, ledger: Ledger, reader: LedgerReader, *, run: Run) -> None:
    """Everything that is derived from the ledger and the sealed WARC files.

    :raises OSError: a file could not be written; what was there before is still there.
    :raises ArchiveError: the ledger could not.
    """
    _index(layout, reader, run)
    for path in sorted(layout.articles.glob("*.jsonl")):
        if path.stem >= f"{run.began:%Y-%m-%d}" or reader.unended_runs(run.id):
            put_in_order(path, reader.places(path.stem))
    write_atomically(layout.pages, manifest.page_lines(reader.versions()))
    hashes = _hashes(layout, ledger, reader)
    write_atomically(
        layout.manifest,
        [
            manifest.manifest(
                layout,
                title=run.is_part_of,
                created=_created(layout, run),
                modified=_instant(run),
                software=run.software,
                hashes=hashes,
            )
        ],
    )


def _index(layout: Layout, reader: LedgerReader, run: Run) -> None:
    if layout.index.exists() and not reader.unended_runs(run.id):
        new = reader.captures_of(run.id)
        cdxj.merge_index(layout.index, (cdxj.line(one, status=word) for one, word in new))
    else:
        every = reader.captures()
        cdxj.write_index(layout.index, (cdxj.line(one, status=word) for one, word in every))


def _hashes(layout: Layout, ledger: Ledger, reader: LedgerReader) -> dict[str, str]:
    """Digests of the files; of sealed ones as the ledger remembers them."""
    known = {name: digest for name, (_, digest) in reader.files().items() if digest}
    hashes = {}
    with ledger.transaction():
        for path in manifest.resource_files(layout):
            name = path.relative_to(layout.root).as_posix()
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
