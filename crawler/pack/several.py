"""Packages that belong together: which holds what, and the multi-WACZ list of them."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from crawler.errors import ConfigurationError


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A finished WACZ and the files in it."""

    path: Path
    digests: frozenset[str]
    """Digests of its WARC files."""
    names: frozenset[str]
    """Their names."""


def packages(paths: Iterable[Path], *, but: Path) -> tuple[Package, ...]:
    """Look into packages.

    :param paths: WACZ files, or folders of them.
    :param but: the one that is being made.
    :raises ConfigurationError: a path is no WACZ.
    """
    files: dict[Path, None] = {}
    for path in paths:
        for file in sorted(path.glob("*.wacz")) if path.is_dir() else [path]:
            if file.resolve() != but.resolve():
                files.setdefault(file)
    return tuple(_package(file) for file in files)


def _package(path: Path) -> Package:
    try:
        with zipfile.ZipFile(path) as file:
            resources = json.loads(file.read("datapackage.json"))["resources"]
        warcs = [one for one in resources if one["path"].startswith("archive/")]
        return Package(
            path=path,
            digests=frozenset(one["hash"] for one in warcs),
            names=frozenset(one["path"].rpartition("/")[2] for one in warcs),
        )
    except (OSError, zipfile.BadZipFile, ValueError, LookupError, TypeError) as error:
        raise ConfigurationError(f"{path} is no WACZ: {error!r}") from error


def multi_wacz(files: Sequence[Path], *, beside: Path, title: str) -> bytes:
    """The list a reader opens instead of one package, so that revisits resolve across them.

    :param files: finished packages.
    :param beside: folder the list will lie in; paths are relative to it.
    :raises ConfigurationError: a package lies elsewhere.
    """
    body = {
        "profile": "multi-wacz-package",
        "wacz_version": "1.1.1",
        "title": title,
        "resources": [_resource(file, beside) for file in sorted(files)],
    }
    return (json.dumps(body, ensure_ascii=False, indent=2) + "\n").encode()


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
