"""Article lines against captures, and against each other: provenance and version chains."""

from __future__ import annotations

from crawler.audit.packages import Subject

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


def check(subject: Subject) -> None:
    """Every line comes from captures that are there; versions follow on each other.

    A package that is no collection may be a slice: further pages, and the versions before its
    first, may lie in another slice.
    """
    ask, add, number = subject.facts.ask, subject.reporter.add, subject.number
    whole = subject.reporter.ours
    for file, offset, article, record, url, missing, *same in ask(_PAGES, number, whole):
        wrong = ", ".join(
            name for name, is_same in zip(_COMPARED, same, strict=True) if not is_same
        )
        if missing:
            says = f"no record {record[:80]} of {url[:200]}"
            add("article.capture-missing", file, says, offset=offset, record=article)
        elif wrong:
            says = f"its capture has another {wrong}"
            add("article.capture-differs", file, says, offset=offset, record=article)
    for file, offset, article, version, previous, before, last, last_id in ask(_CHAINS, number):
        if before != article:
            last, last_id = 0, None
        code, says = "article.chain-broken", ""
        if version == last and before == article:
            code = "article.version-repeated"
            says = f"version {version} of {article} is on an earlier line too"
        elif version != last + 1:
            says = f"version {version} follows version {last}" if whole else ""
        elif previous != last_id:
            says = f"previousVersion is {previous}, version {last} is {last_id}"
        if says:
            add(code, file, says, offset=offset, record=article)
