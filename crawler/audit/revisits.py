"""Revisits against their originals: there, and the same (items W15, W16, R6)."""

from __future__ import annotations

import json

from crawler.audit.articles import lines_of
from crawler.audit.facts import Facts
from crawler.audit.parts import Part
from crawler.audit.reporting import Reporter

ELSEWHERE = "revisits/originals.jsonl"
"""What ``scrapy pack`` puts into a slice: the records outside it that its revisits refer to."""

_REVISITS = """
SELECT c.rowid, f.package, f.name, c.offset, c.id, c.uri, c.digest, c.profile, c.refers_to,
  c.refers_uri, c.refers_date
FROM captures c JOIN files f ON f.id = c.file WHERE c.type = 'revisit' ORDER BY c.rowid
"""
_ORIGINAL = "SELECT type, uri, date, digest FROM captures WHERE "
_BY_ID = _ORIGINAL + "id = ? LIMIT 1"
_BY_ADDRESS = _ORIGINAL + "uri = ? AND substr(date, 1, 19) = ? AND type <> 'revisit' LIMIT 1"
_BY_DIGEST = _ORIGINAL + "digest = ? AND type <> 'revisit' LIMIT 1"


def check(facts: Facts, reporters: dict[int, Reporter]) -> None:
    """Look every revisit up, in all that is audited.

    :param reporters: by package.
    """
    for row in facts.ask(_REVISITS):
        _, package, name, offset, record, uri, digest, profile, to, to_uri, to_date = row
        add = reporters[package].add
        original, how = _find(facts, uri, digest, to, (to_uri, to_date))
        if original is None:
            if profile is None and to is None and to_uri is None:
                continue  # neither of the two profiles: what it refers to is its own business
            said = "SELECT 1 FROM elsewhere WHERE id = ? AND package = ? AND digest IS ?"
            if next(facts.ask(said, to, package, digest), None) is not None:
                code, says = "warc.revisit-original-elsewhere", f"{to} is in another slice"
            else:
                code = "warc.revisit-original-missing"
                says = f"the original is not there, looked for by {how}"
            add(code, name, says, offset=offset, record=record)
            continue
        for says in _differences(original, digest, to_uri, to_date):
            add("warc.revisit-original-differs", name, says, offset=offset, record=record)


def enter_elsewhere(facts: Facts, package: int, part: Part) -> None:
    """Enter what a slice says of the originals outside it; a line that says nothing counts not."""
    for _, line in lines_of(part, 0, part.size):
        try:
            body = json.loads(line)
            row = (package, str(body["warcRecordId"]), str(body["payloadDigest"]))
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
        facts.db.execute("INSERT INTO elsewhere VALUES (?,?,?)", row)


Original = tuple[str, str | None, str | None, str | None]


def _find(
    facts: Facts,
    uri: str | None,
    digest: str | None,
    refers_to: str | None,
    address: tuple[str | None, str | None],
) -> tuple[Original | None, str]:
    """The original, and by what it was looked for: id, else address and date, else digest."""
    if refers_to is not None:
        return next(facts.ask(_BY_ID, refers_to), None), f"id {refers_to}"
    target, date = address[0] or uri, address[1]
    if date is not None:
        found = next(facts.ask(_BY_ADDRESS, target, date[:19]), None)
        return found, f"address {target} and date {date}"
    return next(facts.ask(_BY_DIGEST, digest), None), f"digest {digest}"


def _differences(
    original: Original, digest: str | None, to_uri: str | None, to_date: str | None
) -> list[str]:
    kind, uri, date, held = original
    found = []
    if kind == "revisit":
        found.append("it refers to another revisit")
    if digest is not None and held is not None and not _same_digest(digest, held):
        found.append(f"its payload is {digest}, its original's {held}")
    if to_uri is not None and uri is not None and to_uri.strip("<>") != uri:
        found.append(f"WARC-Refers-To-Target-URI is {to_uri[:200]}, its original's {uri[:200]}")
    if to_date is not None and date is not None and to_date[:19] != date[:19]:
        found.append(f"WARC-Refers-To-Date is {to_date}, its original's {date}")
    return found


def _same_digest(one: str, other: str) -> bool:
    """Another algorithm cannot be compared; letter case does not count."""
    algorithm, value = one.lower().split(":", 1) if ":" in one else ("", one)
    other_algorithm, other_value = other.lower().split(":", 1) if ":" in other else ("", other)
    return algorithm != other_algorithm or len(value) != len(other_value) or value == other_value
