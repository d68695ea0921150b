"""What lies in a collection by its manifest, and which of it goes into a package."""

from __future__ import annotations

import json
import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from crawler.archive.collection.layout import Layout
from crawler.archive.warc import naming, reader
from crawler.errors import ArchiveError, ConfigurationError, CorruptRecord

_RUN = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})T[0-9]{9}Z\.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file of the collection."""

    path: str
    """Below the collection, with slashes."""
    file: Path
    size: int
    """Bytes."""
    digest: str | None
    """What the manifest says it is, ``sha256:`` and hexadecimal digits; None for the report of
    the last run, which is written after the manifest."""

    def check(self, found: str) -> None:
        """Compare a digest with the manifest's.

        :raises ArchiveError: it is another.
        """
        if self.digest not in (None, found):
            raise ArchiveError(f"{self.path} has changed since it was sealed; run scrapy audit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The files of a collection that no run is writing, in order of their paths."""

    layout: Layout
    title: str
    created: str
    modified: str
    warcs: tuple[Part, ...]
    articles: tuple[Part, ...]
    runs: tuple[Part, ...]
    index: Part


def contents(root: Path) -> Contents:
    """Look through a collection.

    :raises ConfigurationError: ``root`` is no collection, or an empty one.
    :raises ArchiveError: what lies there is not what its manifest says.
    """
    layout = Layout(root)
    if not root.is_dir():
        raise ConfigurationError(f"{root}: no such collection")
    if not layout.manifest.exists():
        raise ConfigurationError(f"{root}: no collection, or one that no run has closed yet")
    if unfinished := sorted(path.name for path in layout.archive.glob("*" + naming.OPEN)):
        raise ArchiveError(f"{unfinished[0]} was never closed; the next crawl recovers it")
    manifest = _manifest(layout)
    parts = [_part(root, path, digest) for path, digest in manifest["resources"]]
    listed = {part.path for part in parts}
    warcs = sorted(f"archive/{path.name}" for path in layout.archive.glob("*.warc*"))
    if stray := [path for path in warcs if path not in listed]:
        raise ArchiveError(f"{stray[0]} is not in the manifest; run scrapy audit")
    index = layout.index.relative_to(root).as_posix()
    if index not in listed or not any(path.startswith("archive/") for path in listed):
        raise ConfigurationError(f"{root}: nothing has been captured yet")
    last_run = (f"runs/{path.name}" for path in layout.runs.glob("*") if path.suffix != ".tmp")
    parts += [_part(root, path, None) for path in last_run if path not in listed]
    parts.sort(key=lambda part: part.path)

    def below(folder: str) -> tuple[Part, ...]:
        return tuple(part for part in parts if part.path.startswith(folder))

    return Contents(
        layout=layout,
        title=str(manifest.get("title") or root.name),
        created=str(manifest["created"]),
        modified=str(manifest.get("modified") or manifest["created"]),
        warcs=below("archive/"),
        articles=below("articles/"),
        runs=below("runs/"),
        index=next(part for part in parts if part.path == index),
    )


def _manifest(layout: Layout) -> dict[str, Any]:
    try:
        manifest = json.loads(layout.manifest.read_bytes())
        resources = [(str(entry["path"]), str(entry["hash"])) for entry in manifest["resources"]]
        return {**manifest, "created": manifest["created"], "resources": resources}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ArchiveError(f"{layout.manifest} cannot be read: {error!r}") from error


def _part(root: Path, path: str, digest: str | None) -> Part:
    if ".." in Path(path).parts or Path(path).is_absolute():
        raise ArchiveError(f"the manifest names {path}, which is outside the collection")
    file = root / path
    try:
        return Part(path=path, file=file, size=file.stat().st_size, digest=digest)
    except OSError as error:
        raise ArchiveError(f"{path} is in the manifest but cannot be read: {error}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which days of a collection are wanted. Each file is of one day: that of its first record.

    So consecutive slices share nothing and leave nothing out.
    """

    since: date | None = None
    """First day, UTC; None for no beginning."""
    until: date | None = None
    """Last day, UTC, inclusive; None for no end."""
    withheld: AbstractSet[str] = frozenset()
    """Ids of articles that are left out of article lines and page list."""
    hidden: AbstractSet[tuple[str, int]] = frozenset()
    """File name and offset of captures whose records and index lines are left out."""

    @property
    def everything(self) -> bool:
        """Whether all days are wanted."""
        return self.since is None and self.until is None

    def has(self, day: date) -> bool:
        """Whether a day is one of them."""
        return (self.since or date.min) <= day <= (self.until or date.max)

    def warcs(self, of: Contents) -> tuple[Part, ...]:
        """The WARC files of those days.

        :raises ArchiveError: the first record of a file cannot be read.
        """
        if self.everything:
            return of.warcs
        return tuple(part for part in of.warcs if self.has(_first_day(part)))

    def runs(self, of: Contents) -> tuple[Part, ...]:
        """Reports and logs of the runs that began on those days."""
        began = ((part, _RUN.match(part.file.name)) for part in of.runs)
        return tuple(
            part for part, day in began if day is None or self.has(date(*map(int, day.groups())))
        )


def _first_day(part: Part) -> date:
    try:
        first = next(reader.records(part.file), None)
    except (CorruptRecord, OSError) as error:
        raise ArchiveError(f"{part.path}: {error}") from error
    try:
        return date.fromisoformat(((first and first.first("WARC-Date")) or "")[:10])
    except ValueError as error:
        raise ArchiveError(f"{part.path}: its first record has no date") from error
