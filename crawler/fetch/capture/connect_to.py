"""The setting ``ARCHIVE_CONNECT_TO``: which host and port a TCP connection goes to instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv6Address

from crawler.errors import ConfigurationError

_RULE = re.compile(
    r"(?P<host1>\[[^\[\]]*\]|[^\[\]:]*):(?P<port1>[^\[\]:]*)"
    r":(?P<host2>\[[^\[\]]*\]|[^\[\]:]*):(?P<port2>[^\[\]:]*)"
)
_NAME = re.compile(r"[A-Za-z0-9._-]{1,253}")
_PORT = re.compile(r"[0-9]{1,5}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a connection goes."""

    host: str
    """Host name or address literal without brackets."""
    port: int
    named: bool
    """Whether the setting names the host, which makes a private address allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One ``HOST1:PORT1:HOST2:PORT2``; None where the part is empty."""

    host1: str | None
    port1: int | None
    host2: str | None
    port2: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectTo:
    """The parsed setting. URLs, Host headers, TLS names and records know nothing of it."""

    rules: tuple[Rule, ...] = ()

    def target(self, host: str, port: int) -> Target:
        """Where a connection meant for ``host:port`` goes; the first rule that matches decides.

        :param host: host name or address literal without brackets, letter case does not matter.
        :param port: TCP port.
        """
        wanted = _normal(host)
        for rule in self.rules:
            if rule.host1 in (None, wanted) and rule.port1 in (None, port):
                named = rule.host2 is not None
                return Target(host=rule.host2 or host, port=rule.port2 or port, named=named)
        return Target(host=host, port=port, named=False)


def parse(setting: str) -> ConnectTo:
    """Read ``HOST1:PORT1:HOST2:PORT2[,…]``, the syntax of curl's ``--connect-to``.

    An empty HOST1 or PORT1 matches any, an empty HOST2 or PORT2 keeps the real one. IPv6
    literals stand in brackets. A rule that names no HOST2 opens no private address.

    :param setting: the setting's text, empty for none.
    :raises ConfigurationError: when a part of it cannot be understood.
    """
    if not setting.strip():
        return ConnectTo()
    return ConnectTo(rules=tuple(_rule(text.strip()) for text in setting.split(",")))


def _rule(text: str) -> Rule:
    match = _RULE.fullmatch(text)
    if match is None:
        raise ConfigurationError(
            f"ARCHIVE_CONNECT_TO: {text!r} is not HOST1:PORT1:HOST2:PORT2 "
            "(write an IPv6 address in brackets)"
        )
    return Rule(
        host1=_host(match["host1"], text),
        port1=_port(match["port1"], text),
        host2=_host(match["host2"], text),
        port2=_port(match["port2"], text),
    )


def _host(part: str, text: str) -> str | None:
    if not part:
        return None
    if part.startswith("["):
        try:
            return IPv6Address(part[1:-1]).compressed
        except ValueError:
            raise ConfigurationError(
                f"ARCHIVE_CONNECT_TO: {part!r} in {text!r} is not an IPv6 address"
            ) from None
    if not _NAME.fullmatch(part):
        raise ConfigurationError(f"ARCHIVE_CONNECT_TO: {part!r} in {text!r} is not a host name")
    return _normal(part)


def _port(part: str, text: str) -> int | None:
    if not part:
        return None
    if not _PORT.fullmatch(part) or not 0 < int(part) < 65536:
        raise ConfigurationError(f"ARCHIVE_CONNECT_TO: {part!r} in {text!r} is not a port")
    return int(part)


def _normal(host: str) -> str:
    if ":" in host:
        try:
            return IPv6Address(host).compressed
        except ValueError:
            return host.lower()
    return host.lower().removesuffix(".")
