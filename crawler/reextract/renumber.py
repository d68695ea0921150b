"""After a crawl from an archive: versions in the order of the archive, not of the crawl.

A crawl reads the captures of an article with several addresses in the order in which it comes
upon them, and the first of two equal captures is the version. The crawl that made the archive may
have read them in another order. This module numbers the versions in the order of the archive.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from crawler.archive.collection.layout import Layout
from crawler.archive.collection.run import Run
from crawler.ledger.reader import ReadOnly
from crawler.reextract.reread import reextract
from crawler.reextract.rewrite import rewrite

_SEVERAL = (
    "SELECT article FROM addresses WHERE article IS NOT NULL GROUP BY article HAVING count(*) > 1"
)
_VERSIONS = (
    f"SELECT article, version, version_id, record_id FROM versions WHERE article IN ({_SEVERAL})"
)


def renumber_versions(root: Path, *, run: Run, now: Callable[[], datetime]) -> bool:
    """Read the articles with several addresses again; replace all lines if one is different.

    :param root: a collection that no process writes.
    :param run: the run that replaces the lines, see ``rewrite``.
    :returns: whether lines were replaced.
    :raises ArchiveError: the archive is damaged, or the collection cannot be written.
    """
    several, stored = _stored(Layout(root))
    if not several:
        return False
    with reextract(root, jobs=1, progress=lambda done, total: None, only=several) as made:
        rows = made.version_log.rows()
        renumbered = {(row.article, row.version, row.version_id, row.record_id) for row in rows}
    if renumbered == stored:
        return False
    with rewrite(root, run=run, jobs=1, progress=lambda done, total: None, now=now):
        return True


def _stored(layout: Layout) -> tuple[frozenset[str], set[tuple[str, int, str, str]]]:
    with closing(ReadOnly(layout.ledger)) as ledger:
        several = frozenset(article for (article,) in ledger.ask(_SEVERAL))
        return several, set(ledger.ask(_VERSIONS))
