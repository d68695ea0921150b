"""What lies in a collection, as its manifest vouches for it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.archive.collection.layout import Layout
from crawler.errors import ArchiveError, ConfigurationError

_OPEN = ".open"


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
    unfinished = sorted(path.name for path in layout.archive.glob("*" + _OPEN))
    if unfinished:
        raise ArchiveError(f"{unfinished[0]} was never closed; the next crawl recovers it")
    manifest = _manifest(layout)
    parts = [_part(root, entry) for entry in manifest["resources"]]
    listed = {part.path for part in parts}
    stray = [path for path in _warcs(layout) if path not in listed]
    if stray:
        raise ArchiveError(f"{stray[0]} is not in the manifest; run scrapy audit")
    last = [
        _found(root, path.relative_to(root).as_posix())
        for path in layout.runs.glob("*")
        if path.suffix != ".tmp" and path.relative_to(root).as_posix() not in listed
    ]
    index = layout.index.relative_to(root).as_posix()
    if index not in listed or not any(part.path.startswith("archive/") for part in parts):
        raise ConfigurationError(f"{root}: nothing has been captured yet")
    parts = sorted([*parts, *last], key=lambda part: part.path)
    return Contents(
        layout=layout,
        title=str(manifest.get("title") or root.name),
        created=str(manifest["created"]),
        modified=str(manifest.get("modified") or manifest["created"]),
        warcs=_below("archive/", parts),
        articles=_below("articles/", parts),
        runs=_below("runs/", parts),
        index=next(part for part in parts if part.path == index),
    )


def _manifest(layout: Layout) -> dict[str, Any]:
    try:
        manifest = json.loads(layout.manifest.read_bytes())
        resources = [(str(one["path"]), str(one["hash"])) for one in manifest["resources"]]
        return {**manifest, "created": manifest["created"], "resources": resources}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ArchiveError(f"{layout.manifest} cannot be read: {error!r}") from error


def _part(root: Path, entry: tuple[str, str]) -> Part:
    path, digest = entry
    if ".." in Path(path).parts or Path(path).is_absolute():
        raise ArchiveError(f"the manifest names {path}, which is outside the collection")
    return _found(root, path, digest)


def _found(root: Path, path: str, digest: str | None = None) -> Part:
    file = root / path
    try:
        size = file.stat().st_size
    except OSError as error:
        raise ArchiveError(f"{path} is in the manifest but cannot be read: {error}") from error
    return Part(path=path, file=file, size=size, digest=digest)


def _warcs(layout: Layout) -> list[str]:
    return sorted(f"archive/{path.name}" for path in layout.archive.glob("*.warc*"))


def _below(folder: str, parts: list[Part]) -> tuple[Part, ...]:
    return tuple(part for part in parts if part.path.startswith(folder))
