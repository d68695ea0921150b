"""Golden cases: captures copied out of an archive, with the article that must be read from them.

A case is a folder ``<template>/<case>/`` of three files: ``exchange.warc.gz`` (the records as
they lie in the archive, behind a ``warcinfo`` that says nothing of who made them),
``article.json`` (the article), ``meta.json`` (where it came from).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from crawler.archive.collection.layout import write_atomically
from crawler.archive.source import Source, open_files
from crawler.archive.source.runs import NAMED_PAGES, PLAN
from crawler.archive.warc.writer import WarcInfo, encode_warcinfo
from crawler.article import Article
from crawler.errors import ConfigurationError
from crawler.inspection.stored import capture
from crawler.models import Capture
from crawler.reextract.capture_reader import CaptureReader
from crawler.reextract.catalogue import Catalogue
from crawler.reextract.chronicle import Chronicle

EXCHANGE = "exchange.warc.gz"
ARTICLE = "article.json"
META = "meta.json"

_NO_ID = "<urn:uuid:00000000-0000-0000-0000-000000000000>"


def cases(folder: Path) -> list[Path]:
    """The folders of all cases below a folder, in order of their paths."""
    return [path.parent for path in sorted(folder.glob(f"*/*/{EXCHANGE}"))]


def read_case(case: Path) -> dict[str, Any]:
    """The article that is read of the captures of a case now; empty when none is.

    :raises ArchiveError: the case is damaged.
    """
    with ExitStack() as undo:
        source = open_files([case / EXCHANGE])
        undo.callback(source.close)
        catalogue = Catalogue(source)
        undo.callback(catalogue.close)
        reader = CaptureReader(source)
        chronicle = Chronicle(catalogue, reader, finished=lambda _: True, unread=lambda _: False)
        log = chronicle.version_log
        undo.callback(log.close)
        chronicle.add(reader.read_all(list(catalogue.entries())))
        chronicle.finish()
        article: dict[str, Any] = {}
        for line in (line for day in log.days() for line in log.lines(day)):
            article = json.loads(line)
            del article["extractor"]["version"]  # a new version is no new expectation
        return article


def expected(case: Path) -> dict[str, Any]:
    """The article that must be read."""
    article: dict[str, Any] = json.loads((case / ARTICLE).read_bytes())
    return article


def accept(case: Path) -> list[str]:
    """Make what is read now what must be read.

    :returns: names of the fields that are different from before.
    """
    now = read_case(case)
    before = expected(case) if (case / ARTICLE).exists() else {}
    changed = sorted(
        name for name in now.keys() | before.keys() if now.get(name) != before.get(name)
    )
    if changed:
        _write(case / ARTICLE, now)
    return changed


def make(case: Path, article: Article, source: Source, *, collection: str) -> None:
    """Copy the captures of an article into a new case, and accept what is read of them.

    :param collection: name of where they come from, for ``meta.json``.
    :raises ConfigurationError: the case is there already.
    :raises NotArchived: a capture is not there.
    """
    if case.exists():
        raise ConfigurationError(f"{case} exists; --accept renews what it expects")
    captures = [capture(page) for page in article.provenance]
    records = [_info(source, captures[0]), *(source.copy(capture) for capture in captures)]
    case.mkdir(parents=True)
    write_atomically(case / EXCHANGE, [b"".join(records)])
    _write(
        case / META,
        {
            "collection": collection,
            "id": article.id,
            "version": article.version,
            "template": article.extractor.template,
            "urls": [capture.url for capture in captures],
            "captured": [capture.date for capture in captures],
        },
    )
    accept(case)


def _info(source: Source, capture: Capture) -> bytes:
    """A ``warcinfo`` that says of the run what reading depends on, and no more."""
    first = source.warcs.record(capture.filename, 0)
    run = source.run(capture.filename)
    extra = [("crawl-id", run.id)] if run.id else []
    if run.named_pages:
        extra.append((PLAN, NAMED_PAGES))
    info = WarcInfo(
        software="scrapy golden",
        robots="",
        hostname="",
        description=f"run {run.id} of the spider {run.spider}",
        extra=tuple(extra),
    )
    return encode_warcinfo(
        info,
        warcinfo_id=first.first("WARC-Record-ID") or _NO_ID,
        date=first.first("WARC-Date") or capture.date,
        filename=EXCHANGE,
    )


def _write(path: Path, value: Mapping[str, Any]) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    write_atomically(path, [text.encode()])
