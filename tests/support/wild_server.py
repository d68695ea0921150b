"""A raw-socket server for every host name, whose answers are scripted byte by byte."""

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came in."""

    host: str
    path: str
    at: float
    head: bytes


class Talk:
    """One request being answered; an answer that is a function gets this."""

    def __init__(self, server, sock, asked, nth):
        self.server = server
        self.sock = sock
        self.asked = asked
        self.nth = nth
        """Which request for this address it is, from 1."""

    def send(self, data):
        self.sock.sendall(data)

    def pause(self, seconds):
        """Wait, unless the server is being closed."""
        if self.server.closing.wait(seconds):
            raise ConnectionError("the server is closed")

    def forever(self):
        """Count until the client or the server goes."""
        number = 0
        while not self.server.closing.is_set():
            yield number
            number += 1

    def reset(self):
        """Close with a reset instead of an orderly end."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise ConnectionError("reset")


@dataclass(slots=True)
class WildServer:
    """``pages`` maps ``host/path`` (or ``/path`` for any host) to bytes, or to a function of a
    Talk; the rest is 404. A connection is kept unless the answer is a function that returns
    something, raises, or says ``Connection: close``."""

    pages: dict
    tls: ssl.SSLContext | None = None
    asked: list[Asked] = field(default_factory=list)
    busiest: int = 0
    """Requests that were being answered at a time, at the most."""
    connections: int = 0
    closing: threading.Event = field(default_factory=threading.Event)
    _busy: int = 0
    _counts: Counter = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _listener: socket.socket = field(init=False)
    _open: set = field(default_factory=set)

    def __post_init__(self):
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)

    @property
    def port(self):
        return self._listener.getsockname()[1]

    def paths(self, host=None):
        """What was asked for, in order, robots.txt left out."""
        return [
            one.path for one in self.asked if one.path != "/robots.txt" and host in (None, one.host)
        ]

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.closing.set()
        with self._lock:
            sockets = [self._listener, *self._open]
        for sock in sockets:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()

    def _accept(self):
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._connection, args=(sock,), daemon=True).start()

    def _connection(self, sock):
        with self._lock:
            self._open.add(sock)
        plain = sock
        try:
            if self.tls is not None:
                plain = self.tls.wrap_socket(sock, server_side=True)
            while (head := _head(plain)) and self._answer(plain, head):
                pass
        except (OSError, ValueError):
            pass
        finally:
            with self._lock:
                self._open.discard(sock)
            plain.close()

    def _answer(self, sock, head):
        path = head.split(b" ", 2)[1].decode("ascii")
        host = head.lower().split(b"\r\nhost:")[1].split(b"\r\n")[0].strip().decode("ascii")
        asked = Asked(host, path, time.monotonic(), head)
        with self._lock:
            self.asked.append(asked)
            self._counts[host + path] += 1
            nth = self._counts[host + path]
            self._busy += 1
            self.busiest = max(self.busiest, self._busy)
        try:
            page = self.pages.get(host + path, self.pages.get(path, NOT_FOUND))
            if callable(page):
                return not page(Talk(self, sock, asked, nth))
            sock.sendall(page)
            return b"\r\nConnection: close" not in page[:4096]
        finally:
            with self._lock:
                self._busy -= 1


def _head(sock):
    data = b""
    while b"\r\n\r\n" not in data:
        more = sock.recv(65536)
        if not more:
            return b""
        data += more
    return data


def answer(body=b"", status="200 OK", *fields, kind="text/html; charset=utf-8"):
    """A whole, well-behaved message; ``kind`` is its media type."""
    if isinstance(body, str):
        body = body.encode()
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", *fields, f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def text(body, status="200 OK", *fields):
    """The same for plain text, as robots.txt is."""
    return answer(body, status, *fields, kind="text/plain")


def redirect(target, status="302 Found"):
    """A redirect."""
    return answer(b"", status, f"Location: {target}")


def links(*targets, more=""):
    """A list page that leads to these addresses."""
    rows = "".join(f'<li><a href="{one}">条目{n}：一行字</a></li>' for n, one in enumerate(targets))
    return answer(
        f"<html><head><title>列表</title></head><body><ul>{rows}</ul>{more}</body></html>"
    )


NOT_FOUND = answer("<html><body><h1>404</h1></body></html>", "404 Not Found")
