from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from OpenSSL import SSL
from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    NotSupported,
    ResponseDataLossError,
    StopDownload,
)
from twisted.internet.error import ConnectionDone, ConnectionLost, NoRouteError
from twisted.python.failure import Failure
from twisted.web._newclient import ParseError
from twisted.web.client import ResponseFailed, ResponseNeverReceived
from twisted.web.http import _DataLoss, _MalformedChunkedDataError
from twisted.web.http_headers import InvalidHeaderName

from crawler.fetch.capture.guard import PrivateAddressRefused
from crawler.fetch.capture.reasons import CODES, reason_code


def _raised(outer: BaseException, inner: BaseException) -> BaseException:
    outer.__cause__ = inner
    return outer


def _failed(
    *reasons: BaseException, wrapper: Callable[[list[Failure]], ResponseFailed] = ResponseFailed
) -> BaseException:
    return _raised(DownloadFailedError(), wrapper([Failure(reason) for reason in reasons]))


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (PrivateAddressRefused("10.0.0.1"), "private-address"),
        (CannotResolveHostError(), "dns"),
        (DownloadConnectionRefusedError(), "refused"),
        (_failed(SSL.Error([]), wrapper=ResponseNeverReceived), "tls"),
        (TunnelError(), "proxy"),
        (DownloadTimeoutError(), "timeout"),
        (StopDownload(), "stopped"),
        (DownloadCancelledError(), "too-large"),
        (asyncio.CancelledError(), "cancelled"),
        (_failed(ParseError("no", b"SSH")), "not-http"),
        (_failed(ValueError("conflicting")), "bad-framing"),
        (_failed(KeyError(b"gzip")), "bad-framing"),
        (_failed(InvalidHeaderName(b"a b")), "bad-header"),
        (_failed(ConnectionLost()), "reset"),
        (_failed(ConnectionDone()), "data-loss"),
        (_failed(ConnectionDone(), wrapper=ResponseNeverReceived), "no-response"),
        (_failed(ConnectionLost(), wrapper=ResponseNeverReceived), "reset"),
        (
            _raised(
                ResponseDataLossError(),
                ResponseFailed([Failure(ConnectionDone()), Failure(_DataLoss())]),
            ),
            "data-loss",
        ),
        (
            _raised(
                ResponseDataLossError(),
                ResponseFailed([Failure(_MalformedChunkedDataError()), Failure(_DataLoss())]),
            ),
            "bad-framing",
        ),
        (NoRouteError(), "unreachable"),
        (NotSupported(), "unsupported"),
        (RuntimeError(), "failed"),
    ],
)
def test_each_failure_has_a_code(failure: BaseException, code: str) -> None:
    assert code == reason_code(failure)
    assert code in CODES
