"""What is not fetched, not trusted, or not stored, and what is said about it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from wire_cases import HTML, PAGE, sized
from wire_crawl import Result
from wire_run import Certificates, certificates, crawl, serve
from wire_server import Answer, WireServer


@pytest.fixture(scope="module")
def certs(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return certificates(tmp_path_factory.mktemp("certificates"))


def _answer(path: str, nth: int, count: int) -> Answer:
    if path.startswith("/to/"):
        location = path.removeprefix("/to/").replace("_", ":").replace("+", "/")
        return Answer(
            response=sized(b"", b"Location: " + location.encode(), status=b"HTTP/1.1 302 Found")
        )
    if path == "no.tunnel.example:443":
        return Answer(response=sized(b"no", status=b"HTTP/1.1 403 Not through here"))
    if path == "/short":
        return Answer(response=sized(PAGE, HTML)[:-10], closing="close")
    return Answer(response=sized(PAGE, HTML))


@pytest.fixture
def server() -> Iterator[WireServer]:
    with serve(_answer) as running:
        yield running


def _get(url: str, **more: Any) -> dict[str, Any]:
    return {"url": url, **more}


def _reasons(result: Result) -> dict[str, str | None]:
    return {outcome.url: outcome.reason for outcome in result.outcomes}


PRIVATE = (
    "127.0.0.1",
    "localhost",
    "127.1",
    "0x7f.1",
    "0x7f000001",
    "2130706433",
    "0177.0.0.1",
    "0.0.0.0",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "[fe80::1]",
    "10.0.0.1",
    "100.64.0.1",
    "169.254.169.254",
    "192.168.1.1",
    "224.0.0.1",
    "www.lying.example",
)


def test_private_addresses_are_refused_in_every_notation(
    tmp_path: Path, server: WireServer
) -> None:
    urls = [f"http://{host}:{server.port}/page" for host in PRIVATE]
    result = crawl(tmp_path, [_get(url) for url in urls], {})
    assert dict.fromkeys(urls, "private-address") == _reasons(result)
    assert (server.served, server.raw) == ([], {})
    assert result.exchanges == []


def test_a_refusal_is_not_tried_again(tmp_path: Path, server: WireServer) -> None:
    from scrapy.settings.default_settings import RETRY_EXCEPTIONS

    names = [name for name in RETRY_EXCEPTIONS if isinstance(name, str)]
    url = f"http://127.0.0.1:{server.port}/page"
    result = crawl(tmp_path, [_get(url)], {"RETRY_EXCEPTIONS": names})
    assert [outcome.failure for outcome in result.outcomes] == ["PrivateAddressRefused"]
    assert "Retrying" not in result.log
    assert "downloader/exception_count': 1" in result.log


def test_private_addresses_are_refused_after_a_redirect(tmp_path: Path, server: WireServer) -> None:
    inside = f"http://www.lying.example:{server.port}/page"
    start = "http://www.wire.example/to/" + inside.replace("/", "+").replace(":", "_")
    settings = {"ARCHIVE_CONNECT_TO": f"www.wire.example::127.0.0.1:{server.port}"}
    result = crawl(tmp_path, [_get(start)], settings)
    assert {inside: "private-address"} == _reasons(result)
    assert 1 == len(server.served) == len(result.exchanges)


def test_robots_txt_of_a_private_address_is_refused_as_well(
    tmp_path: Path, server: WireServer
) -> None:
    url = f"http://www.lying.example:{server.port}/page"
    result = crawl(tmp_path, [_get(url)], {"ROBOTSTXT_OBEY": True})
    assert {url: "private-address"} == _reasons(result)
    assert server.served == []


def test_private_literals_are_refused_through_a_proxy(tmp_path: Path, server: WireServer) -> None:
    meta = {"proxy": f"http://127.0.0.1:{server.port}"}
    urls = ["http://127.0.0.1/page", "http://0x7f.1/page", "https://[::1]/page"]
    result = crawl(tmp_path, [_get(url, meta=meta) for url in urls], {})
    assert dict.fromkeys(urls, "private-address") == _reasons(result)
    assert server.served == []


def test_the_setting_allows_private_addresses(tmp_path: Path, server: WireServer) -> None:
    hosts = ("127.0.0.1", "0x7f.1", "localhost", "www.lying.example")
    urls = [f"http://{host}:{server.port}/page" for host in hosts]
    settings = {"ARCHIVE_PRIVATE_ADDRESSES": True}
    result = crawl(tmp_path, [_get(url) for url in urls], settings)
    assert [outcome.status for outcome in result.outcomes] == [200] * 4
    assert len(hosts) == len(result.exchanges)


def test_connect_to_takes_only_the_connection_elsewhere(
    tmp_path: Path, server: WireServer, certs: Certificates
) -> None:
    with serve(_answer, certs.context) as secure:
        rules = (
            f"a.wire.example:80:127.0.0.1:{server.port}",
            f"B.Wire.Example:8080:localhost:{server.port}",
            f":443:127.0.0.1:{secure.port}",
        )
        urls = (
            "http://a.wire.example/1",
            "http://b.wire.example:8080/2",
            "https://c.wire.example/3",
        )
        settings = {"ARCHIVE_CONNECT_TO": ",".join(rules)}
        result = crawl(tmp_path, [_get(url) for url in urls], settings, authority=certs.authority)
        assert [name for name, _, _ in secure.handshakes] == ["c.wire.example"]
    assert set(urls) == {exchange.url for exchange in result.exchanges}
    hosts = {
        exchange.request.split(b"\r\nHost: ")[1].split(b"\r\n")[0] for exchange in result.exchanges
    }
    assert {b"a.wire.example", b"b.wire.example:8080", b"c.wire.example"} == hosts
    assert [outcome.status for outcome in result.outcomes] == [200] * 3


def test_hosts_on_one_port_do_not_share_connections(tmp_path: Path, server: WireServer) -> None:
    settings = {"ARCHIVE_CONNECT_TO": f"::127.0.0.1:{server.port}"}
    second = _get("http://b.wire.example/2")
    crawl(tmp_path, [_get("http://a.wire.example/1", then=[second])], settings)
    assert len({served.connection for served in server.served}) == 2


def test_an_untrusted_certificate_fails_before_any_byte_of_http(
    tmp_path: Path, certs: Certificates
) -> None:
    with serve(_answer, certs.untrusted) as secure:
        settings = {"ARCHIVE_CONNECT_TO": f"::127.0.0.1:{secure.port}"}
        url = "https://a.wire.example/page"
        result = crawl(tmp_path, [_get(url)], settings, authority=certs.authority)
    assert {url: "tls"} == _reasons(result)
    assert (secure.served, result.exchanges) == ([], [])


def test_a_certificate_for_another_host_fails_before_any_byte_of_http(
    tmp_path: Path, certs: Certificates
) -> None:
    with serve(_answer, certs.context) as secure:
        settings = {"ARCHIVE_CONNECT_TO": f"::127.0.0.1:{secure.port}"}
        url = "https://wire.other.example/page"
        result = crawl(tmp_path, [_get(url)], settings, authority=certs.authority)
    assert {url: "tls"} == _reasons(result)
    assert (secure.served, result.exchanges) == ([], [])


def test_verification_can_be_turned_off(tmp_path: Path, certs: Certificates) -> None:
    with serve(_answer, certs.untrusted) as secure:
        settings = {
            "ARCHIVE_CONNECT_TO": f"::127.0.0.1:{secure.port}",
            "DOWNLOAD_VERIFY_CERTIFICATES": False,
        }
        result = crawl(tmp_path, [_get("https://a.wire.example/page")], settings)
    assert [outcome.status for outcome in result.outcomes] == [200]


def test_hosts_that_cannot_be_reached_give_a_reason_and_no_exchange(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    urls = {f"http://127.0.0.1:{port}/": "refused", "http://no.such.invalid/": "dns"}
    settings = {"ARCHIVE_PRIVATE_ADDRESSES": True}
    result = crawl(tmp_path, [_get(url) for url in urls], settings)
    assert urls == _reasons(result)
    assert result.exchanges == []


def test_a_proxy_that_opens_no_tunnel_gives_a_reason(tmp_path: Path, server: WireServer) -> None:
    url = "https://no.tunnel.example/page"
    meta = {"proxy": f"http://127.0.0.1:{server.port}"}
    result = crawl(tmp_path, [_get(url, meta=meta)], {})
    assert {url: "proxy"} == _reasons(result)
    assert result.exchanges == []


def test_what_recording_raises_reaches_the_errback(tmp_path: Path, server: WireServer) -> None:
    settings = {"ARCHIVE_CONNECT_TO": f"::127.0.0.1:{server.port}"}
    urls = ["http://a.wire.example/page", "http://b.wire.example/short"]
    result = crawl(tmp_path, [_get(url) for url in urls], settings, refuse="wire.example")
    assert [outcome.failure for outcome in result.outcomes] == ["CaptureNotWritten"] * 2
    assert [outcome.capture for outcome in result.outcomes] == [None] * 2
    assert len(server.served) == 2


def test_without_an_archive_nothing_is_fetched(tmp_path: Path, server: WireServer) -> None:
    settings = {"ARCHIVE_CONNECT_TO": f"::127.0.0.1:{server.port}", "EXTENSIONS": {}}
    result = crawl(tmp_path, [_get("http://a.wire.example/page")], settings)
    assert [outcome.failure for outcome in result.outcomes] == ["NotSupported"]
    assert "ArchiveExtension is not enabled" in result.log
    assert server.served == []


def test_a_connect_to_that_makes_no_sense_fetches_nothing(
    tmp_path: Path, server: WireServer
) -> None:
    settings = {"ARCHIVE_CONNECT_TO": f"127.0.0.1:{server.port}"}
    result = crawl(tmp_path, [_get("http://a.wire.example/page")], settings)
    assert [outcome.status for outcome in result.outcomes] == [None]
    assert "is not HOST1:PORT1:HOST2:PORT2" in result.log
    assert server.served == []
