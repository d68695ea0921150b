"""Collections crawled from an archive: their records lie in it, and are looked up there.

Such a collection has no WARC files. The reports of its runs name the archive; it is audited as one
more name, and the records that ledger, article lines and pages speak of are sought in it. Where an
archive is not there, the ledger is taken at its word, and that is said.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from crawler.archive.collection.layout import Layout
from crawler.archive.source.origin import origins_of
from crawler.audit.facts import Facts
from crawler.audit.ledger import DAMAGE, NAME, attach
from crawler.audit.packages import Package
from crawler.audit.reporting import Reporter
from crawler.audit.rows import CaptureRow

_BORROWS = """
SELECT EXISTS (SELECT 1 FROM ledger.captures)
  AND NOT EXISTS (SELECT 1 FROM ledger.files WHERE committed > 0 AND name LIKE 'archive/%')
"""
_UNREAD = """
SELECT lf.name, l.offset, l.length, l.type, l.record_id, l.date, l.url, l.digest, l.status, l.mime,
  l.truncated
FROM ledger.captures l JOIN ledger.files lf ON lf.id = l.file
WHERE NOT EXISTS (SELECT 1 FROM files f JOIN homes h ON h.home = f.package
  WHERE h.package = ? AND lf.name = 'archive/' || f.basename)
ORDER BY lf.name, l.offset
"""
_UNKNOWN = (None,) * 5
"""What a ledger does not tell of a capture: what a revisit refers to, and the line in the index."""


def origins(package: Package) -> list[Path]:
    """The archives that a collection without WARC files says it was crawled from, each once.

    They may be gone. None of what has records of its own.
    """
    if package.kind != "collection" or package.warcs:
        return []
    return list(dict.fromkeys(path.resolve() for path in origins_of(Layout(package.root))))


def borrows(package: Package) -> bool:
    """Whether a collection has captures, and never had a byte of a WARC file.

    Told by its ledger, so also of one whose only run died before it could name its archive.
    """
    if package.kind != "collection" or package.warcs:
        return False
    path = package.root / NAME
    if not path.exists():
        return False
    db = sqlite3.connect(":memory:", uri=True)
    try:
        attach(db, path)
        ((it_does,),) = db.execute(_BORROWS)
        return bool(it_does)
    except DAMAGE:
        return False
    finally:
        db.close()


def believe(
    facts: Facts, number: int, package: Package, reporter: Reporter, *, unread: Iterable[str]
) -> None:
    """Enter the captures that the ledger places in files that were not read, and say so.

    Lines and pages are then held against the ledger. What the archives that *were* read lack is
    not entered, and is missed later.

    :param unread: why not, a clause for each archive that was not read to its end; empty when all
        were, and nothing is to be believed.
    """
    reasons = sorted(unread)
    if not reasons:
        return
    files: dict[str, list[CaptureRow]] = {}
    try:
        attach(facts.db, package.root / NAME)
        try:
            for name, *row in facts.ask(_UNREAD, number):
                files.setdefault(name, []).append(CaptureRow._make((*row, *_UNKNOWN)))
        finally:
            facts.db.execute("DETACH DATABASE ledger")
    except DAMAGE:
        return  # as the check of the ledger will say
    for name, rows in files.items():
        facts.add_records(facts.add_file(number, name, ours=True), (), rows, {})
    count = sum(map(len, files.values()))
    says = f"{'; '.join(reasons)}: {count} captures were not checked, the ledger was believed"
    reporter.add("collection.source-unread", NAME, says)
