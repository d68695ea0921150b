"""Scrapy's download handler for a crawl from an archive: it opens no connection, ever."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers
from scrapy.responsetypes import responsetypes

from crawler.crawl.assembling import CapturedPage
from crawler.errors import ArchiveError, NotArchived
from crawler.fetch.meta import CAPTURE, EXCHANGE, PAGE, PREREQUISITE
from crawler.fetch.session import archive_of
from crawler.models import Exchange

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.archive.source import ArchivedAnswer

MISS = "archive/miss"
"""Statistic: requests for what the archive does not hold."""

_CONDITIONS = (b"If-None-Match", b"If-Modified-Since")


class NotInArchive(IgnoreRequest, NotArchived):
    """Raised when an archive that is crawled holds no capture of an address. Then count it."""


class ArchiveDownloadHandler(BaseDownloadHandler):
    """Answers with captures. The add-on puts it in for http and https, and takes all others out.

    ``request.meta["archive_capture"]`` holds the Capture that answered, as it does live.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._session = archive_of(crawler)

    async def download_request(self, request: Request) -> Response:
        """The newest capture of an address; of a 304 to an unconditional request, the original.

        :raises NotInArchive: there is none; it is counted as ``archive/miss``.
        :raises ArchiveError: the archive is damaged; the crawl is being closed.
        """
        for key in (CAPTURE, EXCHANGE, PAGE):
            request.meta.pop(key, None)
        archived = self._find(request)
        self._session.counts.responses += 1
        head, body = archived.answer.head, archived.answer.entity
        request.meta[CAPTURE] = archived.capture
        if PREREQUISITE in request.meta:
            request.meta[EXCHANGE] = exchange(archived)
        run = archived.run.id
        request.meta[PAGE] = CapturedPage.of(archived.capture, head, body, run=run)
        headers = Headers(list(head.headers))
        made = responsetypes.from_args(headers=headers, url=request.url, body=body)
        return made(
            url=request.url, status=head.status or 0, headers=headers, body=body, request=request
        )

    def _find(self, request: Request) -> ArchivedAnswer:
        source = self._session.source
        assert source is not None
        try:
            archived = source.find(request.url, until=self._session.until)
            conditional = any(name in request.headers for name in _CONDITIONS)
            if archived.capture.status == 304 and not conditional:
                return source.confirmed(archived)
        except NotArchived as error:
            assert self.crawler.stats is not None
            self.crawler.stats.inc_value(MISS)
            raise NotInArchive(str(error)) from error
        except ArchiveError as error:
            self._session.abort(error)
            raise
        return archived


def exchange(archived: ArchivedAnswer) -> Exchange:
    """A capture → an exchange for the reader of robots.txt, without chunk framing."""
    head, capture = archived.answer.head, archived.capture
    framing = (b"transfer-encoding", b"content-length")
    kept = [b"%s: %s\r\n" % pair for pair in head.headers if pair[0].lower() not in framing]
    message = b"".join((head.start_line, b"\r\n", *kept, b"\r\n", archived.answer.entity))
    return Exchange(
        method="GET",
        url=capture.url,
        began_at=datetime.fromisoformat(capture.date).astimezone(UTC),
        fetch_time_ms=0,
        request=b"",
        response=message,
    )
