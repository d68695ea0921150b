"""Where things lie in a collection: an unpacked WACZ 1.1.1 that pywb serves as it is."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from crawler.archive.warc import stand_ins
from crawler.archive.warc.naming import sync_directory


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of one collection."""

    root: Path

    @property
    def archive(self) -> Path:
        """WARC files; ``.open`` while being written."""
        return self.root / "archive"

    @property
    def index(self) -> Path:
        """CDXJ index, sorted by byte value."""
        return self.root / "indexes" / "index.cdxj"

    @property
    def not_modified(self) -> Path:
        """Further index lines for pywb, one a 304 revisit (:mod:`crawler.archive.warc.stand_ins`).

        It follows from the index, and is not there when it would be empty.
        """
        return self.index.with_name(stand_ins.NAME)

    @property
    def pages(self) -> Path:
        """WACZ page list."""
        return self.root / "pages" / "pages.jsonl"

    @property
    def articles(self) -> Path:
        """Article lines, one file a crawl day."""
        return self.root / "articles"

    @property
    def quarantine(self) -> Path:
        """Articles that validation refused, one file a crawl day, each with its reasons."""
        return self.root / "quarantine"

    @property
    def torn(self) -> Path:
        """Unfinished records cut off WARC files, kept as they were found."""
        return self.root / "torn"

    @property
    def replacing(self) -> Path:
        """New article lines on their way into place (see replacement.py)."""
        return self.root / ".replacing"

    @property
    def lines_lost(self) -> Path:
        """Stands there for as long as article lines are to be made again from the archive."""
        return self.root / ".lines-lost"

    @property
    def withdrawals(self) -> Path:
        """What was taken down and given back, one act a line (see withdrawals.py)."""
        return self.root / "withdrawals.jsonl"

    @property
    def rules(self) -> Path:
        """pywb's access rules for what is withdrawn; not there when nothing is."""
        return self.root / "acl" / "withdrawn.aclj"

    @property
    def runs(self) -> Path:
        """What each run did: ``.json`` and ``.log``."""
        return self.root / "runs"

    @property
    def ledger(self) -> Path:
        """SQLite: frontier, captures, versions."""
        return self.root / "ledger.sqlite"

    @property
    def manifest(self) -> Path:
        """Frictionless data package of everything else."""
        return self.root / "datapackage.json"

    @property
    def lock(self) -> Path:
        """Held while a run writes; empty, and no part of the collection."""
        return self.root / ".lock"

    def unfinished(self) -> Iterator[Path]:
        """What was being written as a whole when its writer died."""
        for pattern in ("*.tmp", "*/*.tmp", "*/*.part"):
            yield from self.root.glob(pattern)

    def create(self) -> None:
        """Make the folders, and make their names durable."""
        for folder in (
            self.archive,
            self.index.parent,
            self.pages.parent,
            self.articles,
            self.runs,
        ):
            folder.mkdir(parents=True, exist_ok=True)
        sync_directory(self.root)


def write_atomically(path: Path, chunks: Iterable[bytes]) -> None:
    """Replace ``path`` by the joined byte chunks: readers see the old file or the whole new one.

    :param chunks: made one after the other, so they need not fit into memory.
    :raises OSError: the old file is untouched then.
    """
    temporary = path.with_name(path.name + ".tmp")
    try:
        with temporary.open("wb") as out:
            out.writelines(chunks)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_directory(path.parent)
