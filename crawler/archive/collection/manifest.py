"""``datapackage.json`` and ``pages/pages.jsonl``: what makes the folder an unpacked WACZ 1.1.1."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from crawler.archive.collection.layout import Layout

_PAGES_HEADER = {"format": "json-pages-1.0", "id": "pages", "title": "Articles", "hasText": False}


def page_lines(versions: Iterable[tuple[str, str, str, str | None]]) -> Iterator[bytes]:
    """The page list (WACZ 1.1.1, ``pages.jsonl``): a header, then one line an article version.

    :param versions: record id, URL, WARC-Date, headline.
    """
    yield _line(_PAGES_HEADER)
    for record_id, url, date, headline in versions:
        page = {"id": record_id.strip("<>").removeprefix("urn:uuid:"), "url": url, "ts": date}
        if headline:
            page["title"] = headline
        yield _line(page)


def _line(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def sha256(path: Path) -> str:
    """``sha256:`` and the hexadecimal digest of a file, read in pieces."""
    with path.open("rb") as file:
        return "sha256:" + hashlib.file_digest(file, "sha256").hexdigest()


def resource_files(layout: Layout) -> Iterator[Path]:
    """The files the manifest lists, in order of their paths."""
    folders = (
        (layout.archive, "*.warc.gz"),
        (layout.articles, "*.jsonl"),
        (layout.index.parent, "*.cdxj"),
        (layout.pages.parent, "*.jsonl"),
        (layout.runs, "*"),
    )
    for folder, pattern in folders:
        yield from sorted(path for path in folder.glob(pattern) if path.suffix != ".tmp")


def manifest(
    layout: Layout,
    *,
    title: str,
    created: str,
    modified: str,
    software: str,
    hashes: Mapping[str, str],
) -> bytes:
    """The Frictionless data package (WACZ 1.1.1 section ``datapackage.json``).

    :param hashes: digest of each listed file by its path below the collection; a file without
        one (the report of the run that is just ending) is left to the next run.
    """
    resources = []
    for path in resource_files(layout):
        name = path.relative_to(layout.root).as_posix()
        if name in hashes:
            resources.append(
                {
                    "name": path.name,
                    "path": name,
                    "hash": hashes[name],
                    "bytes": path.stat().st_size,
                }
            )
    body = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "title": title,
        "software": software,
        "created": created,
        "modified": modified,
        "resources": resources,
    }
    return (json.dumps(body, ensure_ascii=False, indent=2) + "\n").encode()
