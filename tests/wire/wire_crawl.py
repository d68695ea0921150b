"""Runs one crawl in a process of its own: ``python wire_crawl.py JOB.json RESULT.pickle``.

The job holds ``settings``, ``requests`` (arguments of ``scrapy.Request``, and ``then`` for those
to make after it) and ``refuse``, a part of the URLs whose recording fails. The result is a
``Result``, pickled.
"""

from __future__ import annotations

import asyncio
import json
import logging
import pickle
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import scrapy
from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import StopDownload
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import succeed

from crawler.errors import CaptureNotWritten
from crawler.fetch.capture.attempt import SYSTEM_CLOCK
from crawler.fetch.capture.reasons import reason_code
from crawler.fetch.meta import CAPTURE
from crawler.fetch.session import attach
from crawler.models import Capture, Exchange

HANDLER = "crawler.fetch.capture.handler.CapturingDownloadHandler"


@dataclass
class Outcome:
    """What the spider got for a request."""

    url: str
    status: int | None = None
    body: bytes = b""
    flags: tuple[str, ...] = ()
    failure: str | None = None
    reason: str | None = None
    capture: Capture | None = None


@dataclass
class Result:
    """What happened, in order."""

    exchanges: list[Exchange] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    events: list[tuple[str, str]] = field(default_factory=list)
    log: str = ""


JOB: dict[str, Any] = {}
RESULT = Result()


class ListSession:
    """Keeps exchanges in memory, after a pause in which the spider could overtake it."""

    clock = SYSTEM_CLOCK
    run = "wire"

    @property
    def pacing(self) -> ListSession:
        return self

    async def admit(self, request: scrapy.Request) -> None:
        """Every request may go out at once."""

    async def record(self, exchange: Exchange, request: scrapy.Request) -> Capture | None:
        await asyncio.sleep(0.02)
        if JOB["refuse"] and JOB["refuse"] in exchange.url:
            raise CaptureNotWritten(f"no room for {exchange.url}")
        RESULT.exchanges.append(exchange)
        RESULT.events.append(("recorded", exchange.url))
        return Capture(
            url=exchange.url,
            urlkey="",
            date=exchange.began_at.isoformat(),
            record_type="response",
            record_id=f"<{len(RESULT.exchanges) - 1}>",
            status=None,
            mime="unk",
            payload_digest="",
            filename="",
            offset=0,
            length=0,
        )


class WireExtension:
    """Attaches the session as the project's extension does; stops what it is asked to."""

    @classmethod
    def from_crawler(cls, crawler: Any) -> WireExtension:
        attach(crawler, ListSession())
        extension = cls()
        crawler.signals.connect(extension.headers, signals.headers_received)
        crawler.signals.connect(extension.bytes, signals.bytes_received)
        return extension

    def headers(self, request: scrapy.Request) -> None:
        if "/stop-head" in request.url:
            raise StopDownload(fail=False)

    def bytes(self, request: scrapy.Request) -> None:
        if "/stop-body" in request.url:
            raise StopDownload(fail=True)


class LyingResolver(CachingThreadedResolver):
    """Finds every name under ``lying.example`` on this machine."""

    def getHostByName(self, name: str, timeout: Any = ()) -> Any:
        if name.endswith("lying.example"):
            return succeed("127.0.0.1")
        return super().getHostByName(name, timeout)


class WireSpider(scrapy.Spider):
    """Makes the requests of the job."""

    name = "wire"

    async def start(self) -> Any:
        for wanted in JOB["requests"]:
            yield self.request(dict(wanted))

    def request(self, wanted: dict[str, Any]) -> scrapy.Request:
        then = wanted.pop("then", [])
        return scrapy.Request(
            **wanted,
            callback=self.parse,
            errback=self.failed,
            cb_kwargs={"then": then},
            dont_filter=True,
        )

    def parse(self, response: Any, then: list[dict[str, Any]]) -> Any:
        RESULT.events.append(("seen", response.request.url))
        RESULT.outcomes.append(
            Outcome(
                url=response.request.url,
                status=response.status,
                body=response.body,
                flags=tuple(response.flags),
                capture=response.meta.get(CAPTURE),
            )
        )
        yield from map(self.request, then)

    def failed(self, failure: Any) -> Any:
        request = failure.request
        RESULT.events.append(("failed", request.url))
        RESULT.outcomes.append(
            Outcome(
                url=request.url,
                failure=type(failure.value).__name__,
                reason=reason_code(failure.value),
                capture=request.meta.get(CAPTURE),
            )
        )
        yield from map(self.request, request.cb_kwargs["then"])


def main(job: Path, result: Path) -> None:
    JOB.update(json.loads(job.read_text("utf-8")))
    settings = {
        "DOWNLOAD_HANDLERS": {"http": HANDLER, "https": HANDLER, "ftp": None, "s3": None},
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "EXTENSIONS": {WireExtension: 0},
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "HTTPERROR_ALLOW_ALL": True,
        "RETRY_EXCEPTIONS": [],
        "RETRY_HTTP_CODES": [503],
        "CONCURRENT_REQUESTS": 64,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
        # Quirk: without any delay, Scrapy 2.19 on asyncio starts all that waits for a host.
        "DOWNLOAD_DELAY": 0.001,
        "DOWNLOAD_TIMEOUT": 20,
        "LOG_LEVEL": "INFO",
        "LOG_FILE": str(result.with_suffix(".log")),
        "DNS_RESOLVER": LyingResolver,
        **JOB["settings"],
    }
    process = AsyncCrawlerProcess(settings)
    process.crawl(WireSpider)
    process.start()
    logging.shutdown()
    RESULT.log = result.with_suffix(".log").read_text("utf-8")
    result.write_bytes(pickle.dumps(RESULT))


if __name__ == "__main__":
    # Pickled by its import name, so that the test finds the classes again.
    sys.modules["wire_crawl"] = sys.modules["__main__"]
    for part in (Outcome, Result):
        part.__module__ = "wire_crawl"
    main(Path(sys.argv[1]), Path(sys.argv[2]))
