"""The baseline: the same reading of the same pages by plain Scrapy, and no archive.

Links are judged by the same scope and plan, a set in memory is the frontier, articles are
assembled, judged and written as lines; nothing is captured and nothing is fsynced.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response

from crawler import sites
from crawler.article import PageReading, assemble, line
from crawler.article.validate import problems
from crawler.crawl.admission import Admission
from crawler.crawl.plan import plan
from crawler.ledger import Address, Found
from crawler.models import Capture
from crawler.reading.read import Page, read_page


class PlainSpider(Spider):
    """What a Scrapy user would write with our extractor, tuned as research says."""

    name = "plain"
    custom_settings = {  # noqa: RUF012
        "ARCHIVE_ENABLED": False,
        "SPIDER_MIDDLEWARES": {
            "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
            "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
            "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
        },
        "COOKIES_ENABLED": False,
        "ROBOTSTXT_OBEY": True,
        "CONCURRENT_ITEMS": 4,
    }

    def __init__(self, seed: str, out: str, **_: Any) -> None:
        super().__init__()
        self._plan = plan({"seeds": seed}, requisites=True)
        self._admission = Admission(self._plan, queue="")
        self._seen: set[str] = set()
        self._out = Path(out).open("wb")  # noqa: SIM115

    async def start(self) -> AsyncIterator[Any]:
        for found in self._admission.seeds():
            yield self._request(found)

    def _request(self, found: Found) -> Request:
        self._seen.add(found.key)
        address = Address(
            key=found.key, url=found.url, kind=found.kind, article=found.article,
            via=found.via, hops=found.hops, priority=found.priority, attempts=0,
        )  # fmt: skip
        return Request(found.url, meta={"address": address}, dont_filter=True)

    def parse(self, response: Response, **_: Any) -> Iterator[Any]:
        address: Address = response.meta["address"]
        content_type = response.headers.get("Content-Type", b"").decode("latin-1")
        page = Page(
            url=response.url, status=response.status,
            media_type=content_type.partition(";")[0].strip(), content_type=content_type,
            location=None, etag=None, last_modified=None, body=response.body,
        )  # fmt: skip
        reading = read_page(page, address.kind)
        found = [*self._admission.links(address, reading)]
        found += self._admission.next_page(address, reading)
        for address in found:
            if address.state == "pending" and address.key not in self._seen:
                yield self._request(address)
        if reading.extraction is not None:
            article = assemble([PageReading(extraction=reading.extraction, capture=_capture(page))])
            problems(article)
            self._out.write(line(article))

    def closed(self, reason: str) -> None:
        self._out.close()


def _capture(page: Page) -> Capture:
    return Capture(
        url=page.url, urlkey=sites.key(page.url), date="2026-11-23T00:00:00.000000Z",
        record_type="response", record_id="<urn:uuid:0>", status=page.status,
        mime=page.media_type, payload_digest="sha1:0", filename="none", offset=0, length=0,
    )  # fmt: skip
