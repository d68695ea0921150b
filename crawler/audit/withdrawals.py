"""``withdrawals.jsonl`` can be read, and the access rules are those that follow from it."""

from __future__ import annotations

from pathlib import Path

from crawler.archive.collection import withdrawals
from crawler.archive.collection.layout import Layout
from crawler.audit.reporting import Reporter
from crawler.errors import ArchiveError
from crawler.ledger import LedgerReader


def check(root: Path, reporter: Reporter) -> None:
    """Both files of a collection.

    :param root: its folder. Without a sound ledger, which is reported as such, nothing is said
        of the rules.
    """
    layout = Layout(root)
    try:
        held = withdrawals.in_force(layout)
    except ArchiveError as error:
        reporter.add("withdrawal.malformed", layout.withdrawals.name, str(error))
        return
    name = layout.rules.relative_to(root).as_posix()
    try:
        found = layout.rules.read_bytes().splitlines(keepends=True)
    except FileNotFoundError:
        found = []
    if not held and not found:
        return
    try:
        reader = LedgerReader(layout.ledger)
        try:
            wanted = withdrawals.rules(held.values(), reader)
        finally:
            reader.close()
    except ArchiveError:
        return
    if found != wanted:
        lost, extra = set(wanted) - set(found), set(found) - set(wanted)
        says = f"{len(lost)} rules are missing, {len(extra)} follow from nothing"
        reporter.add("withdrawal.rules-wrong", name, says)
