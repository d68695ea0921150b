"""Which addresses the crawler may connect to: the global ones, unless the operator says more."""

from __future__ import annotations

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

from twisted.internet.interfaces import IReactorPluggableNameResolver, IReactorTCP, IReactorTime
from zope.interface import implementer

from crawler.errors import ArchiverError

# IANA's special-purpose registries (RFC 6890), whatever is not globally reachable, and
# multicast. A list of our own, because ``ipaddress.is_global`` changes between Pythons.
_NOT_GLOBAL_4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 "
        "192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 "
        "198.51.100.0/24 203.0.113.0/24 224.0.0.0/3"
    ).split()
)
_GLOBAL_6 = IPv6Network("2000::/3")
_NOT_GLOBAL_6 = tuple(
    IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "3fff::/20")
)
_6TO4 = IPv6Network("2002::/16")
_NAT64 = IPv6Network("64:ff9b::/96")


class PrivateAddressRefused(ArchiverError):
    """Raised when a connection would go to an address that is not global. Then record the
    failure of this address; it is not worth a retry.

    :param address: the address that was about to be connected to.
    """

    code = "private-address"

    def __init__(self, address: str) -> None:
        super().__init__(
            f"refused to connect to {address}: not a global address "
            "(ARCHIVE_PRIVATE_ADDRESSES or ARCHIVE_CONNECT_TO allow it)"
        )
        self.address = address


def is_global(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is reachable on the public Internet (RFC 6890, IANA's registries).

    An IPv6 address that embeds an IPv4 one (mapped, 6to4, NAT64) is judged by that.
    """
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_GLOBAL_4)
    if address.ipv4_mapped is not None:
        return is_global(address.ipv4_mapped)
    if address in _NAT64:
        return is_global(IPv4Address(int(address) & 0xFFFFFFFF))
    if address in _6TO4:
        return is_global(IPv4Address(int(address) >> 80 & 0xFFFFFFFF))
    return address in _GLOBAL_6 and not any(address in network for network in _NOT_GLOBAL_6)


def check_global(host: str) -> None:
    """Let a global address literal pass.

    :param host: what is handed to the operating system to connect to.
    :raises PrivateAddressRefused: when it is another address, or a name that would still have
        to be resolved: the answer could differ from the one that was judged.
    """
    try:
        address = ip_address(host)
    except ValueError:
        raise PrivateAddressRefused(host) from None
    if not is_global(address):
        raise PrivateAddressRefused(host)


def literal(host: str) -> IPv4Address | IPv6Address | None:
    """The address a host part denotes without DNS, in any notation a resolver understands.

    :param host: host of a URL without brackets: ``127.0.0.1``, ``0x7f.1``, ``2130706433``.
    :returns: None for a name.
    """
    try:
        return ip_address(host)
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host))
    except (OSError, ValueError):
        return None


@implementer(IReactorPluggableNameResolver, IReactorTCP, IReactorTime)
class GuardedReactor:
    """A reactor that opens TCP connections to addresses only after a check has passed them.

    Twisted's client endpoints resolve a name and then call ``connectTCP`` with each address:
    what is checked here is what is connected to, so a second DNS answer cannot slip by.
    """

    def __init__(self, reactor: Any, check: Callable[[str], None] = check_global) -> None:
        self._reactor = reactor
        self._check = check

    def connectTCP(self, host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        """Connect as ``IReactorTCP.connectTCP`` does.

        :raises PrivateAddressRefused: see :func:`check_global`.
        """
        self._check(host)
        return self._reactor.connectTCP(host, port, *args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reactor, name)
