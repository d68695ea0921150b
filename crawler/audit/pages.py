"""``pages/*.jsonl``: header, rows, and that the pages are captured (WACZ 1.1.1, item Z3)."""

from __future__ import annotations

import re
from typing import Any

from crawler.audit.packages import Subject
from crawler.audit.parts import json_object

_RFC3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?"
    r"(?:[Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_CAPTURED = """
SELECT 1 FROM captures c JOIN files f ON f.id = c.file
WHERE c.uri = ? AND (?, f.package) IN (SELECT package, home FROM homes)
  AND (? IS NULL OR c.date = ?) LIMIT 1
"""
_UNLISTED = """
SELECT l.file, l.offset, l.article, l.url, l.captured FROM lines l WHERE l.package = ?
  AND NOT EXISTS (SELECT 1 FROM rows r WHERE r.url = l.url AND r.ts = l.captured)
ORDER BY l.rowid
"""


def check(subject: Subject) -> None:
    """Each row of each page list; ours must also have a row for each article version."""
    facts, add = subject.facts, subject.reporter.add
    parts = [part for part in subject.package.below("pages") if part.name.endswith(".jsonl")]
    facts.db.execute("CREATE TEMP TABLE rows (id TEXT, url TEXT, ts TEXT)")
    for part in parts:
        for offset, line in part.lines():
            body = json_object(line) or {}
            if offset:
                _row(subject, part.name, offset, body)
            elif body.get("format") != "json-pages-1.0":
                says = "the first line is not {'format': 'json-pages-1.0', …}"
                add("pages.header-malformed", part.name, says, offset=0)
    repeated = "SELECT id, count(*) FROM rows WHERE id <> '' GROUP BY id HAVING count(*) > 1"
    for page, count in facts.ask(repeated):
        add("pages.id-repeated", parts[0].name, f"{count} rows have the id {page[:120]!r}")
    if subject.reporter.ours and parts:
        facts.db.execute("CREATE INDEX temp.rows_url ON rows (url, ts)")
        for file, offset, article, url, captured in facts.ask(_UNLISTED, subject.number):
            says = f"no row in {parts[0].name} for {url[:200]} of {captured}"
            add("pages.row-missing", file, says, offset=offset, record=article)
    facts.db.execute("DROP TABLE rows")


def _row(subject: Subject, name: str, offset: int, body: dict[str, Any]) -> None:
    facts, add = subject.facts, subject.reporter.add
    url, ts = body.get("url"), body.get("ts")
    if not isinstance(url, str) or not isinstance(ts, str) or not _RFC3339.fullmatch(ts):
        says = f"url {str(url)[:120]!r}, ts {str(ts)[:60]!r}"
        add("pages.row-malformed", name, says, offset=offset)
        return
    page = str(body.get("id") or "")
    facts.db.execute("INSERT INTO rows VALUES (?,?,?)", (page, url, ts))
    # Others give the time the page was done, not the WARC-Date of its record.
    exact = ts if subject.reporter.ours else None
    if next(facts.ask(_CAPTURED, url, subject.number, exact, exact), None) is None:
        says = f"{url[:200]} is not captured" + (f" at {ts}" if exact else "")
        add("pages.capture-missing", name, says, offset=offset, record=page)
