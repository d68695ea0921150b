"""The history of one address: its captures, and the versions of its article with differences."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from typing import Any

from crawler.archive.collection import withdrawals
from crawler.archive.collection.layout import Layout
from crawler.archive.source.runs import origin_of
from crawler.archive.warc import cdxj
from crawler.article import Article
from crawler.article.lines import line as written
from crawler.errors import NotArchived
from crawler.inspection.stored import StoredVersion, article_id, line, versions
from crawler.ledger import LedgerReader
from crawler.models import Capture
from crawler.replay.addresses import Replay

_CONTEXT = 1
_COMPARED = (
    "headline alternativeHeadline kicker datePublished dateModified source authors editors "
    "keywords images pagination"
).split()
"""Fields whose changes are shown beside those of the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """One capture of an address."""

    date: str
    url: str
    status: int | None
    type: str
    """``response`` or ``revisit``."""
    mime: str
    digest: str
    truncated: str | None
    place: str
    """WARC file and offset."""
    replay: str
    """Address under which ``scrapy replay`` shows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of the article."""

    version: int
    versionId: str
    captured: str
    headline: str | None
    url: str
    difference: tuple[str, ...]
    """From the version before, as a unified diff; empty for the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All that a collection holds of one address."""

    article: str | None
    captures: tuple[Captured, ...]
    versions: tuple[Version, ...]
    withdrawn: str | None = None
    """Since when and why the article is withheld, None when it is not."""


def history(layout: Layout, named: str, *, collection: str) -> History:
    """The history of an article or of an address.

    :param named: an article id, or an address: of an article, all its addresses count.
    :param collection: name under which ``scrapy replay`` serves it, unless its records lie in
        another one.
    :raises ArchiveError: the ledger or a line cannot be read.
    """
    article = article_id(named)
    origin = origin_of(layout)
    served = origin.name.removesuffix(".wacz") if origin else collection
    with closing(LedgerReader(layout.ledger)) as reader:
        found = [capture for _, capture, _ in reader.captures_of_article(article)]
        if article != named:
            found += reader.by_key(cdxj.key(named))
    known = {capture.record_id: capture for capture in found}.values()
    captures = sorted(known, key=lambda capture: (capture.date, capture.filename, capture.offset))
    stored = versions(layout, article)
    held = withdrawals.in_force(layout).get(article)
    return History(
        withdrawn=f"{held.date}: {held.reason}" if held else None,
        article=article if stored else None,
        captures=tuple(_captured(capture, served) for capture in captures),
        versions=tuple(_compared(layout, stored)),
    )


def _captured(capture: Capture, collection: str) -> Captured:
    return Captured(
        date=capture.date,
        url=capture.url,
        status=capture.status,
        type=capture.record_type,
        mime=capture.mime,
        digest=capture.payload_digest,
        truncated=capture.truncated,
        place=f"{capture.filename}:{capture.offset}",
        replay=Replay(collection=collection).page(capture.url, capture.date),
    )


def _compared(layout: Layout, stored: Sequence[StoredVersion]) -> Iterator[Version]:
    before: Article | None = None
    for version in stored:
        try:
            article = line(layout, version)
        except NotArchived:
            difference: tuple[str, ...] = ("the line is not in the file of its day",)
        else:
            difference = tuple(differences(before, article)) if before else ()
            before = article
        yield Version(
            version=version.number,
            versionId=version.version_id,
            captured=version.captured,
            headline=version.headline,
            url=version.url,
            difference=difference,
        )


def differences(before: Article, after: Article) -> Iterator[str]:
    """What is different between two versions: a unified diff of fields and text."""
    names = (f"version {before.version}", f"version {after.version}")
    yield from difflib.unified_diff(
        list(_lines(before)), list(_lines(after)), *names, lineterm="", n=_CONTEXT
    )


def _lines(article: Article) -> Iterator[str]:
    plain: Mapping[str, Any] = json.loads(written(article))
    for name in _COMPARED:
        value = plain[name]
        if value not in (None, []):
            yield f"{name}: {_shown(value)}"
    yield from article.articleBody.splitlines()


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(
            f"{key} {_shown(inner)}" for key, inner in value.items() if inner is not None
        )
    if isinstance(value, list):
        return "; ".join(map(_shown, value))
    return str(value)


def as_facts(found: History) -> Mapping[str, Any]:
    """The history as one JSON object."""
    return asdict(found)
