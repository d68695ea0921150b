"""The commit of a batch, in the order that lets a process die anywhere without a loss.

WARC bytes are written and fsynced, then the ledger knows of them; article lines are appended
and fsynced, then their addresses are ``done``. A page's capture is committed before the page is
read, so for every page the order is: record → ledger → line → done. What a kill leaves beyond
the last commit is found by :mod:`crawler.archive.collection.recovery`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from crawler.archive.collection.archivist import Batch, Store
from crawler.archive.collection.page_commit import ArticleDraft, ArticleLine, Committed, PageCommit
from crawler.archive.warc import records
from crawler.archive.warc.naming import sync_directory
from crawler.archive.warc.records import Digested
from crawler.archive.warc.writer import WarcWriter
from crawler.ledger import Found, Ledger, LedgerReader
from crawler.models import Capture, Hop
from crawler.page.http1 import is_final


class DayFiles:
    """Lines appended to ``<folder>/<day>.jsonl``.

    Nothing counts until the caller has committed the sizes that ``sync`` returned.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, int] = {}
        self._sizes: dict[str, int] = {}
        self._dirty: set[str] = set()

    def append(self, day: str, line: bytes) -> None:
        """Add one line (with its line feed) to the file of a day (``YYYY-MM-DD``, UTC)."""
        handle = self._open.get(day)
        if handle is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            path = self._folder / f"{day}.jsonl"
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
            self._open[day] = handle
            self._sizes[day] = os.fstat(handle).st_size
            sync_directory(self._folder)
        view = memoryview(line)
        while view:
            view = view[os.write(handle, view) :]
        self._sizes[day] += len(line)
        self._dirty.add(day)

    def sync(self) -> dict[str, int]:
        """Make the appended lines durable.

        :returns: the size of each file that grew since the last call, by its day.
        """
        grown = {}
        for day in sorted(self._dirty):
            os.fdatasync(self._open[day])
            grown[day] = self._sizes[day]
        self._dirty.clear()
        return grown

    def close(self) -> None:
        """Close the files."""
        for handle in self._open.values():
            os.close(handle)
        self._open.clear()


def cut(path: Path, committed: int) -> int:
    """Cut a file back to its committed length.

    Lines are derived from the archive, so what is cut is read again, not lost.

    :returns: how many bytes went; 0 when the file is no longer than that.
    """
    size = path.stat().st_size
    if size <= committed:
        return 0
    with path.open("r+b") as file:
        file.truncate(committed)
        os.fsync(file.fileno())
    return size - committed


def ignore_step(_: str) -> None:
    """The observer of a collection that nothing observes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a run takes from outside: clock, record ids, rule of addresses, observer of steps."""

    now: Callable[[], datetime]
    """The clock, aware UTC."""
    new_id: Callable[[], UUID]
    """Ids of records."""
    locate: Callable[[str, Hop], Found]
    """URL and hop of a capture → the address that the ledger enters for it."""
    step: Callable[[str], None] = ignore_step
    """Called with the name of each step of a commit that was just taken."""


@dataclass(frozen=True, slots=True)
class _Kept:
    job: Store
    capture: Capture | None
    index_status: str | None


class Writing:
    """Everything a batch is written with. Used by the writer thread alone."""

    def __init__(
        self,
        *,
        writer: WarcWriter,
        articles: DayFiles,
        quarantine: DayFiles,
        ledger: Ledger,
        reader: LedgerReader,
        run: str,
        surroundings: Surroundings,
    ) -> None:
        self._writer = writer
        self._articles = articles
        self._quarantine = quarantine
        self._ledger = ledger
        self._reader = reader
        self._run = run
        self._new_id = surroundings.new_id
        self._step = surroundings.step
        self.exchanges = 0
        self.revisits = 0
        self.versions = 0
        self.refused = 0

    def commit(self, batch: Batch) -> None:
        """Make a batch durable; its results are in it afterwards.

        :raises ArchiveError: it is not, and nothing may be written after it.
        :raises OSError: likewise.
        """
        sizes: dict[str, int] = {}
        kept = self._append(batch, sizes)
        self._step("warc-written")
        if kept:
            self._writer.sync()
            self._step("warc-synced")
        lines = self._lines(batch)
        self._step("lines-written")
        sizes |= {f"articles/{day}.jsonl": size for day, size in self._articles.sync().items()}
        sizes |= {f"quarantine/{day}.jsonl": size for day, size in self._quarantine.sync().items()}
        self._step("lines-synced")
        with self._ledger.transaction():
            self._enter(kept)
            batch.committed = self._commit(batch, lines)
            for name, size in sizes.items():
                self._ledger.commit_file(name, size)
        self._step("ledger-committed")
        batch.captures = [stored.capture for stored in kept]
        self.exchanges += len(kept)

    # -- WARC --------------------------------------------------------------------------------

    def _append(self, batch: Batch, sizes: dict[str, int]) -> list[_Kept]:
        fresh: dict[str, Capture] = {}
        return [self._store(job, fresh, sizes) for job in batch.stores]

    def _store(self, job: Store, fresh: dict[str, Capture], sizes: dict[str, int]) -> _Kept:
        digested = records.digest(job.exchange)
        original = self._original(digested, job, fresh)
        status: str | None = None

        def encode(warcinfo_id: str) -> records.Encoded:
            nonlocal status
            encoded = records.encode(
                digested,
                hop=job.origin.hop,
                warcinfo_id=warcinfo_id,
                new_id=self._new_id,
                original=original,
            )
            status = encoded.index_status
            return encoded

        capture = self._writer.append(encode)
        if self._writer.filename is not None:
            sizes[f"archive/{self._writer.filename}"] = self._writer.position
        if capture is not None and capture.record_type == "revisit":
            self.revisits += 1
        elif capture is not None and digested.may_revisit:
            fresh.setdefault(capture.payload_digest, capture)
        return _Kept(job, capture, status)

    def _original(
        self, digested: Digested, job: Store, fresh: dict[str, Capture]
    ) -> Capture | None:
        """The earlier capture that a revisit record may refer to: durable, or in this batch.

        A capture of the same batch stands before it in the file: neither is lost alone.
        """
        if digested.not_modified:
            origin = job.origin
            return None if origin.prerequisite else self._reader.last_response(origin.key)
        if not digested.may_revisit:
            return None
        return fresh.get(digested.payload_digest) or self._reader.original(digested.payload_digest)

    # -- lines -------------------------------------------------------------------------------

    def _lines(self, batch: Batch) -> list[list[tuple[ArticleDraft, ArticleLine]]]:
        newest: dict[str, tuple[int, str] | None] = {}
        written = []
        for job in batch.commits:
            lines = []
            for draft in job.page.drafts:
                if draft.article not in newest:
                    newest[draft.article] = self._reader.last_version(draft.article)
                line = draft.render(newest[draft.article])
                if line is not None:
                    newest[draft.article] = (line.number, line.version_id)
                    self._articles.append(line.day, line.line)
                    lines.append((draft, line))
            for refused in job.page.refused:
                self._quarantine.append(refused.day, refused.line)
                self.refused += 1
            written.append(lines)
        return written

    # -- ledger ------------------------------------------------------------------------------

    def _enter(self, kept: list[_Kept]) -> None:
        ledger, run = self._ledger, self._run
        for stored in kept:
            if stored.capture is None:
                continue
            origin, exchange = stored.job.origin, stored.job.exchange
            if origin.prerequisite:
                ledger.add_prerequisite(origin.key, origin.url, origin.kind, run=run)
            ledger.add_capture(
                origin.key, stored.capture, run=run, index_status=stored.index_status
            )
            whole = exchange.truncated is None and exchange.error is None
            if not origin.prerequisite and whole and is_final(stored.capture.status):
                ledger.frontier.captured(origin.key, run=run)

    def _commit(
        self, batch: Batch, written: list[list[tuple[ArticleDraft, ArticleLine]]]
    ) -> list[Committed]:
        return [
            self._page(job.page, lines) for job, lines in zip(batch.commits, written, strict=True)
        ]

    def _page(self, page: PageCommit, lines: list[tuple[ArticleDraft, ArticleLine]]) -> Committed:
        ledger, frontier, run = self._ledger, self._ledger.frontier, self._run
        pending = frontier.add(page.found, run=run)
        further = [replace(new, again=new.again or pending > 0) for new in page.further]
        pending += frontier.add(further, run=run)
        if page.due is not None:
            pending += frontier.make_due(page.due, run=run)
        for draft, line in lines:
            ledger.add_version(
                (
                    draft.article, line.number, line.version_id, draft.record_id, line.day,
                    draft.url, draft.headline, draft.captured, run,
                )
            )  # fmt: skip
        for given in page.validators:
            ledger.keep_validators(given.key, given.etag, given.last_modified)
        ledger.add_listed(page.listed)
        for borrowed in page.borrowed:
            ledger.add_capture(borrowed.key, borrowed.capture, run=borrowed.run)
        for move in page.moved:
            frontier.move(move.key, move.url, run=run)
            pending += 1
        for update in page.updates:
            frontier.settle(update.key, update.state, run=run, reason=update.reason)
        self.versions += len(lines)
        return Committed(pending=pending, versions=len(lines))
