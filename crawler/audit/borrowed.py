"""Collections crawled from an archive: their records lie in it, and are looked up there.

Such a collection has no WARC files. The reports of its runs name the archive. It is audited as a
further name, and the records of ledger, article lines and pages are looked up in it. Where an
archive is not there, the ledger is believed, and the audit says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from crawler.archive.collection.layout import Layout
from crawler.archive.source.runs import origins_of
from crawler.audit.facts import CaptureRow
from crawler.audit.ledger import DAMAGE, NAME, attach, detach, peek
from crawler.audit.packages import Package, Subject

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
"""What a ledger does not hold of a capture: what a revisit refers to, and the line in the index."""


def origins(package: Package) -> list[Path]:
    """The archives that a collection without WARC files says it was crawled from, each once.

    They may be gone. None of what has records of its own.
    """
    if package.kind != "collection" or package.warcs:
        return []
    return list(dict.fromkeys(path.resolve() for path in origins_of(Layout(package.root))))


def borrows(package: Package) -> bool:
    """Whether a collection has captures and never had a byte of a WARC file.

    Its ledger says so, also of a collection whose only run died before it named its archive.
    """
    if package.kind != "collection" or package.warcs:
        return False
    return peek(package.root / NAME, _BORROWS) == [(1,)]


def enter_unread(subject: Subject, *, unread: Iterable[str]) -> None:
    """Enter the captures that the ledger places in files that were not read, and say so.

    Lines and pages are then held against the ledger. What the archives that *were* read lack is
    not entered, and so is found to be missing.

    :param unread: why not, a clause for each archive that was not read to its end; empty when all
        were, and nothing is entered.
    """
    reasons, facts, number = sorted(unread), subject.facts, subject.number
    if not reasons:
        return
    files: dict[str, list[CaptureRow]] = {}
    try:
        attach(facts.db, subject.package.root / NAME)
        for name, *row in facts.ask(_UNREAD, number):
            files.setdefault(name, []).append(CaptureRow._make((*row, *_UNKNOWN)))
    except DAMAGE:
        return  # as the check of the ledger will say
    finally:
        detach(facts.db)
    for name, rows in files.items():
        facts.add_records(facts.add_file(number, name), (), rows, {})
    count = sum(map(len, files.values()))
    says = f"{'; '.join(reasons)}: {count} captures were not checked, the ledger was believed"
    subject.reporter.add("collection.source-unread", NAME, says)
