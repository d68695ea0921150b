"""CDXJ against the records: sorted, every line true, every capture there (items C1–C6).

An index like the one our own records make is compared line for line in one pass. Only what
differs is taken apart, so that other people's indexes, with other fields or other canonical
keys, are judged by what they say and not by how they are written.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from crawler.archive.warc import cdxj
from crawler.audit.packages import Subject
from crawler.audit.parts import Part

_LARGEST_LINE = 1 << 20
_NEEDED = ("url", "digest", "filename", "offset", "length")
_STRANGERS = """
CREATE TEMP TABLE strange (file TEXT, offset INTEGER, line BLOB);
CREATE TEMP TABLE unmet (line BLOB);
CREATE TEMP TABLE met (file INTEGER, offset INTEGER);
"""
_COMPUTED = """
SELECT c.line FROM captures c JOIN files f ON f.id = c.file
WHERE f.package = ? AND c.line IS NOT NULL ORDER BY CAST(c.line AS BLOB)
"""
_RECORD = """
SELECT f.id, c.offset, c.length, c.type, c.date, c.uri, c.digest, c.status, c.line
FROM files f JOIN captures c ON c.file = f.id
WHERE f.package = ? AND f.basename = ? AND c.offset = ? LIMIT 1
"""
_OTHER = """
SELECT r.type FROM files f JOIN records r ON r.file = f.id
WHERE f.package = ? AND f.basename = ? AND r.offset = ? LIMIT 1
"""
_UNINDEXED = """
SELECT f.name, c.offset, c.id, c.type, c.uri FROM captures c JOIN files f ON f.id = c.file
WHERE f.package = ?1 AND c.line IS NOT NULL AND CAST(c.line AS BLOB) IN (SELECT line FROM unmet)
  AND NOT EXISTS (SELECT 1 FROM met WHERE met.file = c.file AND met.offset = c.offset)
ORDER BY c.rowid
"""


def check(subject: Subject) -> None:
    """Every line of every index against the records, and every capture against the lines."""
    facts, add, parts = subject.facts, subject.reporter.add, subject.package.indexes
    if not parts:
        return
    facts.db.executescript(_STRANGERS)
    facts.db.execute("BEGIN")
    _merge(subject, parts)
    facts.db.execute("CREATE INDEX temp.met_place ON met (file, offset)")
    for name, offset, line in facts.ask("SELECT file, offset, line FROM strange"):
        try:
            entry = cdxj.parse(line.decode())
        except (ValueError, RecursionError):
            add("cdxj.malformed", name, f"{line[:120]!r} is no CDXJ line", offset=offset)
        else:
            _entry(subject, name, offset, entry, line)
    for name, offset, record, kind, uri in facts.ask(_UNINDEXED, subject.number):
        says = f"the {kind} of {uri[:200]} has no line in {parts[0].name}"
        add("cdxj.line-missing", name, says, offset=offset, record=record)
    facts.db.execute("COMMIT")
    facts.db.executescript("DROP TABLE strange; DROP TABLE unmet; DROP TABLE met;")


def _merge(subject: Subject, parts: list[Part]) -> None:
    """Pass over the lines that are as ours would be; keep the others of both sides."""
    computed = (row[0].encode() for row in subject.facts.ask(_COMPUTED, subject.number))
    expected = next(computed, None)
    put = subject.facts.db.execute
    for part in parts:
        for offset, line in _lines(part, subject.reporter.add):
            while expected is not None and expected < line:
                put("INSERT INTO unmet VALUES (?)", (expected,))
                expected = next(computed, None)
            if expected == line:
                expected = next(computed, None)
            else:
                put("INSERT INTO strange VALUES (?,?,?)", (part.name, offset, line))
    while expected is not None:
        put("INSERT INTO unmet VALUES (?)", (expected,))
        expected = next(computed, None)


def _lines(part: Part, add: Callable[..., None]) -> Iterator[tuple[int, bytes]]:
    """Offset and bytes of each line, without its end; order and repeats are looked at here."""
    last, offset = b"", 0
    raw = part.open()
    with gzip.GzipFile(fileobj=raw) if part.name.endswith(".gz") else raw as stream:
        while True:
            try:
                line = stream.readline(_LARGEST_LINE)
            except (OSError, EOFError, zlib.error) as error:
                add("cdxj.malformed", part.name, f"cannot be unpacked: {error}", offset=offset)
                return
            if not line:
                return
            if not line.endswith(b"\n"):
                says = "the last line has no line feed" if len(line) < _LARGEST_LINE else "long"
                add("cdxj.malformed", part.name, says, offset=offset)
            bare = line.rstrip(b"\r\n")
            if not bare.startswith(b"!meta ") and not (offset == 0 and bare[:5] == b" CDX "):
                if bare < last:
                    says = f"{bare[:80]!r} follows {last[:80]!r}"
                    add("cdxj.unsorted", part.name, says, offset=offset)
                elif bare == last:
                    add("cdxj.line-repeated", part.name, f"{bare[:80]!r}", offset=offset)
                last = bare
                yield offset, bare
            offset += len(line)


def _entry(subject: Subject, name: str, offset: int, entry: cdxj.Entry, line: bytes) -> None:
    fields: dict[str, Any] = entry.fields
    facts, add, ours = subject.facts, subject.reporter.add, subject.reporter.ours
    missing = [field for field in _NEEDED if field not in fields]
    if missing:
        add("cdxj.field-missing", name, f"no {', '.join(missing)}", offset=offset)
    place = _number(fields.get("offset"))
    if place is None or "filename" not in fields:
        return
    filename = str(fields["filename"]).rpartition("/")[2]
    record = next(facts.ask(_RECORD, subject.number, filename, place), None)
    if record is None:
        other = next(facts.ask(_OTHER, subject.number, filename, place), None)
        if other is not None and not ours:
            return  # some index metadata and conversions, too
        says = f"no capture begins at byte {place} of {filename[:200]}"
        add("cdxj.record-missing", name, says, offset=offset)
        return
    file, at = record[0], record[1]
    facts.db.execute("INSERT INTO met VALUES (?,?)", (file, at))
    if record[-1] is not None and record[-1].encode() == line:
        return  # true, and only out of order
    if wrong := _differences(entry, record, strictly=ours):
        add("cdxj.line-wrong", name, "; ".join(wrong), offset=offset)
    elif entry.urlkey != cdxj.key(str(fields.get("url"))) and "method" not in fields:
        says = f"the key is {entry.urlkey[:120]!r}, the SURT another"
        add("cdxj.key-wrong", name, says, offset=offset)
    elif ours:
        says = f"the line is not written as {str(record[-1])[:200]!r}"
        add("cdxj.line-wrong", name, says, offset=offset)


def _differences(entry: cdxj.Entry, record: tuple[Any, ...], *, strictly: bool) -> list[str]:
    _, _, length, kind, date, uri, digest, status, line = record
    fields: dict[str, Any] = entry.fields
    pairs = [
        ("timestamp", entry.timestamp[:14], cdxj.timestamp(date or "")),
        ("url", fields.get("url"), uri),
        ("digest", _bare(fields.get("digest")), _bare(digest)),
        ("length", _number(fields.get("length")), length),
    ]
    # Quirk: ReplayWeb.page shows nothing for a revisit that its index calls 304, so packages
    # give such a line the status of the page it confirms.
    shown = strictly or kind != "revisit" or status != 304
    if shown and fields.get("status") is not None and str(fields["status"]).isdigit():
        pairs.append(("status", int(fields["status"]), status))
    if (fields.get("mime") == "warc/revisit") != (kind == "revisit"):
        pairs.append(("mime", fields.get("mime"), kind))
    elif line is not None and kind == "response" and fields.get("mime") is not None:
        pairs.append(("mime", fields["mime"], json.loads(line.split(" ", 2)[2]).get("mime")))
    return [
        f"{name} is {str(said)[:120]!r}, the record's {str(true)[:120]!r}"
        for name, said, true in pairs
        if said is not None and true is not None and said != true
    ]


def _bare(digest: object) -> str | None:
    """A digest without its algorithm, which older indexes leave out."""
    return None if digest is None else str(digest).rpartition(":")[2].lower()


def _number(value: object) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
