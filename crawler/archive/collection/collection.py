"""A collection opened for writing: what a run keeps, reads back, and leaves in order."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from crawler.archive.collection import replacement
from crawler.archive.collection.archivist import Archivist
from crawler.archive.collection.closing import leave_in_order
from crawler.archive.collection.layout import Layout, write_atomically
from crawler.archive.collection.lock import Lock
from crawler.archive.collection.page_commit import Committed, Origin, PageCommit
from crawler.archive.collection.recovery import Recovery
from crawler.archive.collection.run import Ending, Run, report
from crawler.archive.collection.writing import DayFiles, Surroundings, Writing
from crawler.archive.warc import naming, reader
from crawler.archive.warc.exchanges import Answer, Reference, resolve
from crawler.archive.warc.reader import Record
from crawler.archive.warc.writer import WarcInfo, WarcWriter
from crawler.errors import ArchiveError, CaptureNotWritten
from crawler.ledger import Frontier, Ledger, LedgerReader
from crawler.models import Capture, Exchange
from crawler.page import http1


class Collection:
    """Writes one collection during one run, from construction to ``close``.

    :param root: folder of the collection, made when it is missing.
    :param max_bytes: size at which a WARC file is followed by the next.
    :raises CollectionLocked: another process writes it.
    :raises LinesLost: its article lines are to be made again first.
    :raises ArchiveError: it cannot be written, or is damaged beyond what a crash explains.
    """

    def __init__(self, root: Path, *, run: Run, max_bytes: int, surroundings: Surroundings) -> None:
        self.layout = Layout(root)
        self.run = run
        self.reason = ""
        """After ``close``: one line for people on how the run ended."""
        self._orderly = False
        self._now = surroundings.now
        self._step = surroundings.step
        with ExitStack() as undo:
            try:
                self._open(undo, surroundings)
            except OSError as error:
                raise ArchiveError(f"{root} cannot be opened for writing: {error}") from error
            self._undo = undo.pop_all()
        self._lines = DayFiles(self.layout.articles), DayFiles(self.layout.quarantine)
        self._writer = WarcWriter(
            self.layout.archive, prefix=run.is_part_of, info=_warcinfo(run), max_bytes=max_bytes,
            now=surroundings.now, new_id=surroundings.new_id,
        )  # fmt: skip
        self.writing = Writing(
            writer=self._writer, articles=self._lines[0], quarantine=self._lines[1],
            ledger=self._ledger, reader=self._writers_view, run=run.id,
            surroundings=surroundings,
        )  # fmt: skip
        self._archivist = Archivist(self.writing.commit)

    def _open(self, undo: ExitStack, surroundings: Surroundings) -> None:
        self.layout.create()
        self._lock = Lock(self.layout.lock)
        undo.callback(self._lock.release)
        self._ledger = Ledger(self.layout.ledger)
        undo.callback(self._ledger.close)
        self.reader = LedgerReader(self.layout.ledger)
        undo.callback(self.reader.close)
        self._writers_view = LedgerReader(self.layout.ledger)  # SQLite: one connection a thread
        undo.callback(self._writers_view.close)
        replacement.finish(self.layout, self._ledger, step=self._step)
        self.recovered = Recovery(
            self.layout, self._ledger, self.reader, surroundings=surroundings, run=self.run.id
        ).recover()
        with self._ledger.transaction():
            self.cycle = self._ledger.begin_run(
                self.run.id, self.run.began.isoformat(), plan=self.run.plan
            )
        self._step("run-begun")

    # -- writing -----------------------------------------------------------------------------

    def store(self, exchange: Exchange, origin: Origin) -> Future[Capture | None]:
        """Keep an exchange; done when it is durable, fails with ArchiveError."""
        return self._archivist.store(exchange, origin)

    def commit(self, page: PageCommit) -> Future[Committed]:
        """Commit what a page changes; done when it is durable, fails with ArchiveError."""
        return self._archivist.commit(page)

    @property
    def frontier(self) -> Frontier:
        """What is fetched next; only ``lease`` may be called from outside the writer thread."""
        return self._ledger.frontier

    # -- reading back ------------------------------------------------------------------------

    def answer(self, capture: Capture) -> Answer:
        """The head and entity that a capture stands for, a revisit resolved; of a 304 its own.

        :raises CorruptRecord: the record is damaged.
        :raises NotArchived: a revisit's original is not there.
        """
        record = self._record(capture)
        if capture.status == 304:
            return Answer(head=http1.parse_head(record.block), entity=b"", original=record)
        return resolve(record, self._find)

    def _record(self, capture: Capture) -> Record:
        path = naming.locate(self.layout.archive, capture.filename)
        return reader.read(path, capture.offset, capture.length)

    def _find(self, wanted: Reference) -> Record | None:
        if wanted.payload_digest is None:
            return None
        original = self.reader.original(wanted.payload_digest)
        return None if original is None else self._record(original)

    # -- ending ------------------------------------------------------------------------------

    @property
    def failure(self) -> ArchiveError | None:
        """What ended writing, None while it works."""
        return self._archivist.failure

    def close(self, ending: Ending, *, reason: str, facts: Mapping[str, Any]) -> Ending:
        """``finish``, then ``leave``, then ``abandon``."""
        ending = self.leave(self.finish(ending, reason=reason, facts=facts))
        self.abandon()
        return ending

    def finish(self, ending: Ending, *, reason: str, facts: Mapping[str, Any]) -> Ending:
        """Seal the files, write index, page list, manifest and the report of the run.

        When the archive could not be written it is left as it is, for the next run to recover.

        :returns: how the run ended after all: ``archive`` when this failed. ``self.reason``
            has the cause.
        """
        self._archivist.close()
        failure = self._archivist.failure
        try:
            self._writer.seal()  # needs no room; refused when it was the writer that failed
            self._step("warc-sealed")
            if failure is None:
                leave_in_order(
                    self.layout, self._ledger, self.reader, run=self.run, step=self._step
                )
        except (ArchiveError, OSError) as error:
            failure = failure or CaptureNotWritten(f"closing failed: {error}")
            self._writer.close()
        self._orderly = failure is None
        self.reason = reason
        if failure is not None:
            ending, self.reason = "archive", str(failure)
        try:
            self._report(ending, facts)
        except (ArchiveError, OSError) as error:
            if ending != "archive":
                ending, self.reason = "archive", f"closing failed: {error}"
        return ending

    def leave(self, ending: Ending) -> Ending:
        """The last act of a run: the ledger records that it has ended.

        After a kill before this the next run continues this one; after it, a run begins anew. So
        it comes as late as can be, with the ledger as one plain file already: a process may exit
        right after it, others call ``abandon``.

        :param ending: what ``finish`` returned.
        :returns: the same, or ``archive`` when the ledger does not take it.
        """
        self.reader.close()
        self._writers_view.close()
        if self._orderly:  # else the next run makes what is derived again
            self._ledger.come_to_rest()
            self._lock.clear()
            try:
                with self._ledger.transaction():
                    self._ledger.end_run(self.run.id, self._now().isoformat(), ending)
            except ArchiveError as error:
                ending, self.reason = "archive", str(error)
            self._step("run-ended")
        return ending

    def _report(self, ending: Ending, facts: Mapping[str, Any]) -> None:
        body = report(
            self.run,
            ended=self._now(),
            ending=ending,
            reason=self.reason,
            facts={**facts, **self._facts()},
        )
        write_atomically(self.layout.runs / f"{self.run.id}.json", [body])
        self._step("report-written")

    def abandon(self) -> None:
        """Close everything as it lies."""
        for files in self._lines:
            files.close()
        self._undo.pop_all().close()

    def _facts(self) -> dict[str, Any]:
        states = self.reader.states()
        return {
            "exchanges": self.writing.exchanges,
            "revisits": self.writing.revisits,
            "articleVersions": self.writing.versions,
            "quarantined": self.writing.refused,
            "addresses": {"total": sum(states.values()), **dict(sorted(states.items()))},
            "reasons": [
                {"state": state, "reason": why, "addresses": count}
                for state, why, count in self.reader.reasons()
            ],
            "recovered": {
                "sealedFiles": self.recovered.sealed,
                "tornBytes": self.recovered.torn_bytes,
                "captures": self.recovered.captures,
                "cutLineBytes": self.recovered.cut_bytes,
            },
        }


def _warcinfo(run: Run) -> WarcInfo:
    return WarcInfo(
        software=run.software,
        robots=run.robots,
        hostname=run.hostname,
        operator=run.operator or "",
        user_agent=run.user_agent,
        from_address=run.sender or "",
        is_part_of=run.is_part_of,
        description=f"run {run.id} of the spider {run.spider}",
        extra=(("crawl-id", run.id), *run.notes.items()),
    )
