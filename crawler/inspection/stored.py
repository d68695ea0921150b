"""Article lines read back from the files of the days, by what the ledger knows of them."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass

from crawler.archive.collection.layout import Layout
from crawler.article import Article, article_from
from crawler.article.parts import Provenance
from crawler.errors import ArchiveError, NotArchived
from crawler.ledger.reader import ReadOnly
from crawler.models import Capture
from crawler.sites.identity import identity

_ABSOLUTE = ("http://", "https://")
_HEAD_BYTES = 400
_VERSIONS = (
    "SELECT article, version, version_id, day, url, headline, captured, run "
    "FROM versions WHERE article = ? ORDER BY version"
)


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """One article version, as the ledger knows it."""

    article: str
    number: int
    version_id: str
    day: str
    url: str
    headline: str | None
    captured: str
    """WARC-Date of the first page."""
    run: str


def article_id(named: str) -> str:
    """The id of an article that is named by its id or by an address of it."""
    return identity(named).id if named.startswith(_ABSOLUTE) else named


def versions(layout: Layout, article: str) -> list[StoredVersion]:
    """The versions of an article, oldest first; none when there is no such article.

    :raises ArchiveError: the ledger cannot be read.
    """
    with closing(ReadOnly(layout.ledger)) as ledger:
        return [StoredVersion(*row) for row in ledger.ask(_VERSIONS, (article,))]


def line(layout: Layout, version: StoredVersion) -> Article:
    """The line of a version.

    :raises NotArchived: it is not in the file of its day.
    :raises ArchiveError: it is there and cannot be read.
    """
    path = layout.articles / f"{version.day}.jsonl"
    names = f'"id":"{version.article}","versionId":"{version.version_id}"'
    head = f'{names},"version":{version.number},'.encode()
    try:
        with path.open("rb") as file:
            for written in file:
                if head in written[:_HEAD_BYTES]:
                    return article_from(written)
    except FileNotFoundError:
        pass
    except (OSError, ValueError) as error:
        raise ArchiveError(f"{path}: {error}; run scrapy audit") from error
    raise NotArchived(f"{version.article} version {version.number} is not in {path}")


def capture(page: Provenance) -> Capture:
    """The capture that an article names as where one of its pages was read from."""
    return Capture(
        url=page.url,
        urlkey="",
        date=page.dateDownloaded,
        record_type="response",
        record_id=page.warcRecordId,
        status=page.httpStatus,
        mime="",
        payload_digest=page.payloadDigest,
        filename=page.warcFile,
        offset=page.warcOffset,
        length=page.warcLength,
    )
