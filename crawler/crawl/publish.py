"""From an assembled article to a line: of the articles, or of the quarantine."""

from __future__ import annotations

import json
from collections.abc import Sequence

from crawler.archive.collection.jobs import Draft, Refusal, Version
from crawler.article import Article, line, successor
from crawler.article.validate import Problem


def draft(article: Article) -> Draft:
    """The article as a line to be, numbered when it is written."""

    def render(previous: tuple[int, str] | None) -> Version | None:
        version = successor(article, previous)
        if version is None:
            return None
        return Version(
            number=version.version,
            version_id=version.versionId,
            day=_day(version),
            line=line(version),
        )

    first = article.provenance[0]
    return Draft(
        article=article.id,
        url=article.url,
        headline=article.headline,
        captured=first.dateDownloaded,
        record_id=first.warcRecordId,
        render=render,
    )


def refusal(article: Article, problems: Sequence[Problem]) -> Refusal:
    """The article as a line of the quarantine, with every reason it was refused for."""
    reasons = [{"code": one.code, "field": one.field, "detail": one.detail} for one in problems]
    body = {"problems": reasons, "article": json.loads(line(article))}
    written = json.dumps(body, ensure_ascii=False, separators=(",", ":")) + "\n"
    return Refusal(day=_day(article), line=written.encode())


def _day(article: Article) -> str:
    """The crawl day (UTC) of the first page: which file the line belongs to."""
    return article.provenance[0].dateDownloaded[:10]
