from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from scrapy import Request
from scrapy.exceptions import DownloadTimeoutError
from twisted.internet.error import ConnectionAborted, ConnectionDone, ConnectionLost

from crawler.fetch.capture.attempt import Clock, TlsFacts
from crawler.fetch.capture.download import Buffer, Download
from crawler.models import Exchange

START = datetime(2026, 11, 23, 2, 0, 0, 123456, tzinfo=UTC)
TLS = TlsFacts(protocol="tls/1.3", cipher_suite="TLS_AES_128_GCM_SHA256")


class Ticking:
    """A clock that goes on by a quarter of a second each time it is read."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        self.seconds += 0.25
        return self.seconds


def _download(url: str = "http://a.example/page#part", **meta: object) -> Download:
    ticking = Ticking()
    clock = Clock(now=ticking.now, monotonic=ticking.monotonic)
    return Download.of(Request(url, meta=meta), clock, maxsize=0, buffer=Buffer())


def _only(download: Download, failure: BaseException | None = None) -> Exchange:
    (exchange,) = download.exchanges(failure)
    return exchange


def test_an_exchange_holds_the_bytes_in_order_and_the_time_of_the_first() -> None:
    download = _download()
    attempt = download.begin("192.0.2.1", tls=None)
    attempt.sent(b"GET / HTTP/1.1\r\n")
    attempt.sent(b"\r\n")
    attempt.received(b"HTTP/1.1 200 OK\r\n")
    attempt.received(b"Content-Length: 0\r\n\r\nrest")
    attempt.complete(4)
    assert _only(download) == Exchange(
        method="GET",
        url="http://a.example/page",
        began_at=START + timedelta(seconds=0.25),
        fetch_time_ms=250,
        request=b"GET / HTTP/1.1\r\n\r\n",
        response=b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        trailing_bytes=4,
        ip_address="192.0.2.1",
    )


def test_under_tls_nothing_is_sent_before_the_handshake_is_over() -> None:
    download = _download("https://a.example/")
    attempt = download.begin("192.0.2.1", tls=None)
    attempt.handshaking = True
    attempt.sent(b"GET / HTTP/1.1\r\n\r\n")
    assert not attempt.crossed_the_wire
    attempt.handshaken(TLS)
    attempt.received(b"HTTP/1.0 200 OK\r\n\r\n")
    attempt.complete(0)
    exchange = _only(download)
    assert exchange.began_at == START + timedelta(seconds=0.75)
    assert exchange.protocols == ("http/1.0", "tls/1.3")
    assert exchange.cipher_suite == "TLS_AES_128_GCM_SHA256"


def test_a_handshake_that_fails_is_no_exchange() -> None:
    download = _download("https://a.example/")
    attempt = download.begin("192.0.2.1", tls=None)
    attempt.handshaking = True
    attempt.sent(b"GET / HTTP/1.1\r\n\r\n")
    attempt.lose(ConnectionLost())
    assert list(download.exchanges(DownloadTimeoutError())) == []


@pytest.mark.parametrize(
    ("received", "lost", "failure", "expected"),
    [
        (b"HTTP/1.1 2", ConnectionDone(), None, ("disconnect", "data-loss")),
        (b"HTTP/1.1 2", ConnectionLost(), None, ("disconnect", "reset")),
        (b"", ConnectionDone(), None, (None, "no-response")),
        (b"", ConnectionLost(), None, (None, "reset")),
        (b"HTTP/1.1 2", ConnectionLost(), DownloadTimeoutError(), ("time", "timeout")),
        (b"HTTP/1.1 2", ConnectionAborted(), DownloadTimeoutError(), ("time", "timeout")),
        (b"", ConnectionAborted(), DownloadTimeoutError(), (None, "timeout")),
        (b"HTTP/1.1 2", ConnectionAborted(), RuntimeError(), ("unspecified", "failed")),
    ],
)
def test_an_end_before_the_end_says_whose_it_was(
    received: bytes,
    lost: BaseException,
    failure: BaseException | None,
    expected: tuple[str | None, str],
) -> None:
    download = _download()
    attempt = download.begin("192.0.2.1", tls=None)
    attempt.sent(b"GET / HTTP/1.1\r\n\r\n")
    attempt.received(received)
    attempt.lose(lost)
    exchange = _only(download, failure)
    assert expected == (exchange.truncated, exchange.error)


@pytest.mark.parametrize(
    ("lost", "expected"),
    [(ConnectionDone(), (None, None)), (ConnectionLost(), ("disconnect", "reset"))],
)
def test_a_body_that_ends_with_the_connection_is_whole_if_that_was_closed_in_order(
    lost: BaseException, expected: tuple[str | None, str | None]
) -> None:
    download = _download()
    attempt = download.begin("192.0.2.1", tls=None)
    attempt.sent(b"GET / HTTP/1.1\r\n\r\n")
    attempt.received(b"HTTP/1.1 200 OK\r\n\r\nbody")
    attempt.lose(lost)
    attempt.complete(0)
    exchange = _only(download)
    assert expected == (exchange.truncated, exchange.error)


def test_bytes_that_come_after_the_end_are_not_taken_up() -> None:
    download = _download()
    attempt = download.begin("192.0.2.1", tls=None)
    attempt.sent(b"GET / HTTP/1.1\r\n\r\n")
    attempt.received(b"nonsense")
    attempt.cut()
    attempt.received(b"more of it")
    assert _only(download).response == b"nonsense"


def test_the_failure_of_a_later_connection_is_not_blamed_on_an_earlier_attempt() -> None:
    download = _download()
    attempt = download.begin("192.0.2.1", tls=None)
    attempt.sent(b"GET / HTTP/1.1\r\n\r\n")
    attempt.lose(ConnectionDone())
    download.superseded = 1
    assert _only(download, DownloadTimeoutError()).error == "no-response"


def test_the_address_of_a_proxy_is_not_the_origin_s() -> None:
    download = _download(proxy="http://192.0.2.9:3128")
    attempt = download.begin("192.0.2.9", tls=None)
    attempt.sent(b"GET http://a.example/page HTTP/1.1\r\n\r\n")
    attempt.complete(0)
    assert _only(download).ip_address is None
