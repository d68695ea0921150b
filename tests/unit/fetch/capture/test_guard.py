from __future__ import annotations

from ipaddress import ip_address

import pytest

from crawler.fetch.capture.guard import (
    GuardedReactor,
    PrivateAddressRefused,
    check_global,
    is_global,
    literal,
)


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "100.63.255.255",
        "100.128.0.0",
        "172.32.0.1",
        "192.169.0.1",
        "223.255.255.255",
        "2400:3200::1",
        "2001:200::1",
        "::ffff:1.1.1.1",
        "64:ff9b::101:101",
        "2002:101:101::1",
    ],
)
def test_global_addresses_pass(address: str) -> None:
    assert is_global(ip_address(address))
    check_global(address)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "0.1.2.3",
        "10.1.2.3",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "3fff::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_other_addresses_are_refused(address: str) -> None:
    assert not is_global(ip_address(address))
    with pytest.raises(PrivateAddressRefused):
        check_global(address)


@pytest.mark.parametrize("host", ["www.example.com", "localhost", "0x7f.1", "2130706433", ""])
def test_what_is_no_address_literal_is_never_connected_to(host: str) -> None:
    with pytest.raises(PrivateAddressRefused):
        check_global(host)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("::ffff:7f00:1", "::ffff:127.0.0.1"),
    ],
)
def test_odd_notations_denote_what_the_system_would_connect_to(host: str, expected: str) -> None:
    assert ip_address(expected) == literal(host)


@pytest.mark.parametrize("host", ["www.example.com", "1.example", "浙江.example", "", "256.1.1.1"])
def test_names_are_no_literals(host: str) -> None:
    assert literal(host) is None


class Wires:
    """The part of a reactor that opens connections."""

    def __init__(self) -> None:
        self.opened: list[tuple[object, ...]] = []

    def connectTCP(self, *arguments: object, **options: object) -> str:
        self.opened.append((*arguments, options))
        return "connector"

    def seconds(self) -> float:
        return 7.0


def test_the_guarded_reactor_checks_what_it_connects_to() -> None:
    wires = Wires()
    reactor = GuardedReactor(wires)
    assert reactor.connectTCP("1.1.1.1", 80, "factory", timeout=3) == "connector"
    with pytest.raises(PrivateAddressRefused, match=r"refused to connect to 10\.0\.0\.1"):
        reactor.connectTCP("10.0.0.1", 80, "factory")
    assert wires.opened == [("1.1.1.1", 80, "factory", {"timeout": 3})]


def test_the_guarded_reactor_is_otherwise_the_reactor() -> None:
    assert GuardedReactor(Wires()).seconds() == 7.0
