"""The private names of Scrapy and Twisted that the capture builds upon.

When one of these tests fails after an upgrade, Scrapy or Twisted has moved what
``crawler/fetch/capture`` hooks into: read the new source, adapt the hook, run ``tests/wire``.
"""

from __future__ import annotations

import inspect
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.core.downloader.handlers import http11
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from twisted.internet import ssl
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IHandshakeListener
from twisted.protocols import tls
from twisted.web import _newclient, client
from twisted.web._newclient import HTTP11ClientProtocol
from twisted.web.client import HTTPConnectionPool

from crawler.fetch.capture.handler import CapturingDownloadHandler
from crawler.fetch.capture.pool import CapturingFactory, CapturingPool, CapturingProtocol


def _arguments(function: Any) -> list[str]:
    return list(inspect.signature(function).parameters)


def test_scrapys_handler_keeps_pool_and_policy_where_we_replace_them() -> None:
    source = inspect.getsource(HTTP11DownloadHandler)
    assert "self._pool: HTTPConnectionPool = HTTPConnectionPool(reactor, persistent=True)" in source
    assert "self._contextFactory: IPolicyForHTTPS" in source
    assert "contextFactory=self._contextFactory" in source
    assert "pool=self._pool" in source
    assert "self._default_maxsize" in source
    assert inspect.iscoroutinefunction(HTTP11DownloadHandler.download_request)
    assert _arguments(HTTP11DownloadHandler.download_request) == ["self", "request"]
    assert issubclass(CapturingDownloadHandler, HTTP11DownloadHandler)


def test_scrapys_handler_reads_the_time_out_and_cap_that_we_read() -> None:
    source = inspect.getsource(http11._ScrapyAgent)
    assert 'request.meta.get("download_timeout") or self._connectTimeout' in source
    assert 'request.meta.get("download_maxsize", self._maxsize)' in source
    assert 'proxy = request.meta.get("proxy")' in source
    signature = inspect.signature(http11._ScrapyAgent)
    assert signature.parameters["connectTimeout"].default == 10


def test_scrapy_asks_for_a_connection_before_it_awaits_anything() -> None:
    source = inspect.getsource(HTTP11DownloadHandler.download_request)
    assert source.count("await ") == 1
    assert "await maybe_deferred_to_future(agent.download_request(request))" in source


def test_scrapys_cancellation_means_too_large() -> None:
    source = inspect.getsource(http11)
    assert source.count("raise DownloadCancelledError") == 1
    assert "raise DownloadCancelledError(warning_msg)" in source
    assert source.count("self._finished.cancel()") == 1


def test_factory_and_protocol_are_built_as_we_build_them() -> None:
    factory = CapturingFactory(print, "where")
    assert factory._quiescentCallback is print
    assert _arguments(client._HTTP11ClientFactory.__init__) == [
        "self",
        "quiescentCallback",
        "metadata",
    ]
    protocol = factory.buildProtocol(None)
    assert isinstance(protocol, CapturingProtocol)
    assert IHandshakeListener.providedBy(protocol)
    assert "IHandshakeListener.providedBy(self.wrappedProtocol)" in inspect.getsource(tls)


def test_the_protocol_has_the_methods_and_states_we_override() -> None:
    assert _arguments(HTTP11ClientProtocol.request) == ["self", "request"]
    assert "self._parser = HTTPClientParser(request, self._finishResponse)" in inspect.getsource(
        HTTP11ClientProtocol.request
    )
    assert _arguments(HTTP11ClientProtocol._finishResponse_WAITING) == ["self", "rest"]
    assert "not self._currentRequest.persistent" in inspect.getsource(
        HTTP11ClientProtocol._finishResponse_WAITING
    )
    assert "self._parser = None" in inspect.getsource(HTTP11ClientProtocol._disconnectParser)
    protocol = HTTP11ClientProtocol()
    assert (
        protocol.state,
        protocol._parser,
        protocol._currentRequest,
    ) == ("QUIESCENT", None, None)


def test_a_request_writes_itself_to_a_transport_and_may_be_wrapped() -> None:
    assert _arguments(_newclient.Request.writeTo) == ["self", "transport"]
    request = _newclient.Request._construct(b"GET", b"/", client.Headers(), None, persistent=True)
    assert (request.method, request.persistent, request.bodyProducer) == (b"GET", True, None)


def test_the_pool_is_called_as_we_override_it() -> None:
    assert _arguments(HTTPConnectionPool.getConnection) == ["self", "key", "endpoint"]
    source = inspect.getsource(HTTPConnectionPool._newConnection)
    assert "self._factory(quiescentCallback, repr(endpoint))" in source
    assert "endpoint.connect(" in source
    assert "request(request)" in inspect.getsource(client._RetryingHTTP11ClientProtocol)
    assert {"persistent", "maxPersistentPerHost", "cachedConnectionTimeout"} <= set(
        _arguments_of_instance(HTTPConnectionPool(object()))
    )
    assert issubclass(CapturingPool, HTTPConnectionPool)


def _arguments_of_instance(instance: object) -> list[str]:
    return [name for name in dir(instance) if not name.startswith("__")]


class Keys:
    """A pool that notes the keys it is asked for and never connects."""

    persistent = True

    def __init__(self) -> None:
        self.keys: list[tuple[Any, ...]] = []

    def getConnection(self, key: tuple[Any, ...], endpoint: object) -> Deferred[Any]:
        self.keys.append(key)
        return Deferred()


@pytest.mark.parametrize(
    ("url", "key"),
    [
        (b"http://a.example/x", (b"http", b"a.example", 80, ("192.0.2.1", 0))),
        (b"https://a.example:8443/", (b"https", b"a.example", 8443, ("192.0.2.1", 0))),
        (b"http://[2001:db8::1]/", (b"http", b"2001:db8::1", 80, ("192.0.2.1", 0))),
    ],
)
def test_pool_keys_are_origin_and_local_address(url: bytes, key: tuple[Any, ...]) -> None:
    from twisted.internet import reactor

    pool: Any = Keys()
    agent = http11._BindAddressAgent(
        reactor=reactor,  # type: ignore[arg-type]
        contextFactory=client.BrowserLikePolicyForHTTPS(),
        bindAddress=("192.0.2.1", 0),
        pool=pool,
    )
    agent.request(b"GET", url)
    assert [key] == pool.keys


def test_exceptions_are_where_the_reason_codes_look_for_them() -> None:
    assert issubclass(_newclient.ParseError, Exception)
    assert issubclass(http11.TunnelError, Exception)
    failed = client.ResponseFailed([SimpleNamespace(value=1)])
    assert failed.reasons[0].value == 1
    assert ssl.optionsForClientTLS("a.example") is not None
