"""Downloader middleware: responses that Scrapy itself reads get their content-coding removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler import content
from crawler.reading import BODY_LIMIT

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response


class ContentDecodingMiddleware:
    """Decodes robots.txt for Scrapy's parser, with the code that reads payloads back.

    Pages are not touched: they are read from the captured message, as a replay reads them.
    """

    def process_response(self, request: Request, response: Response) -> Response:
        """Scrapy's hook.

        :raises ContentTooLarge: when the body would decode to more than BODY_LIMIT.
        """
        coding = response.headers.get(b"Content-Encoding")
        if coding is None or "address" in request.meta:
            return response
        body = content.decode(response.body, coding.decode("latin-1"), limit=BODY_LIMIT)
        return response.replace(body=body)
