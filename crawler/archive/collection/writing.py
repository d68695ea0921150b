"""The commit of a batch, in the order that lets a process die anywhere without a loss.

WARC bytes are written and fsynced, then the ledger speaks of them; article lines are appended
and fsynced, then their addresses are ``done``. A page's capture is committed before the page is
read, so for every page the order is: record → ledger → line → done. What a kill leaves beyond
the last commit is found by :mod:`crawler.archive.collection.recovery`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from crawler.archive.collection.batch import Batch
from crawler.archive.collection.jobs import (
    Draft,
    Settled,
    Store,
    Version,
)
from crawler.archive.collection.lines import DayFiles
from crawler.archive.collection.surroundings import Surroundings
from crawler.archive.warc import records
from crawler.archive.warc.records import Digested
from crawler.archive.warc.writer import WarcWriter
from crawler.ledger import Ledger, LedgerReader
from crawler.models import Capture, is_final


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
        versions = self._lines(batch)
        self._step("lines-written")
        sizes |= {f"articles/{day}.jsonl": size for day, size in self._articles.sync().items()}
        sizes |= {f"quarantine/{day}.jsonl": size for day, size in self._quarantine.sync().items()}
        self._step("lines-synced")
        with self._ledger.transaction():
            self._enter(kept)
            batch.settled = self._settle(batch, versions)
            for name, size in sizes.items():
                self._ledger.commit_file(name, size)
        self._step("ledger-committed")
        batch.captures = [one.capture for one in kept]
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

        One of the same batch stands before it in the file, so it cannot be lost without it.
        """
        if digested.not_modified:
            address = job.origin.address
            return None if address is None else self._reader.last_response(address)
        if not digested.may_revisit:
            return None
        return fresh.get(digested.payload_digest) or self._reader.original(digested.payload_digest)

    # -- lines -------------------------------------------------------------------------------

    def _lines(self, batch: Batch) -> list[list[tuple[Draft, Version]]]:
        newest: dict[str, tuple[int, str] | None] = {}
        written = []
        for job in batch.settles:
            versions = []
            for draft in job.outcome.drafts:
                if draft.article not in newest:
                    newest[draft.article] = self._reader.last_version(draft.article)
                version = draft.render(newest[draft.article])
                if version is not None:
                    newest[draft.article] = (version.number, version.version_id)
                    self._articles.append(version.day, version.line)
                    versions.append((draft, version))
            for refusal in job.outcome.refusals:
                self._quarantine.append(refusal.day, refusal.line)
                self.refused += 1
            written.append(versions)
        return written

    # -- ledger ------------------------------------------------------------------------------

    def _enter(self, kept: list[_Kept]) -> None:
        for one in kept:
            if one.capture is None:
                continue
            origin = one.job.origin
            address = origin.address
            if address is None:
                address = self._ledger.address_id(
                    origin.key, origin.url, origin.kind, run=self._run
                )
            self._ledger.add_capture(
                address, one.capture, run=self._run, index_status=one.index_status
            )
            exchange = one.job.exchange
            whole = exchange.truncated is None and exchange.error is None
            if origin.address is not None and whole and is_final(one.capture.status):
                self._ledger.captured(address, run=self._run)

    def _settle(self, batch: Batch, versions: list[list[tuple[Draft, Version]]]) -> list[Settled]:
        results = []
        for job, lines in zip(batch.settles, versions, strict=True):
            outcome = job.outcome
            pending = self._ledger.add(outcome.found, run=self._run)
            further = [replace(one, again=one.again or pending > 0) for one in outcome.further]
            pending += self._ledger.add(further, run=self._run)
            if outcome.retry:
                pending += self._ledger.due_again(run=self._run, attempts=outcome.retry)
            if outcome.recheck:
                pending += self._ledger.recheck(outcome.recheck, run=self._run)
            for draft, version in lines:
                self._ledger.add_version(
                    (
                        draft.article,
                        version.number,
                        version.version_id,
                        draft.record_id,
                        version.day,
                        draft.url,
                        draft.headline,
                        draft.captured,
                        self._run,
                    )
                )
            for one in outcome.validators:
                self._ledger.validators(one.address, one.etag, one.last_modified)
            self._ledger.add_listed(outcome.listed)
            for other in outcome.referred:
                self._ledger.add_capture(other.address, other.capture, run=other.run)
            for move in outcome.moved:
                self._ledger.move(move.address, move.url, run=self._run)
                pending += 1
            for settlement in outcome.settled:
                self._ledger.settle(
                    settlement.address, settlement.state, run=self._run, reason=settlement.reason
                )
            self.versions += len(lines)
            results.append(Settled(pending=pending, versions=len(lines)))
        return results
