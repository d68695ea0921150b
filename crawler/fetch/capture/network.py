"""How a TCP connection is opened: to which address, through which check, with which TLS name."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv6Address
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.endpoints import (
    HostnameEndpoint,
    TCP4ClientEndpoint,
    TCP6ClientEndpoint,
    wrapClientTLS,
)
from twisted.internet.interfaces import IProtocolFactory, IStreamClientEndpoint
from zope.interface import implementer

from crawler.fetch.capture.connect_to import ConnectTo
from crawler.fetch.capture.guard import literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The outside world as a crawler sees it."""

    reactor: Any
    """Opens connections to anything; for hosts that ``ARCHIVE_CONNECT_TO`` names."""
    guarded: Any
    """Opens the other connections: a GuardedReactor, or ``reactor`` when all is allowed."""
    policy: Any
    """An ``IPolicyForHTTPS``: SNI, trust and the name that certificates must bear."""
    connect_to: ConnectTo

    def endpoint(self, scheme: str, host: str, *, port: int, timeout: float, bind: Any) -> Any:
        """An ``IStreamClientEndpoint`` for the origin, redirected if the setting says so.

        TLS is spoken with the origin's name wherever the connection goes.

        :param timeout: seconds for each attempt to connect.
        :param bind: local address and port, or None.
        """
        target = self.connect_to.target(host, port)
        reactor = self.reactor if target.named else self.guarded
        options = {"timeout": timeout, "bindAddress": bind}
        address = literal(target.host)
        endpoint: Any
        if address is None:
            endpoint = HostnameEndpoint(reactor, target.host, target.port, **options)
        elif isinstance(address, IPv6Address):
            # Scrapy's default resolver knows no IPv6, so literals must not pass through it.
            endpoint = TCP6ClientEndpoint(  # type: ignore[no-untyped-call]
                reactor, str(address), target.port, **options
            )
        else:
            endpoint = TCP4ClientEndpoint(reactor, str(address), target.port, **options)
        if scheme == "https":
            creator = self.policy.creatorForNetloc(host.encode("ascii"), port)
            return wrapClientTLS(creator, endpoint)
        return endpoint


@implementer(IStreamClientEndpoint)
class DirectEndpoint:
    """The endpoint of a pool key, made only when a new connection is needed."""

    def __init__(self, network: Network, key: Any, *, timeout: float) -> None:
        self._network = network
        self._key = key
        self._timeout = timeout

    def connect(self, factory: IProtocolFactory) -> Deferred[Any]:
        """Open the connection (``IStreamClientEndpoint``)."""
        # Quirk: Twisted's Agent keys its pool by (scheme, host, port), and Scrapy's agent
        # appends the local address to bind to.
        scheme, host, port, bind = self._key
        endpoint = self._network.endpoint(
            scheme.decode("ascii"),
            host.decode("ascii"),
            port=port,
            timeout=self._timeout,
            bind=bind,
        )
        connected: Deferred[Any] = endpoint.connect(factory)
        return connected
