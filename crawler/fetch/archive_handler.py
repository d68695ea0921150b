"""Scrapy's download handler for a crawl from an archive: it opens no connection, ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.http import Headers
from scrapy.responsetypes import responsetypes

from crawler.extensions.archive import archive_of
from crawler.fetch.capture.recorder import CAPTURE_KEY

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response


class ArchiveDownloadHandler(BaseDownloadHandler):
    """Answers with captures. The add-on puts it in for http and https, and takes all others out.

    ``request.meta["archive_capture"]`` holds the Capture that answered, as it does live.
    """

    async def download_request(self, request: Request) -> Response:
        """The newest capture of an address.

        :raises NotInArchive: there is none; it is counted as ``archive/miss``.
        :raises ArchiveError: the archive is damaged; the crawl is being closed.
        """
        request.meta.pop(CAPTURE_KEY, None)
        recalled = archive_of(self.crawler).recall(request)
        request.meta[CAPTURE_KEY] = recalled.capture
        head, body = recalled.answer.head, recalled.answer.entity
        headers = Headers(list(head.headers))
        made = responsetypes.from_args(headers=headers, url=request.url, body=body)
        return made(
            url=request.url, status=head.status or 0, headers=headers, body=body, request=request
        )
