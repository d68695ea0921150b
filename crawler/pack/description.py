"""``datapackage.json`` and its digest (WACZ 1.1.1 section 5), and the multi-WACZ list."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from crawler.errors import ConfigurationError
from crawler.pack.archive_file import Member
from crawler.pack.contents import Choice, Contents, Part
from crawler.pack.originals import Needed

_DESCRIPTION = (
    "News pages as they crossed the wire (`archive/`), the articles read out of them "
    "(`articles/`, one version a line), and what each crawl did (`runs/`)."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependence:
    """A WARC file outside the package that its revisits refer to."""

    part: Part
    needed: Needed
    package: str | None
    """File name of the package that holds it, None when that is not known."""


def describe(
    of: Contents, choice: Choice, *, members: Sequence[Member], software: str,
    dependences: Iterable[Dependence],
) -> bytes:  # fmt: skip
    """The Frictionless data package of what has been written.

    :param members: every file but this one and its digest.
    """
    body: dict[str, Any] = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "title": of.title,
        "description": _DESCRIPTION,
        "created": of.created,
        "modified": of.modified,
        "software": software,
        "resources": [
            {
                "name": PurePosixPath(member.path).name.lower(),
                "path": member.path,
                "hash": member.digest,
                "bytes": member.size,
            }
            for member in members
        ],
    }
    if not choice.everything:
        body["slice"] = {
            "since": choice.since and choice.since.isoformat(),
            "until": choice.until and choice.until.isoformat(),
            "dependsOn": [
                {
                    "path": dependence.part.path,
                    "hash": dependence.part.digest,
                    "bytes": dependence.part.size,
                    "package": dependence.package,
                    "originals": dependence.needed.records,
                    "revisits": dependence.needed.revisits,
                }
                for dependence in dependences
            ],
        }
    return _json(body)


def digest(described: Member) -> bytes:
    """The content of ``datapackage-digest.json``."""
    return _json({"path": described.path, "hash": described.digest})


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A finished WACZ and the files in it."""

    path: Path
    digests: frozenset[str]
    """Digests of its WARC files."""
    names: frozenset[str]
    """Their names."""


def packages(paths: Iterable[Path], *, exclude: Path) -> tuple[Package, ...]:
    """Look into packages.

    :param paths: WACZ files, or folders of them.
    :param exclude: the package that is being made.
    :raises ConfigurationError: a path is no WACZ.
    """
    files: dict[Path, None] = {}
    for path in paths:
        for file in sorted(path.glob("*.wacz")) if path.is_dir() else [path]:
            if file.resolve() != exclude.resolve():
                files.setdefault(file)
    return tuple(_package(file) for file in files)


def _package(path: Path) -> Package:
    try:
        with zipfile.ZipFile(path) as package:
            resources = json.loads(package.read("datapackage.json"))["resources"]
        warcs = [file for file in resources if file["path"].startswith("archive/")]
        return Package(
            path=path,
            digests=frozenset(warc["hash"] for warc in warcs),
            names=frozenset(PurePosixPath(warc["path"]).name for warc in warcs),
        )
    except (OSError, zipfile.BadZipFile, ValueError, LookupError, TypeError) as error:
        raise ConfigurationError(f"{path} is no WACZ: {error!r}") from error


def multi_wacz(files: Sequence[Path], *, beside: Path, title: str) -> bytes:
    """The list a reader opens instead of one package, so that revisits resolve across them.

    :param files: finished packages.
    :param beside: folder the list will lie in; paths are relative to it.
    :raises ConfigurationError: a package lies elsewhere.
    """
    resources = [_resource(file, beside) for file in sorted(files)]
    return _json(
        {
            "profile": "multi-wacz-package",
            "wacz_version": "1.1.1",
            "title": title,
            "resources": resources,
        }
    )


def _resource(file: Path, beside: Path) -> dict[str, object]:
    try:
        path = file.resolve().relative_to(beside.resolve()).as_posix()
    except ValueError as error:
        raise ConfigurationError(f"{file} does not lie in {beside} or below it") from error
    with file.open("rb") as opened:
        value = hashlib.file_digest(opened, "sha256").hexdigest()
    return {
        "name": file.name,
        "path": path,
        "hash": f"sha256:{value}",
        "bytes": file.stat().st_size,
    }
