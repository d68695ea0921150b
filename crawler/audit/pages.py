"""``pages/*.jsonl``: header, rows, and that the pages are captured (WACZ 1.1.1, item Z3)."""

from __future__ import annotations

import json
import re
from typing import Any

from crawler.audit.articles import lines_of
from crawler.audit.facts import Facts
from crawler.audit.parts import Part
from crawler.audit.reporting import Reporter

_RFC3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?"
    r"(?:[Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_TABLE = "CREATE TEMP TABLE rows (id TEXT, url TEXT, ts TEXT)"
_CAPTURED = """
SELECT 1 FROM captures c JOIN files f ON f.id = c.file
WHERE c.uri = ? AND (?, f.package) IN (SELECT package, home FROM homes)
  AND (? IS NULL OR c.date = ?) LIMIT 1
"""


class Pages:
    """The page lists of one package."""

    def __init__(self, facts: Facts, package: int, reporter: Reporter) -> None:
        self._facts = facts
        self._package = package
        self._reporter = reporter

    def check(self, parts: list[Part]) -> None:
        """Each row of each list; ours are complete, too."""
        self._facts.db.execute(_TABLE)
        for part in parts:
            for offset, line in lines_of(part, 0, part.size):
                body = _parsed(line)
                if offset == 0:
                    self._header(part, body)
                else:
                    self._row(part, offset, body)
        repeated = "SELECT id, count(*) FROM rows WHERE id <> '' GROUP BY id HAVING count(*) > 1"
        for page, count in self._facts.ask(repeated):
            says = f"{count} rows have the id {page[:120]!r}"
            self._reporter.add("pages.id-repeated", parts[0].name, says)
        if self._reporter.ours and parts:
            self._versions(parts)
        self._facts.db.execute("DROP TABLE rows")

    def _header(self, part: Part, body: dict[str, Any] | None) -> None:
        if body is None or body.get("format") != "json-pages-1.0":
            says = "the first line is not {'format': 'json-pages-1.0', …}"
            self._reporter.add("pages.header-malformed", part.name, says, offset=0)

    def _row(self, part: Part, offset: int, body: dict[str, Any] | None) -> None:
        url = body.get("url") if body else None
        ts = body.get("ts") if body else None
        if not isinstance(url, str) or not isinstance(ts, str) or not _RFC3339.fullmatch(ts):
            says = f"url {str(url)[:120]!r}, ts {str(ts)[:60]!r}"
            self._reporter.add("pages.row-malformed", part.name, says, offset=offset)
            return
        page = str((body or {}).get("id") or "")
        self._facts.db.execute("INSERT INTO rows VALUES (?,?,?)", (page, url, ts))
        # Others give the time the page was done, not the WARC-Date of its record.
        exact = ts if self._reporter.ours else None
        if next(self._facts.ask(_CAPTURED, url, self._package, exact, exact), None) is None:
            says = f"{url[:200]} is not captured" + (f" at {ts}" if exact else "")
            self._reporter.add("pages.capture-missing", part.name, says, offset=offset, record=page)

    def _versions(self, parts: list[Part]) -> None:
        """Our list has a row for each article version."""
        question = """
        SELECT l.file, l.offset, l.article, l.url, l.captured FROM lines l WHERE l.package = ?
        AND NOT EXISTS (SELECT 1 FROM rows r WHERE r.url = l.url AND r.ts = l.captured)
        ORDER BY l.rowid
        """
        self._facts.db.execute("CREATE INDEX temp.rows_url ON rows (url, ts)")
        for file, offset, article, url, captured in self._facts.ask(question, self._package):
            says = f"no row in {parts[0].name} for {url[:200]} of {captured}"
            self._reporter.add("pages.row-missing", file, says, offset=offset, record=article)


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        body = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None
