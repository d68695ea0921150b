"""The ledger against the files: captures, sizes, article versions, states and runs, each way."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crawler.audit.facts import Facts
from crawler.audit.parts import Part
from crawler.audit.reporting import Reporter
from crawler.ledger.schema import VERSION

NAME = "ledger.sqlite"
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


class LedgerChecks:
    """The ledger of one collection.

    :param parts: the files of the collection.
    :param hashes: ``sha256`` of each, hexadecimal, by name.
    """

    def __init__(
        self,
        facts: Facts,
        package: int,
        reporter: Reporter,
        *,
        parts: Mapping[str, Part],
        hashes: Mapping[str, str],
    ) -> None:
        self._facts = facts
        self._package = package
        self._add = reporter.add
        self._parts = parts
        self._hashes = hashes

    def check(self, path: Path) -> None:
        """Everything; ``path`` is not written to."""
        if not path.exists():
            self._add("ledger.missing", NAME, "the collection has no ledger.sqlite")
            return
        try:
            attach(self._facts.db, path)
        except DAMAGE as error:
            self._add("ledger.damaged", NAME, f"cannot be opened: {error}")
            return
        try:
            if self._sound():
                self._captures()
                self._files()
                self._versions()
                self._runs()
        except DAMAGE as error:
            self._add("ledger.damaged", NAME, f"cannot be read: {error}")
        finally:
            self._facts.db.execute("DETACH DATABASE ledger")

    def _sound(self) -> bool:
        for (says,) in self._facts.ask("PRAGMA ledger.quick_check(100)"):
            if says != "ok":
                self._add("ledger.damaged", NAME, str(says)[:300])
                return False
        ((version,),) = self._facts.ask("PRAGMA ledger.user_version")
        if version != VERSION:
            self._add("ledger.damaged", NAME, f"schema {version}, this program knows {VERSION}")
            return False
        for table, row, parent, _ in self._facts.ask("PRAGMA ledger.foreign_key_check"):
            says = f"row {row} of {table} refers to a row of {parent} that is not there"
            self._add("ledger.reference-broken", NAME, says)
        return True

    def _captures(self) -> None:
        for name, at, record, url, file, offset, *same in self._facts.ask(_RECORDS, self._package):
            if file is None:
                says = f"no record {record} of {url[:200]}"
                self._add("ledger.record-missing", name, says, offset=at, record=record)
                continue
            wrong = [what for what, is_same in zip(_COMPARED, same, strict=True) if not is_same]
            if at != offset:
                wrong.append(f"offset ({at} in the ledger)")
            if wrong:
                says = f"the ledger has another {', '.join(wrong)}"
                self._add("ledger.capture-differs", file, says, offset=offset, record=record)
        for name, offset, record, kind, url in self._facts.ask(_UNKNOWN, self._package):
            says = f"the {kind} of {str(url)[:200]} is not in the ledger"
            self._add("ledger.capture-missing", name, says, offset=offset, record=record)
        for url, state in self._facts.ask(_UNCAPTURED):
            says = f"{url[:200]} is {state} and has no capture"
            self._add("ledger.state-without-capture", NAME, says)

    def _files(self) -> None:
        known = set()
        for name, committed, sha256 in self._facts.ask(
            "SELECT name, committed, sha256 FROM ledger.files ORDER BY name"
        ):
            known.add(name)
            part = self._parts.get(name) or self._parts.get(name + ".open")
            if part is None:
                if committed:
                    says = f"{committed} bytes were committed, the file is not there"
                    self._add("ledger.file-missing", name, says)
                continue
            unfinished = part.name.endswith(".open") and part.size > committed
            if part.size != committed and not unfinished:
                says = f"{part.size} bytes, {committed} were committed"
                end = min(part.size, committed)
                self._add("ledger.file-size", part.name, says, offset=end)
            elif sha256 and sha256 != f"sha256:{self._hashes.get(part.name)}":
                says = f"sha256 {self._hashes.get(part.name)}, the ledger has {sha256}"
                self._add("ledger.file-changed", part.name, says)
        for name in self._parts:
            if _committed(name) and name.removesuffix(".open") not in known:
                self._add("ledger.file-unknown", name, "the ledger does not know it")

    def _versions(self) -> None:
        for article, version, day, file, offset, *same in self._facts.ask(_VERSIONS, self._package):
            if file is None:
                says = f"version {version} of {article} has no line"
                self._add("ledger.line-missing", f"articles/{day}.jsonl", says, record=article)
                continue
            names = zip(_COMPARED_LINES, same, strict=True)
            if wrong := [what for what, is_same in names if not is_same]:
                says = f"the ledger has another {', '.join(wrong)}"
                self._add("ledger.version-differs", file, says, offset=offset, record=article)
        for file, offset, article, version in self._facts.ask(_UNKNOWN_LINES, self._package):
            says = f"version {version} of {article} is not in the ledger"
            self._add("ledger.version-missing", file, says, offset=offset, record=article)

    def _runs(self) -> None:
        states = dict(
            self._facts.ask("SELECT state, count(*) FROM ledger.addresses GROUP BY state")
        )
        runs = list(self._facts.ask("SELECT id, ended, outcome FROM ledger.runs ORDER BY id"))
        for number, (run, ended, outcome) in enumerate(runs, 1):
            last = number == len(runs)
            if ended is None:
                self._add("runs.not-ended", NAME, f"run {run} began and did not end")
            elif outcome != "died":
                self._report(f"runs/{run}.json", states if last else None)

    def _report(self, name: str, states: dict[str, int] | None) -> None:
        """A report adds up; the last one says what the ledger says."""
        part = self._parts.get(name)
        if part is None:
            self._add("runs.report-missing", name, "the run ended and left no report")
            return
        body = _json(part)
        sums = body.get("addresses") if body else None
        if not isinstance(sums, dict) or not all(type(each) is int for each in sums.values()):
            self._add("runs.report-malformed", name, "no JSON object with sums of addresses")
            return
        counts = {state: count for state, count in sums.items() if state != "total"}
        if sum(counts.values()) != sums.get("total"):
            says = f"{sum(counts.values())} addresses in all states, {sums.get('total')} in total"
            self._add("runs.sums-wrong", name, says)
        elif states is not None and {k: v for k, v in counts.items() if v} != states:
            says = f"the report counts {counts}, the ledger {states}"
            self._add("runs.sums-wrong", name, says)


def attach(db: sqlite3.Connection, path: Path) -> None:
    """Open a ledger beside the facts, read-only; nothing is made beside it if that can be.

    :raises sqlite3.DatabaseError: it is no database.
    """
    log = path.with_name(path.name + "-wal")
    # A log that was not folded in must be read too, which takes a lock file beside it.
    mode = "mode=ro" if log.exists() and log.stat().st_size else "immutable=1"
    db.execute("ATTACH DATABASE ? AS ledger", (f"{path.absolute().as_uri()}?{mode}",))


def holds_nothing(path: Path) -> bool:
    """Whether a ledger has neither captures nor addresses; of what is none, False."""
    if not path.exists():
        return True
    db = sqlite3.connect(":memory:", uri=True)
    try:
        attach(db, path)
        question = "SELECT EXISTS (SELECT 1 FROM ledger.captures)"
        ((some,),) = db.execute(question)
        return not some
    except DAMAGE:
        return False
    finally:
        db.close()


def committed(path: Path, hashes: Mapping[str, str]) -> frozenset[str]:
    """Names of the sealed files that are, to the byte, those a ledger knows.

    :param hashes: ``sha256`` of each file, hexadecimal, by name.
    """
    if not path.exists():
        return frozenset()
    db = sqlite3.connect(":memory:", uri=True)
    try:
        attach(db, path)
        rows = db.execute("SELECT name, sha256 FROM ledger.files WHERE sha256 IS NOT NULL")
        return frozenset(name for name, sha in rows if sha == f"sha256:{hashes.get(name)}")
    except DAMAGE:
        return frozenset()
    finally:
        db.close()


def _committed(name: str) -> bool:
    if name.startswith("archive/"):
        return name.endswith((".warc.gz", ".warc.gz.open"))
    return name.startswith(("articles/", "quarantine/")) and name.endswith(".jsonl")


def _json(part: Part) -> dict[str, Any] | None:
    with part.open() as stream:
        try:
            body = json.loads(stream.read(1 << 24))
        except (ValueError, RecursionError):
            return None
    return body if isinstance(body, dict) else None
