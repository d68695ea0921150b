"""The audit of some names: read every byte once, then hold what was found against each other."""

from __future__ import annotations

import fcntl
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from crawler.audit import (
    borrowed,
    events,
    ledger,
    pages,
    provenance,
    revisits,
    unmodified,
    wacz,
    withdrawals,
)
from crawler.audit.facts import Facts
from crawler.audit.findings import Tally
from crawler.audit.index import Index
from crawler.audit.manifest import DIGEST, Manifest
from crawler.audit.manifest import NAME as MANIFEST
from crawler.audit.packages import (
    Kind,
    Package,
    is_auditable,
    open_package,
)
from crawler.audit.parts import Part
from crawler.audit.pool import SMALL, Run, pool
from crawler.audit.reporting import Reporter
from crawler.audit.scan import (
    Found,
    Hash,
    Hashed,
    LinesFound,
    Task,
    WarcFound,
    at_seam,
    is_ours,
    line_ranges,
    warc_ranges,
)

_ANNEX_C = re.compile(r".+-[0-9]{14}(?:[0-9]{3})?-[0-9]{1,8}-.+\.warc(?:\.gz)?(?:\.open)?")
Progress = Callable[[int, int], None]
"""Told how many bytes are done, and how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the audit of one name came to."""

    name: str
    kind: Kind
    path: str
    source_of: str | None
    """The name that it was audited for without having been named itself: its records lie here."""
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
        """How many are not."""
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
    with tempfile.TemporaryDirectory(prefix="audit-") as folder:
        facts = Facts(Path(folder))
        try:
            audits: list[_Audit] = []

            def enter(name: str, path: Path, source_of: str | None = None) -> _Audit:
                scratch = Path(folder, str(len(audits)))
                scratch.mkdir()
                package = open_package(name, path, scratch=scratch)
                audits.append(_Audit(len(audits), package, facts, source_of))
                return audits[-1]

            for name, path in names:
                enter(name, path)
            for one in tuple(audits):
                one.find_sources(audits, enter)
            total = sum(one.bytes for one in audits)
            with pool(jobs if total >= SMALL else 1) as run:
                _Reading(total, progress).read(audits, run)
            for one in audits:
                one.elsewhere()
            for one in audits:
                one.believe()
            facts.settle()
            reporters = {one.number: one.reporter for one in audits}
            events.check_ids(facts, reporters)
            revisits.check(facts, reporters)
            return [one.verdict() for one in audits]
        finally:
            facts.close()


class _Reading:
    """Progress over all names."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self._total = total
        self._progress = progress
        self._done = 0

    def read(self, audits: list[_Audit], run: Run) -> None:
        for one in audits:
            for found in run(one.tasks()):
                one.take(found)
                self._done += found.task.bytes
                if self._progress is not None:
                    self._progress(self._done, self._total)


class _Audit:
    """One name."""

    def __init__(self, number: int, package: Package, facts: Facts, source_of: str | None) -> None:
        self.number = number
        self._source_of = source_of
        self.package = package
        self._facts = facts
        self.tally = Tally()
        self.running = package.kind == "collection" and _is_locked(package.root / ".lock")
        self._sources: list[_Audit] = []
        self._borrows = borrowed.borrows(package)
        self._unread: list[str] = []
        self._committed: frozenset[str] = frozenset()
        self._warcs = [
            part for part in package.warcs if not (self.running and part.name.endswith(".open"))
        ]
        self._ours = {part.name: self._is_ours(part) for part in self._warcs}
        # A WACZ may leave out what is withheld, or be a slice, so it promises what anybody's does.
        self.reporter = Reporter(self.tally, ours=package.kind == "collection")
        self._files: dict[str, int] = {}
        self._reached: dict[str, int] = {}
        self._hashes: dict[str, str] = {}
        self._records = 0
        self._lines = [
            part
            for part in (*package.below("articles"), *package.below("quarantine"))
            if part.name.endswith(".jsonl")
        ]
        self._hashed = [] if package.kind == "warc" else list(package.parts.values())
        read = (*self._warcs, *self._lines, *self._hashed)
        self.bytes = sum(part.size for part in read)

    @property
    def _empty(self) -> bool:
        if self.package.kind in ("warc", "wacz") or self._warcs or self._lines:
            return False
        return ledger.holds_nothing(self.package.root / ledger.NAME)

    def _is_ours(self, part: Part) -> bool:
        return self.package.kind == "collection" or is_ours(part)

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
            known = (one for one in audits if one.package.root.resolve() == path)
            source = next(known, None)
            if source is None and is_auditable(path):
                source = enter(path.name, path, self.package.name)
            if source is None:
                self._unread.append(f"{path} is not there")
            else:
                self._sources.append(source)
                self._facts.add_home(self.number, source.number)

    def believe(self) -> None:
        """Take the ledger at its word for records in archives that could not be read."""
        unread = [*self._unread]
        unread += [f"{one.package.root} is being written" for one in self._sources if one.running]
        borrowed.believe(self._facts, self.number, self.package, self.reporter, unread=unread)

    # -- reading -----------------------------------------------------------------------------

    def tasks(self) -> Iterator[Task]:
        """What is to be read."""
        for part in self._warcs:
            ours = self._ours[part.name]
            self._files[part.name] = self._facts.add_file(self.number, part.name, ours=ours)
            self._reached[part.name] = 0
            yield from warc_ranges(part, ours=ours, indexed=self.package.kind != "warc")
        for part in self._lines:
            yield from line_ranges(part)
        for part in self._hashed:
            yield Hash(part=part)

    def take(self, found: Found) -> None:
        """What was read."""
        if isinstance(found, WarcFound):
            self._warc(found)
        elif isinstance(found, LinesFound):
            self.tally.merge(found.tally)
            self._facts.add_lines(self.number, found.lines, found.pages)
        elif isinstance(found, Hashed):
            self._hashes[found.task.part.name] = found.value
            if not found.sound:
                name = found.task.part.name
                says = "its CRC-32 is not the one in the ZIP"
                self.reporter.add("wacz.zip-damaged", name, says, offset=0)

    def _warc(self, found: WarcFound) -> None:
        name = found.task.part.name
        joined = at_seam(found, self._reached[name])
        if joined is None:
            return
        found = joined
        self._reached[name] = found.end
        self.tally.merge(found.tally)
        self._records += len(found.records)
        self._facts.add_records(self._files[name], found.records, found.captures, found.warcinfos)

    def elsewhere(self) -> None:
        """What a slice says of records outside it."""
        part = self.package.parts.get(revisits.ELSEWHERE)
        if part is not None:
            revisits.enter_elsewhere(self._facts, self.number, part)

    # -- judging -----------------------------------------------------------------------------

    def verdict(self) -> Verdict:
        """All the checks that need everything to have been read."""
        if not self._empty:
            if self.package.kind == "collection":
                self._committed = ledger.committed(self.package.root / ledger.NAME, self._hashes)
            for part in self._warcs:
                self._file(part)
            if self.running:
                says = "another process holds the lock; only what is sealed was checked"
                self.reporter.add("collection.being-written", ".lock", says)
            elif self.package.kind != "warc":
                self._package()
        return Verdict(
            name=self.package.name,
            kind=self.package.kind,
            path=str(self.package.root),
            source_of=self._source_of,
            empty=self._empty,
            files=len({part.name for part in (*self._warcs, *self._lines, *self._hashed)}),
            records=self._records,
            bytes=self.bytes,
            tally=self.tally,
        )

    def _file(self, part: Part) -> None:
        reporter = Reporter(self.tally, ours=self._ours[part.name])
        if not part.size:
            reporter.add("warc.file-empty", part.name, "the file holds no byte", offset=0)
            return
        if not _ANNEX_C.fullmatch(part.basename):
            reporter.add("warc.file-name-form", part.name, f"the name is {part.basename!r}")
        file = self._files[part.name]
        committed = part.name in self._committed
        events.Events(self._facts, file, part.name, reporter, committed=committed).check()

    def _package(self) -> None:
        package, facts, reporter = self.package, self._facts, self.reporter
        wacz.check(package, reporter, borrowed=self._borrows)
        Index(facts, self.number, reporter).check(
            [package.parts[name] for name in wacz.indexes(package)]
        )
        page_lists = [part for part in package.below("pages") if part.name.endswith(".jsonl")]
        pages.Pages(facts, self.number, reporter).check(page_lists)
        if self._lines:
            provenance.check(facts, self.number, reporter)
        if package.kind == "collection":
            unmodified.check(package.parts, reporter)
            withdrawals.check(package.root, reporter)
            ledger.LedgerChecks(
                facts, self.number, reporter, parts=package.parts, hashes=self._hashes
            ).check(package.root / ledger.NAME)
        manifest = Manifest(package.parts, self._hashes, reporter)
        manifest.check(may_lack=frozenset(self._unlisted()))

    def _unlisted(self) -> Iterator[str]:
        """Files that the manifest of a collection does not list: see the design, section 4."""
        yield from (MANIFEST, DIGEST)
        if self.package.kind != "collection":
            return
        for name in self.package.parts:
            if name.startswith(("runs/", "quarantine/", "torn/", "acl/")) or "/" not in name:
                yield name
            elif name.startswith("archive/") and (name.endswith(".open") or ".torn-" in name):
                yield name  # reported as such


def _is_locked(path: Path) -> bool:
    """Whether a run holds the lock of a collection."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False
