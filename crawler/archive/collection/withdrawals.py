"""What is withheld: articles taken down, and the access rules that follow.

``withdrawals.jsonl`` is the record, one act a line: it grows, and is part of no run, so nothing
that is made again from the archive can lose it. ``acl/withdrawn.aclj`` follows from it and the
ledger: every pywb answers 451 to the addresses it names. WARC files, index and
article lines stay as they are.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Literal

from crawler.archive.collection.layout import Layout, write_atomically
from crawler.archive.warc import cdxj
from crawler.archive.warc.naming import sync_directory
from crawler.errors import ArchiveError
from crawler.ledger import LedgerReader

Act = Literal["withdraw", "restore"]

_EXACTLY = "###"
"""Quirk: behind a key, pywb takes a rule for that address alone and not for all below it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One act, as recorded."""

    act: Act
    article: str
    """Article id."""
    reason: str
    date: str
    """When, ISO 8601 in UTC."""
    addresses: tuple[str, ...] = field(default=())
    """Of a withdrawal: every address of the article that was known then."""


def entries(layout: Layout) -> list[Entry]:
    """Every act ever recorded, oldest first.

    :raises ArchiveError: the file cannot be read.
    """
    try:
        written = layout.withdrawals.read_bytes().splitlines()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise ArchiveError(f"{layout.withdrawals} cannot be read: {error}") from error
    return [_entry(layout, number, line) for number, line in enumerate(written, 1)]


def in_force(layout: Layout) -> dict[str, Entry]:
    """The withdrawals that hold, by article id, oldest first.

    :raises ArchiveError: they cannot be read: then nothing may be published.
    """
    held: dict[str, Entry] = {}
    for entry in entries(layout):
        held.pop(entry.article, None)
        if entry.act == "withdraw":
            held[entry.article] = entry
    return held


def record(layout: Layout, entry: Entry, reader: LedgerReader) -> bool:
    """Record an act and make the rules follow, also while a crawl is writing.

    :returns: False when it changes nothing; the rules are made again all the same.
    :raises ArchiveError: it cannot be recorded. The record is written first: killed in between,
        the next act or run makes the rules.
    """
    try:
        with _alone(layout):
            changes = (entry.act == "withdraw") != (entry.article in in_force(layout))
            if changes:
                lines = [*entries(layout), entry]
                write_atomically(layout.withdrawals, map(_line, lines))
            _write_rules(layout, reader)
    except OSError as error:
        raise ArchiveError(f"{layout.root} cannot be written: {error}") from error
    return changes


def refresh(layout: Layout, reader: LedgerReader) -> None:
    """Make ``acl/withdrawn.aclj`` again, or take it away when nothing is withheld.

    :raises ArchiveError: the record cannot be read.
    :raises OSError: the rules cannot be written; the old ones are untouched.
    """
    with _alone(layout):
        _write_rules(layout, reader)


@contextmanager
def _alone(layout: Layout) -> Iterator[None]:
    """Wait for another take-down under way. A take-down must not wait for the end of a crawl, nor
    be undone by rules that a crawl made a moment before."""
    handle = os.open(layout.root, os.O_RDONLY | os.O_DIRECTORY)  # a lock that is no file
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _write_rules(layout: Layout, reader: LedgerReader) -> None:
    found = rules(in_force(layout).values(), reader)
    if found:
        layout.rules.parent.mkdir(exist_ok=True)
        write_atomically(layout.rules, found)
    elif layout.rules.exists():
        layout.rules.unlink()
        sync_directory(layout.rules.parent)


def rules(held: Iterable[Entry], reader: LedgerReader) -> list[bytes]:
    """The lines of ``acl/withdrawn.aclj``: pywb's access rules, in its order, last key first."""
    lines = {
        f"{key}{_EXACTLY} - {json.dumps({'access': 'block', 'url': url})}\n".encode()
        for entry in held
        for key, url in keys(entry, reader).items()
    }
    return sorted(lines, reverse=True)


def keys(entry: Entry, reader: LedgerReader) -> Mapping[str, str]:
    """The index keys of a withdrawn article, each with an address: what was known and what is."""
    known = sorted({*entry.addresses, *reader.addresses_of(entry.article)})
    return {cdxj.key(url): url for url in known}


def withdrawal(
    article: str, *, reason: str, now: Callable[[], datetime], reader: LedgerReader
) -> Entry | None:
    """The act of withdrawing an article; None when the collection has no such article.

    :param now: the clock, in UTC.
    """
    addresses = tuple(reader.addresses_of(article))
    if not addresses:
        return None
    return Entry(
        act="withdraw", article=article, reason=reason, date=instant(now()), addresses=addresses
    )


def instant(at: datetime) -> str:
    """As the record writes it."""
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def _entry(layout: Layout, number: int, line: bytes) -> Entry:
    try:
        act = json.loads(line)
        if act["act"] not in ("withdraw", "restore"):
            raise ValueError(f"unknown act {act['act']!r}")
        texts = [str(act[name]) for name in ("article", "reason", "date")]
        addresses = tuple(map(str, act.get("addresses", ())))
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise ArchiveError(f"{layout.withdrawals} line {number}: {error!r}") from error
    article, reason, date = texts
    return Entry(act=act["act"], article=article, reason=reason, date=date, addresses=addresses)


def _line(entry: Entry) -> bytes:
    written = {name: value for name, value in asdict(entry).items() if value or name != "addresses"}
    return (json.dumps(written, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def captures(held: Iterable[Entry], reader: LedgerReader) -> Iterator[tuple[str, int]]:
    """File name and offset of every capture of withdrawn articles."""
    for entry in held:
        for key in keys(entry, reader):
            for capture in reader.by_key(key):
                yield capture.filename, capture.offset
