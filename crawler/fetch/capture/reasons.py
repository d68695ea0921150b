"""Reason codes: one short word for every way a download can fail."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from OpenSSL import SSL
from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    NotSupported,
    ResponseDataLossError,
    StopDownload,
    UnsupportedURLSchemeError,
)
from service_identity.exceptions import CertificateError, VerificationError
from twisted.internet import defer, error
from twisted.web._newclient import ParseError
from twisted.web.client import ResponseFailed, ResponseNeverReceived
from twisted.web.http import _MalformedChunkedDataError
from twisted.web.http_headers import InvalidHeaderName

from crawler.fetch.capture.guard import PrivateAddressRefused

_TABLE: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    ((PrivateAddressRefused,), "private-address"),
    ((CannotResolveHostError, error.DNSLookupError), "dns"),
    ((DownloadConnectionRefusedError, error.ConnectionRefusedError), "refused"),
    ((SSL.Error, CertificateError, VerificationError), "tls"),
    ((TunnelError,), "proxy"),
    ((DownloadTimeoutError, error.TimeoutError), "timeout"),
    ((StopDownload,), "stopped"),
    # Quirk: Scrapy 2.19 raises it for a response above DOWNLOAD_MAXSIZE, and for nothing else.
    ((DownloadCancelledError,), "too-large"),
    ((asyncio.CancelledError, defer.CancelledError), "cancelled"),
    ((_MalformedChunkedDataError,), "bad-framing"),
    ((InvalidHeaderName,), "bad-header"),
    ((ParseError,), "not-http"),
    ((error.ConnectionLost,), "reset"),
    ((ResponseNeverReceived,), "no-response"),
    ((ResponseDataLossError, error.ConnectionDone), "data-loss"),
    ((error.ConnectError, OSError), "unreachable"),
    ((UnsupportedURLSchemeError, NotSupported), "unsupported"),
    # Twisted has no name of its own for lengths that contradict and codings it does not know.
    ((ValueError, KeyError), "bad-framing"),
)

CODES = frozenset(code for _, code in _TABLE) | {"failed"}
"""Every code there is."""


def reason_code(failure: BaseException) -> str:
    """The reason code of a failed download, for ``Exchange.error`` and for the ledger.

    :param failure: what the download handler raised, or what ended a connection.
    :returns: one of :data:`CODES`; ``failed`` when the table knows no better.
    """
    causes = tuple(_causes(failure))
    for types, code in _TABLE:
        if any(isinstance(cause, types) for cause in causes):
            return code
    return "failed"


def _causes(failure: BaseException) -> Iterator[BaseException]:
    """The exception, what it was raised from, and what Twisted wrapped in either."""
    pending: list[BaseException] = [failure]
    while pending:
        cause = pending.pop()
        yield cause
        if cause.__cause__ is not None:
            pending.append(cause.__cause__)
        if isinstance(cause, ResponseFailed):
            pending.extend(reason.value for reason in cause.reasons)
