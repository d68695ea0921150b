"""The audit of some names: read every byte once, then hold what was found against each other."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from crawler.archive.collection.lock import is_locked
from crawler.audit import (
    borrowed,
    derived,
    events,
    index,
    ledger,
    manifest,
    pages,
    provenance,
    scan,
)
from crawler.audit.facts import Facts
from crawler.audit.findings import Reporter, Tally
from crawler.audit.packages import Kind, Package, Subject, check_files, is_auditable, open_package
from crawler.audit.parts import Part

_ANNEX_C = re.compile(r".+-[0-9]{14}(?:[0-9]{3})?-[0-9]{1,8}-.+\.warc(?:\.gz)?(?:\.open)?")
Progress = Callable[[int, int], None]
"""Takes how many bytes were read, and how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the audit of one name came to."""

    name: str
    kind: Kind
    path: str
    source_of: str | None
    """The name whose records lie here, when only that name was given and not this one."""
    empty: bool
    """There was nothing to audit."""
    files: int
    records: int
    bytes: int
    """Of the files that were read."""
    tally: Tally = field(repr=False)

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return self.tally.count("error")

    @property
    def warnings(self) -> int:
        """How many findings are warnings."""
        return self.tally.count("warning")


def audit(
    names: Sequence[tuple[str, Path]], *, jobs: int = 1, progress: Progress | None = None
) -> list[Verdict]:
    """Audit names as one set: a revisit of one may refer to a record of another.

    Archives that named collections were crawled from are audited with them, behind the named ones.
    Nothing is written but to a temporary folder, about a hundredth of the size of the WARC files.

    :param names: each as given, and where it lies (:func:`crawler.audit.packages.locate`).
    :param jobs: processes.
    :raises OSError: a file cannot be read.
    """
    with (
        tempfile.TemporaryDirectory(prefix="audit-") as folder,
        closing(Facts(Path(folder))) as facts,
    ):
        audits: list[_Audit] = []

        def enter(name: str, path: Path, source_of: str | None = None) -> _Audit:
            scratch = Path(folder, str(len(audits)))
            scratch.mkdir()
            package = open_package(name, path, scratch=scratch)
            audits.append(_Audit(len(audits), package, facts, source_of))
            return audits[-1]

        for name, path in names:
            enter(name, path)
        for each in tuple(audits):
            each.find_sources(audits, enter)
        done, total = 0, sum(each.bytes for each in audits)
        with scan.pool(jobs if total >= scan.SMALL else 1) as map_in_order:
            for each in audits:
                for found in map_in_order(each.tasks()):
                    each.take(found)
                    done += found.task.bytes
                    if progress is not None:
                        progress(done, total)
        for each in audits:
            each.enter_unread()
        facts.settle()
        reporters = {each.number: each.reporter for each in audits}
        events.check_ids(facts, reporters)
        events.check_revisits(facts, reporters)
        return [each.verdict() for each in audits]


class _Audit:
    """The audit of one name."""

    def __init__(self, number: int, package: Package, facts: Facts, source_of: str | None) -> None:
        self.number = number
        self.package = package
        self.running = package.kind == "collection" and is_locked(package.root / ".lock")
        # A WACZ may leave out what is withheld, or be a slice: it is held to the standard only.
        self.reporter = Reporter(Tally(), ours=package.kind == "collection")
        self._subject = Subject(number=number, package=package, facts=facts, reporter=self.reporter)
        self._facts = facts
        self._source_of = source_of
        self._sources: list[_Audit] = []
        self._borrows = borrowed.borrows(package)
        self._unread: list[str] = []
        self._warcs = [
            part for part in package.warcs if not (self.running and part.name.endswith(".open"))
        ]
        self._ours = {part.name: self.reporter.ours or scan.is_ours(part) for part in self._warcs}
        self._files: dict[str, int] = {}
        self._reached: dict[str, int] = {}
        self._records = 0
        texts = (*package.below("articles"), *package.below("quarantine"))
        self._lines = [part for part in texts if part.name.endswith(".jsonl")]
        self._hashed = [] if package.kind == "warc" else list(package.parts.values())
        self._read = (*self._warcs, *self._lines, *self._hashed)
        self.bytes = sum(part.size for part in self._read)

    # -- where the records lie ---------------------------------------------------------------

    def find_sources(
        self, audits: Sequence[_Audit], enter: Callable[[str, Path, str], _Audit]
    ) -> None:
        """Find the archives that hold the records of a collection that has none.

        :param audits: those entered so far.
        :param enter: enters another.
        """
        origins = borrowed.origins(self.package)
        self._borrows = self._borrows or bool(origins)
        if self._borrows and not origins:
            self._unread.append("no report in runs/ names the archive it was crawled from")
        for path in origins:
            known = (each for each in audits if each.package.root.resolve() == path)
            source = next(known, None)
            if source is None and is_auditable(path):
                source = enter(path.name, path, self.package.name)
            if source is None:
                self._unread.append(f"{path} is not there")
            else:
                self._sources.append(source)
                self._facts.add_home(self.number, source.number)

    def enter_unread(self) -> None:
        """Enter what is said of records that were not read: by the ledger, and by a slice."""
        unread = [
            f"{source.package.root} is being written" for source in self._sources if source.running
        ]
        borrowed.enter_unread(self._subject, unread=[*self._unread, *unread])
        part = self.package.parts.get(events.ELSEWHERE)
        if part is not None:
            events.enter_elsewhere(self._facts, self.number, part)

    # -- reading -----------------------------------------------------------------------------

    def tasks(self) -> Iterator[scan.Task]:
        """What is to be read."""
        for part in self._warcs:
            self._files[part.name] = self._facts.add_file(self.number, part.name)
            indexed = self.package.kind != "warc"
            yield from scan.warc_ranges(part, ours=self._ours[part.name], indexed=indexed)
        for part in self._lines:
            yield from scan.line_ranges(part)
        for part in self._hashed:
            yield scan.Hash(part=part)

    def take(self, found: scan.Found) -> None:
        """Enter what was read."""
        name, tally = found.task.part.name, self.reporter.tally
        if isinstance(found, scan.WarcFound):
            joined = scan.at_seam(found, self._reached.get(name, 0))
            if joined is not None:
                self._reached[name] = joined.end
                tally.merge(joined.tally)
                self._records += len(joined.records)
                self._facts.add_records(
                    self._files[name], joined.records, joined.captures, joined.warcinfos
                )
        elif isinstance(found, scan.LinesFound):
            tally.merge(found.tally)
            self._facts.add_lines(self.number, found.lines, found.pages)
        else:
            self._subject.hashes[name] = found.value
            if not found.sound:
                says = "its CRC-32 is not the one in the ZIP"
                self.reporter.add("wacz.zip-damaged", name, says, offset=0)

    # -- judging -----------------------------------------------------------------------------

    def verdict(self) -> Verdict:
        """All the checks that need everything to have been read."""
        package = self.package
        empty = (
            package.kind in ("collection", "folder")
            and not (self._warcs or self._lines)
            and ledger.holds_nothing(package.root / ledger.NAME)
        )
        if not empty:
            sealed = ledger.committed(self._subject) if self.reporter.ours else frozenset()
            for part in self._warcs:
                self._file(part, committed=part.name in sealed)
            if self.running:
                says = "another process holds the lock; only what is sealed was checked"
                self.reporter.add("collection.being-written", ".lock", says)
            elif package.kind != "warc":
                self._package()
        return Verdict(
            name=package.name, kind=package.kind, path=str(package.root),
            source_of=self._source_of, empty=empty,
            files=len({part.name for part in self._read}), records=self._records,
            bytes=self.bytes, tally=self.reporter.tally,
        )  # fmt: skip

    def _file(self, part: Part, *, committed: bool) -> None:
        reporter = Reporter(self.reporter.tally, ours=self._ours[part.name])
        if not part.size:
            reporter.add("warc.file-empty", part.name, "the file holds no byte", offset=0)
            return
        if not _ANNEX_C.fullmatch(part.basename):
            reporter.add("warc.file-name-form", part.name, f"the name is {part.basename!r}")
        file = self._files[part.name]
        events.Events(
            facts=self._facts, file=file, name=part.name, reporter=reporter, committed=committed
        ).check()

    def _package(self) -> None:
        subject = self._subject
        check_files(subject, borrowed=self._borrows)
        index.check(subject)
        pages.check(subject)
        if self._lines:
            provenance.check(subject)
        if self.package.kind == "collection":
            derived.check(subject)
            ledger.check(subject)
        manifest.check(subject)
