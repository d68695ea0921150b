from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from uuid import UUID

import pytest

from crawler.archive.warc import records
from crawler.archive.warc.records import Encoded
from crawler.archive.warc.writer import WarcInfo, WarcWriter
from crawler.models import Capture, Exchange, Hop

NOW = datetime(2026, 11, 23, 2, 0, 0, 123456, tzinfo=UTC)
PAGE = "<p>江堤上的樟树又绿了一层。</p>".encode() * 50


def _exchange(**changes: object) -> Exchange:
    values: dict[str, object] = {
        "method": "GET",
        "url": "http://zjnews.zjol.com.cn/a.shtml",
        "began_at": NOW,
        "fetch_time_ms": 34,
        "request": b"GET /a.shtml HTTP/1.1\r\nHost: zjnews.zjol.com.cn\r\n\r\n",
        "response": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
        b"Content-Length: %d\r\n\r\n%s" % (len(PAGE), PAGE),
        "ip_address": "192.0.2.7",
    }
    return Exchange(**(values | changes))  # type: ignore[arg-type]


@pytest.fixture
def exchange() -> Callable[..., Exchange]:
    """Makes an exchange of a page, some fields changed."""
    return _exchange


@pytest.fixture
def new_id() -> Callable[[], UUID]:
    """Ids 1, 2, 3 and so on."""
    numbers = count(1)
    return lambda: UUID(int=next(numbers))


@pytest.fixture
def info() -> WarcInfo:
    return WarcInfo(software="zjol-archive/0", robots="obey", hostname="host")


@pytest.fixture
def writer(tmp_path: Path, info: WarcInfo, new_id: Callable[[], UUID]) -> WarcWriter:
    return WarcWriter(
        tmp_path, prefix="zjol", info=info, max_bytes=10**9, now=lambda: NOW, new_id=new_id
    )


@pytest.fixture
def append(new_id: Callable[[], UUID]) -> Callable[..., Capture | None]:
    """Appends an exchange to a writer: ``append(writer, exchange, original)``."""

    def add(
        writer: WarcWriter, exchange: Exchange, original: Capture | None = None
    ) -> Capture | None:
        def encode(warcinfo_id: str) -> Encoded:
            return records.encode(
                records.digest(exchange),
                hop=Hop(via="http://zjol.com.cn/", path="L"),
                warcinfo_id=warcinfo_id,
                new_id=new_id,
                original=original,
            )

        return writer.append(encode)

    return add
