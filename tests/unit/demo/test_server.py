from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Iterator

import pytest

from crawler.demo import Served, Site, serve


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serve() as running:
        yield running


def _get(served: Served, host: str, path: str, **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", served.http_port, timeout=20)
    connection.request("GET", path, headers={"Host": host, **headers})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body


def test_it_serves_the_bytes_of_the_site(served: Served) -> None:
    site = Site()
    for host in ("zjnews", "china", "biz", "town", "zjtyol", "dqnews"):
        name = f"{host}.zjol.com.cn"
        assert (200, site.answer(name, "/").body) == _get(served, name, "/")


def test_it_serves_the_same_by_https_under_any_name(served: Served) -> None:
    context = ssl.create_default_context(cafile=served.ca_file)
    for name in ("zjnews.zjol.com.cn", "img.zjolcdn.com", "www.zjol.com.cn"):
        with (
            socket.create_connection(("127.0.0.1", served.https_port), 20) as plain,
            context.wrap_socket(plain, server_hostname=name) as secure,
        ):
            secure.sendall(f"GET / HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n".encode())
            assert secure.recv(9).startswith(b"HTTP/1.1 ")


def test_two_servers_send_equal_bytes(served: Served) -> None:
    with serve() as other:
        assert other.http_port != served.http_port
        asked = b"GET /zjnews/ HTTP/1.1\r\nHost: zjnews.zjol.com.cn\r\nConnection: close\r\n\r\n"
        assert _raw(other, asked) == _raw(served, asked)


def _raw(served: Served, message: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", served.http_port), 20) as connection:
        connection.sendall(message)
        parts = iter(lambda: connection.recv(65_536), b"")
        return b"".join(parts)


def test_it_keeps_fifty_connections_open(served: Served) -> None:
    asked = b"GET / HTTP/1.1\r\nHost: biz.zjol.com.cn\r\n\r\n"
    length = len(_raw(served, asked.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")))
    address = ("127.0.0.1", served.http_port)
    connections = [socket.create_connection(address, 20) for _ in range(50)]
    for _ in range(3):
        for connection in connections:
            connection.sendall(asked)
        for connection in connections:
            got = b""
            while len(got) < length + len("keep-alive") - len("close"):
                got += connection.recv(65_536)
            assert got.startswith(b"HTTP/1.1 200 OK\r\n")
    for connection in connections:
        connection.close()


def test_it_logs_each_request(served: Served) -> None:
    before = len(served.log())
    _get(served, "nowhere.example.org", "/a?b=c", **{"User-Agent": "test"})
    entry = served.log()[before:][0]
    assert ("GET", "nowhere.example.org", "/a?b=c", 404, False, "test") == (
        entry["method"],
        entry["host"],
        entry["path"],
        entry["status"],
        entry["tls"],
        entry["agent"],
    )


def test_it_says_304_to_who_knows_the_page(served: Served) -> None:
    etag = Site().answer("china.zjol.com.cn", "/").etag
    assert (304, b"") == _get(served, "china.zjol.com.cn", "/", **{"If-None-Match": etag})


def test_it_refuses_other_methods(served: Served) -> None:
    asked = b"POST / HTTP/1.1\r\nHost: biz.zjol.com.cn\r\nContent-Length: 3\r\n"
    assert b" 405 " in _raw(served, asked + b"Connection: close\r\n\r\nabc")[:20]


def test_it_outlives_a_client_that_talks_nonsense(served: Served) -> None:
    assert b"" != _raw(served, b"\x00\xff\r\nConnection: close\r\n\r\n")
    with socket.create_connection(("127.0.0.1", served.http_port), 20) as connection:
        connection.sendall(b"GET / HT")
    assert 200 == _get(served, "biz.zjol.com.cn", "/")[0]


def test_it_ends_with_the_block() -> None:
    with serve(Site(2, without=["robots"])) as running:
        assert 404 == _get(running, "biz.zjol.com.cn", "/robots.txt")[0]
        port = running.http_port
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), 20)
    assert 0 == running.process.returncode


def test_the_address_map_names_both_ports(served: Served) -> None:
    expected = f":80:127.0.0.1:{served.http_port},:443:127.0.0.1:{served.https_port}"
    assert expected == served.connect_to
