"""Article lines that are gone, made again from the archive: before the crawl that found it out."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from crawler.archive.collection import Collection, replacement
from crawler.archive.collection.layout import Layout
from crawler.archive.collection.lock import Lock
from crawler.errors import ArchiveError, LinesLost
from crawler.ledger import Ledger
from crawler.reextract.reread import read_again
from crawler.reextract.rewrite import staged

logger = logging.getLogger(__name__)


def opened(root: Path, make: Callable[[], Collection]) -> Collection:
    """A collection opened for writing, its article lines made again first when they are gone.

    :param make: opens it.
    :raises ArchiveError: as ``Collection`` and ``restore`` do.
    """
    try:
        return make()
    except LinesLost:
        restore(root)
        return make()


def restore(root: Path) -> None:
    """Make all article lines of a collection again, byte for byte as they were.

    For whoever was told LinesLost: the ledger knows all captures by then. Killed half-way, it is
    found out and done again. Index, page list and manifest are left to the run that follows.

    :raises CollectionLocked: another process writes it.
    :raises ArchiveError: a record is damaged, or the collection cannot be written.
    """
    layout = Layout(root)
    logger.warning("%s: making the article lines again from the archive", root)
    try:
        with ExitStack() as undo:
            undo.callback(Lock(layout.lock).release)
            ledger = Ledger(layout.ledger)
            undo.callback(ledger.close)
            _forget(layout, ledger)
            with read_again(root, jobs=1, progress=lambda done, total: None) as again:
                replacement.stage(layout, staged(again.shelf), again.shelf.rows())
            replacement.finish(layout, ledger)
            layout.lines_lost.unlink()
    except OSError as error:
        raise ArchiveError(f"{root} cannot be written: {error}") from error


def _forget(layout: Layout, ledger: Ledger) -> None:
    """Remove what is left of the lines: it is no yardstick for those that come."""
    for folder in (layout.articles, layout.quarantine):
        for path in folder.glob("*.jsonl"):
            path.unlink()
    with ledger.transaction():
        for name in ledger.files():
            if name.startswith((f"{layout.articles.name}/", f"{layout.quarantine.name}/")):
                ledger.forget_file(name)
