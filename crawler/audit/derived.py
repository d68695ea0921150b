"""Files of a collection that are derived from others: further index lines, access rules."""

from __future__ import annotations

from contextlib import closing
from itertools import zip_longest

from crawler.archive.collection import withdrawals
from crawler.archive.collection.layout import Layout
from crawler.archive.warc import stand_ins
from crawler.audit.packages import Subject
from crawler.errors import ArchiveError
from crawler.ledger import LedgerReader

_INDEX = "indexes/index.cdxj"
_NOT_MODIFIED = f"indexes/{stand_ins.NAME}"


def check(subject: Subject) -> None:
    """Derive them again from what the collection holds."""
    _not_modified(subject)
    _access_rules(subject)


def _not_modified(subject: Subject) -> None:
    """``indexes/not-modified.cdxj`` against the index (:mod:`crawler.archive.warc.stand_ins`).

    Line by line; the first that differs is reported.
    """
    index = subject.package.parts.get(_INDEX)
    file = subject.package.parts.get(_NOT_MODIFIED)
    code, add = "cdxj.stand-in-wrong", subject.reporter.add
    if index is None:
        if file is not None:
            add(code, _NOT_MODIFIED, f"there is no {_INDEX} it could follow from")
        return
    lines = (line for _, line in file.lines()) if file is not None else iter(())
    derived = stand_ins.stand_ins(line for _, line in index.lines())
    try:
        for number, (line, must) in enumerate(zip_longest(lines, derived), 1):
            if line != must:
                says = f"line {number} is {_short(line)}, from {_INDEX} follows {_short(must)}"
                add(code, _NOT_MODIFIED, says)
                return
    except ValueError:
        return  # the index is damaged, which is reported as such


def _short(line: bytes | None) -> str:
    return "missing" if line is None else repr(line[:120])


def _access_rules(subject: Subject) -> None:
    """``withdrawals.jsonl`` can be read, and the access rules follow from it and the ledger.

    Without a sound ledger, which is reported as such, the rules are not checked.
    """
    layout, add = Layout(subject.package.root), subject.reporter.add
    try:
        held = withdrawals.in_force(layout)
    except ArchiveError as error:
        add("withdrawal.malformed", layout.withdrawals.name, str(error))
        return
    found = layout.rules.read_bytes().splitlines(keepends=True) if layout.rules.exists() else []
    if not held and not found:
        return
    try:
        with closing(LedgerReader(layout.ledger)) as reader:
            wanted = withdrawals.rules(held.values(), reader)
    except ArchiveError:
        return
    if found != wanted:
        lost, extra = set(wanted) - set(found), set(found) - set(wanted)
        says = f"{len(lost)} rules are missing, {len(extra)} follow from nothing"
        add("withdrawal.rules-wrong", layout.rules.relative_to(layout.root).as_posix(), says)
