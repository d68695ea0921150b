"""A collection opened for writing: what a run keeps, reads back, and leaves in order."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from crawler import http1
from crawler.collection.archivist import Archivist
from crawler.collection.closing import leave_in_order
from crawler.collection.jobs import Origin, Outcome, Settled
from crawler.collection.layout import Layout, write_atomically
from crawler.collection.lines import DayFiles
from crawler.collection.lock import Lock
from crawler.collection.recovery import Recovery
from crawler.collection.run import Ending, Run, report
from crawler.collection.surroundings import Surroundings
from crawler.collection.writing import Writing
from crawler.errors import ArchiveError
from crawler.ledger import Ledger, LedgerReader
from crawler.models import Capture, Exchange
from crawler.warc import naming, reader
from crawler.warc.exchanges import Answer, Reference, resolve
from crawler.warc.reader import Record
from crawler.warc.warcinfo import WarcInfo
from crawler.warc.writer import WarcWriter


class Collection:
    """Writes one collection during one run, from construction to ``close``.

    :param root: folder of the collection, made when it is missing.
    :param max_bytes: size at which a WARC file is followed by the next.
    :raises CollectionLocked: another process writes it.
    :raises ArchiveError: it cannot be written, or is damaged beyond what a crash explains.
    """

    def __init__(self, root: Path, *, run: Run, max_bytes: int, surroundings: Surroundings) -> None:
        self.layout = Layout(root)
        self.run = run
        self._now = surroundings.now
        with ExitStack() as undo:
            try:
                self.layout.create()
                self._lock = Lock(self.layout.lock)
                undo.callback(self._lock.release)
                self._ledger = Ledger(self.layout.ledger)
                undo.callback(self._ledger.close)
                self.reader = LedgerReader(self.layout.ledger)
                self.recovered = Recovery(
                    self.layout, self._ledger, self.reader,
                    key_of=surroundings.key_of, run=run.id,
                ).recover()  # fmt: skip
                with self._ledger.transaction():
                    self._ledger.begin_run(run.id, run.began.isoformat())
            except OSError as error:
                raise ArchiveError(f"{root} cannot be opened for writing: {error}") from error
            undo.pop_all()
        self._lines = DayFiles(self.layout.articles), DayFiles(self.layout.quarantine)
        self._writer = WarcWriter(
            self.layout.archive, prefix=run.is_part_of, info=_warcinfo(run), max_bytes=max_bytes,
            now=surroundings.now, new_id=surroundings.new_id,
        )  # fmt: skip
        self._writers_view = LedgerReader(self.layout.ledger)  # SQLite: one connection a thread
        self.writing = Writing(
            writer=self._writer, articles=self._lines[0], quarantine=self._lines[1],
            ledger=self._ledger, reader=self._writers_view, run=run.id,
            surroundings=surroundings,
        )  # fmt: skip
        self._archivist = Archivist(self.writing.commit)

    # -- writing -----------------------------------------------------------------------------

    def store(self, exchange: Exchange, origin: Origin) -> Future[Capture | None]:
        """Keep an exchange; done when it is durable, fails with ArchiveError."""
        return self._archivist.store(exchange, origin)

    def settle(self, outcome: Outcome) -> Future[Settled]:
        """Commit what was read; done when it is durable, fails with ArchiveError."""
        return self._archivist.settle(outcome)

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
        """Seal the files, write index, page list and manifest, and the report last of all.

        When the archive could not be written it is left as it is, for the next run to recover.

        :returns: how the run ended in the end: ``archive`` when closing failed.
        """
        self._archivist.close()
        if self._archivist.failure is None and ending != "archive":
            try:
                self._writer.seal()
                leave_in_order(self.layout, self._ledger, self.reader, run=self.run)
            except (ArchiveError, OSError) as error:
                ending, reason = "archive", f"closing failed: {error}"
        else:
            self._writer.close()
            ending, reason = "archive", str(self._archivist.failure or reason)
        ended = self._now()
        body = report(
            self.run, ended=ended, ending=ending, reason=reason, facts={**facts, **self._facts()}
        )
        try:
            if ending != "archive":
                with self._ledger.transaction():
                    self._ledger.end_run(self.run.id, ended.isoformat(), ending)
            write_atomically(self.layout.runs / f"{self.run.id}.json", [body])
        except (ArchiveError, OSError):
            ending = "archive"
        self.abandon()
        return ending

    def abandon(self) -> None:
        """Let go of everything as it lies."""
        for files in self._lines:
            files.close()
        self.reader.close()
        self._writers_view.close()
        self._ledger.close()
        self._lock.release()

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
