"""``datapackage.json`` of a package, and the file that holds its digest (WACZ 1.1.1 section 5)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from crawler.pack.archive_file import Member
from crawler.pack.choice import Choice
from crawler.pack.contents import Contents, Part
from crawler.pack.originals import Needed


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
        body["slice"] = _slice(choice, dependences)
    return _json(body)


_DESCRIPTION = (
    "News pages as they crossed the wire (`archive/`), the articles read out of them "
    "(`articles/`, one version a line), and what each crawl did (`runs/`)."
)


def _slice(choice: Choice, dependences: Iterable[Dependence]) -> Mapping[str, Any]:
    return {
        "since": choice.since and choice.since.isoformat(),
        "until": choice.until and choice.until.isoformat(),
        "dependsOn": [
            {
                "path": one.part.path,
                "hash": one.part.digest,
                "bytes": one.part.size,
                "package": one.package,
                "originals": one.needed.records,
                "revisits": one.needed.revisits,
            }
            for one in dependences
        ],
    }


def digest(described: Member) -> bytes:
    """The content of ``datapackage-digest.json``."""
    return _json({"path": described.path, "hash": described.digest})


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
