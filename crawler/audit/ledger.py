"""The ledger against the files: captures, sizes, article versions, states and runs, each way."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from crawler.audit.packages import Subject
from crawler.ledger.schema import VERSION

NAME = "ledger.sqlite"
_COMMITTED = re.compile(r"archive/.*\.warc\.gz(?:\.open)?|(?:articles|quarantine)/.*\.jsonl", re.S)
# Quirk: SQLite quotes what it stumbles over in its messages, and that need not be UTF-8.
DAMAGE = (sqlite3.Error, UnicodeDecodeError)

_RECORDS = """
SELECT lf.name, l.offset, l.record_id, l.url, f.name, c.offset,
  l.length IS c.length, l.date IS c.date, l.url IS c.uri, l.type IS c.type,
  l.digest IS c.digest, l.status IS c.status, l.mime IS c.mime, l.truncated IS c.truncated,
  lf.name IS 'archive/' || f.basename
FROM ledger.captures l JOIN ledger.files lf ON lf.id = l.file
LEFT JOIN captures c ON c.rowid = (SELECT x.rowid FROM captures x JOIN files g ON g.id = x.file
  WHERE x.id = l.record_id AND (?, g.package) IN (SELECT package, home FROM homes) LIMIT 1)
LEFT JOIN files f ON f.id = c.file ORDER BY l.id
"""
_COMPARED = ("length", "date", "url", "type", "digest", "status", "mime", "truncated", "file")
_UNKNOWN = """
SELECT f.name, c.offset, c.id, c.type, c.uri FROM captures c JOIN files f ON f.id = c.file
WHERE f.package = ? AND c.type IN ('response', 'revisit')
  AND NOT EXISTS (SELECT 1 FROM ledger.captures l WHERE l.record_id = c.id) ORDER BY c.rowid
"""
_UNCAPTURED = """
SELECT a.url, a.state FROM ledger.addresses a WHERE a.state IN ('done', 'captured')
  AND NOT EXISTS (SELECT 1 FROM ledger.captures l WHERE l.address = a.id) ORDER BY a.id
"""
_VERSIONS = """
SELECT v.article, v.version, v.day, l.file, l.offset, v.version_id IS l.version_id,
  v.record_id IS l.record_id, v.day IS l.day, v.url IS l.url, v.captured IS l.captured
FROM ledger.versions v
LEFT JOIN lines l ON l.package = ? AND l.article = v.article AND l.version = v.version
ORDER BY v.id
"""
_COMPARED_LINES = ("versionId", "record", "day", "url", "date")
_UNKNOWN_LINES = """
SELECT l.file, l.offset, l.article, l.version FROM lines l WHERE l.package = ?
  AND NOT EXISTS (SELECT 1 FROM ledger.versions v
    WHERE v.article = l.article AND v.version = l.version)
ORDER BY l.rowid
"""


def check(subject: Subject) -> None:
    """The ledger of a collection, which is not written to."""
    path, add = subject.package.root / NAME, subject.reporter.add
    if not path.exists():
        add("ledger.missing", NAME, "the collection has no ledger.sqlite")
        return
    try:
        attach(subject.facts.db, path)
        if _is_sound(subject):
            _captures(subject)
            _files(subject)
            _versions(subject)
            _runs(subject)
    except DAMAGE as error:
        add("ledger.damaged", NAME, f"cannot be read: {error}")
    finally:
        detach(subject.facts.db)


def _is_sound(subject: Subject) -> bool:
    ask, add = subject.facts.ask, subject.reporter.add
    for (says,) in ask("PRAGMA ledger.quick_check(100)"):
        if says != "ok":
            add("ledger.damaged", NAME, str(says)[:300])
            return False
    ((version,),) = ask("PRAGMA ledger.user_version")
    if version != VERSION:
        add("ledger.damaged", NAME, f"schema {version}, this program knows {VERSION}")
        return False
    for table, row, parent, _ in ask("PRAGMA ledger.foreign_key_check"):
        says = f"row {row} of {table} refers to a row of {parent} that is not there"
        add("ledger.reference-broken", NAME, says)
    return True


def _captures(subject: Subject) -> None:
    ask, add, number = subject.facts.ask, subject.reporter.add, subject.number
    for name, at, record, url, file, offset, *same in ask(_RECORDS, number):
        if file is None:
            says = f"no record {record} of {url[:200]}"
            add("ledger.record-missing", name, says, offset=at, record=record)
            continue
        wrong = [what for what, is_same in zip(_COMPARED, same, strict=True) if not is_same]
        if at != offset:
            wrong.append(f"offset ({at} in the ledger)")
        if wrong:
            says = f"the ledger has another {', '.join(wrong)}"
            add("ledger.capture-differs", file, says, offset=offset, record=record)
    for name, offset, record, kind, url in ask(_UNKNOWN, number):
        says = f"the {kind} of {str(url)[:200]} is not in the ledger"
        add("ledger.capture-missing", name, says, offset=offset, record=record)
    for url, state in ask(_UNCAPTURED):
        add("ledger.state-without-capture", NAME, f"{url[:200]} is {state} and has no capture")


def _files(subject: Subject) -> None:
    parts, add = subject.package.parts, subject.reporter.add
    known = set()
    for name, committed, sha256 in subject.facts.ask(
        "SELECT name, committed, sha256 FROM ledger.files ORDER BY name"
    ):
        known.add(name)
        part = parts.get(name) or parts.get(name + ".open")
        if part is None:
            if committed:
                says = f"{committed} bytes were committed, the file is not there"
                add("ledger.file-missing", name, says)
            continue
        found = subject.hashes.get(part.name)
        unfinished = part.name.endswith(".open") and part.size > committed
        if part.size != committed and not unfinished:
            says = f"{part.size} bytes, {committed} were committed"
            add("ledger.file-size", part.name, says, offset=min(part.size, committed))
        elif sha256 and sha256 != f"sha256:{found}":
            add("ledger.file-changed", part.name, f"sha256 {found}, the ledger has {sha256}")
    for name in parts:
        if _COMMITTED.fullmatch(name) and name.removesuffix(".open") not in known:
            add("ledger.file-unknown", name, "the ledger does not know it")


def _versions(subject: Subject) -> None:
    ask, add, number = subject.facts.ask, subject.reporter.add, subject.number
    for article, version, day, file, offset, *same in ask(_VERSIONS, number):
        wrong = [what for what, is_same in zip(_COMPARED_LINES, same, strict=True) if not is_same]
        if file is None:
            says = f"version {version} of {article} has no line"
            add("ledger.line-missing", f"articles/{day}.jsonl", says, record=article)
        elif wrong:
            says = f"the ledger has another {', '.join(wrong)}"
            add("ledger.version-differs", file, says, offset=offset, record=article)
    for file, offset, article, version in ask(_UNKNOWN_LINES, number):
        says = f"version {version} of {article} is not in the ledger"
        add("ledger.version-missing", file, says, offset=offset, record=article)


def _runs(subject: Subject) -> None:
    ask = subject.facts.ask
    states = dict(ask("SELECT state, count(*) FROM ledger.addresses GROUP BY state"))
    runs = list(ask("SELECT id, ended, outcome FROM ledger.runs ORDER BY id"))
    for run, ended, outcome in runs:
        if ended is None:
            subject.reporter.add("runs.not-ended", NAME, f"run {run} began and did not end")
        elif outcome != "died":
            _report(subject, f"runs/{run}.json", states if run == runs[-1][0] else None)


def _report(subject: Subject, name: str, states: dict[str, int] | None) -> None:
    """A report adds up; the last one says what the ledger says."""
    part, add = subject.package.parts.get(name), subject.reporter.add
    if part is None:
        add("runs.report-missing", name, "the run ended and left no report")
        return
    sums = (part.json() or {}).get("addresses")
    if not isinstance(sums, dict) or not all(type(count) is int for count in sums.values()):
        add("runs.report-malformed", name, "no JSON object with sums of addresses")
        return
    counts = {state: count for state, count in sums.items() if state != "total"}
    if sum(counts.values()) != sums.get("total"):
        says = f"{sum(counts.values())} addresses in all states, {sums.get('total')} in total"
        add("runs.sums-wrong", name, says)
    elif states is not None and {k: v for k, v in counts.items() if v} != states:
        add("runs.sums-wrong", name, f"the report counts {counts}, the ledger {states}")


def attach(db: sqlite3.Connection, path: Path) -> None:
    """Open a ledger beside the facts, read-only; nothing is made beside it if that can be.

    :raises sqlite3.DatabaseError: it is no database.
    """
    log = path.with_name(path.name + "-wal")
    # A log that was not folded in must be read too, which takes a lock file beside it.
    mode = "mode=ro" if log.exists() and log.stat().st_size else "immutable=1"
    db.execute("ATTACH DATABASE ? AS ledger", (f"{path.absolute().as_uri()}?{mode}",))


def detach(db: sqlite3.Connection) -> None:
    """Close the ledger beside the facts, if one was opened."""
    with suppress(sqlite3.OperationalError):
        db.execute("DETACH DATABASE ledger")


def peek(path: Path, question: str) -> list[Any]:
    """Rows of a ledger; none when it is not there or damaged."""
    if not path.exists():
        return []
    with closing(sqlite3.connect(":memory:", uri=True)) as db, suppress(*DAMAGE):
        attach(db, path)
        return db.execute(question).fetchall()
    return []


def holds_nothing(path: Path) -> bool:
    """Whether a ledger is missing, or can be read and has no captures."""
    question = "SELECT NOT EXISTS (SELECT 1 FROM ledger.captures)"
    return not path.exists() or peek(path, question) == [(1,)]


def committed(subject: Subject) -> frozenset[str]:
    """Names of the sealed files that are, to the byte, those the ledger knows."""
    question = "SELECT name, sha256 FROM ledger.files WHERE sha256 IS NOT NULL"
    rows, hashes = peek(subject.package.root / NAME, question), subject.hashes
    return frozenset(name for name, sha256 in rows if sha256 == f"sha256:{hashes.get(name)}")
