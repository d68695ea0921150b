"""Article lines against captures, and against each other: provenance and version chains."""

from __future__ import annotations

from crawler.audit.facts import Facts
from crawler.audit.reporting import Reporter

_PAGES = """
SELECT p.file, p.offset, p.article, p.record_id, p.url, c.id IS NULL, p.warc_file IS f.basename,
  p.warc_offset IS c.offset, p.length IS c.length, p.digest IS c.digest, p.date IS c.date,
  p.url IS c.uri, p.status IS c.status
FROM pages p
LEFT JOIN captures c ON c.rowid = (SELECT x.rowid FROM captures x JOIN files g ON g.id = x.file
  WHERE x.id = p.record_id AND (p.package, g.package) IN (SELECT package, home FROM homes) LIMIT 1)
LEFT JOIN files f ON f.id = c.file
WHERE p.package = ?1 AND (?2 OR EXISTS
  (SELECT 1 FROM files o WHERE o.package = ?1 AND o.basename = p.warc_file))
ORDER BY p.rowid
"""
_COMPARED = (
    "warcFile", "warcOffset", "warcLength", "payloadDigest", "dateDownloaded", "url", "httpStatus",
)  # fmt: skip
_CHAINS = """
SELECT file, offset, article, version, previous,
  lag(article) OVER chain, lag(version) OVER chain, lag(version_id) OVER chain
FROM lines WHERE package = ? WINDOW chain AS (ORDER BY article, version, rowid)
"""


def check(facts: Facts, package: int, reporter: Reporter) -> None:
    """Every line comes from captures that are there; versions follow on each other.

    A package that is no collection may be a slice of one: further pages, and the versions before
    its first, may lie in another.
    """
    whole = bool(reporter.ours)
    for file, offset, article, record, url, missing, *same in facts.ask(_PAGES, package, whole):
        if missing:
            says = f"no record {record[:80]} of {url[:200]}"
            code = "article.capture-missing"
        else:
            names = zip(_COMPARED, same, strict=True)
            wrong = [name for name, is_same in names if not is_same]
            if not wrong:
                continue
            says, code = f"its capture has another {', '.join(wrong)}", "article.capture-differs"
        reporter.add(code, file, says, offset=offset, record=article)
    for row in facts.ask(_CHAINS, package):
        file, offset, article, version, previous, before, last, last_id = row
        if before != article:
            last, last_id = 0, None
        if version == last and before == article:
            says = f"version {version} of {article} is on an earlier line too"
            reporter.add("article.version-repeated", file, says, offset=offset, record=article)
        elif version != last + 1:
            if not whole:
                continue
            says = f"version {version} follows version {last}"
            reporter.add("article.chain-broken", file, says, offset=offset, record=article)
        elif previous != last_id:
            says = f"previousVersion is {previous}, version {last} is {last_id}"
            reporter.add("article.chain-broken", file, says, offset=offset, record=article)
