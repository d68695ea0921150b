"""Lost article lines, made again from the archive before the crawl that misses them."""

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
from crawler.reextract.reread import reextract
from crawler.reextract.rewrite import staged

logger = logging.getLogger(__name__)


def opened(root: Path, make: Callable[[], Collection]) -> Collection:
    """Open a collection for writing; lost article lines are made again first.

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

    To be called after LinesLost: the ledger knows all captures by then. After a kill half-way,
    the next opening raises LinesLost again. The run that follows renews index, page list and
    manifest.

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
            with reextract(root, jobs=1, progress=lambda done, total: None) as made:
                log = made.version_log
                replacement.stage(layout, staged(log), log.rows())
            replacement.finish(layout, ledger)
            layout.lines_lost.unlink()
    except OSError as error:
        raise ArchiveError(f"{root} cannot be written: {error}") from error


def _forget(layout: Layout, ledger: Ledger) -> None:
    """Remove the rest of the lines, so that no new line is compared with it."""
    for folder in (layout.articles, layout.quarantine):
        for path in folder.glob("*.jsonl"):
            path.unlink()
    with ledger.transaction():
        for name in ledger.files():
            if name.startswith((f"{layout.articles.name}/", f"{layout.quarantine.name}/")):
                ledger.forget_file(name)
