"""A raw-socket HTTP server that plays scripted answers and logs every byte in and out."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

Closing = Literal["keep", "close", "reset", "hang", "drop"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the server does after it has read one request."""

    interim: bytes = b""
    """1xx responses, sent first."""
    response: bytes = b""
    """The final response, or as much of it as is sent."""
    trailing: bytes = b""
    """Bytes after the end of the message, in the same segment."""
    late: bytes = b""
    """Bytes after the end of the message, a while later."""
    segment: int = 0
    """Bytes a segment, 0 for all at once."""
    closing: Closing = "keep"
    """Then: keep the connection; close it in order; reset it; leave it hanging until the client
    goes; close it without TLS's close_notify."""


@dataclass(slots=True, kw_only=True)
class Served:
    """One request as it came in, and what was sent for it."""

    connection: int
    """Serial number of the connection."""
    path: str
    request: bytes
    sent: bytes = b""


Script = Callable[[str, int, int], Answer]
"""From path, number of the request on its connection (from 1), number of the request for this
path (from 1), to what to do."""


@dataclass(slots=True)
class WireServer:
    """Serves a script on a loopback port, with TLS when it is given a context."""

    script: Script
    tls: ssl.SSLContext | None = None
    served: list[Served] = field(default_factory=list)
    raw: dict[int, bytearray] = field(default_factory=dict)
    """Plain-text bytes read from each connection."""
    handshakes: list[tuple[str | None, str | None, str | None]] = field(default_factory=list)
    """SNI, ALPN protocol and cipher suite of each TLS connection."""
    failed_handshakes: int = 0
    _listener: socket.socket = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _counts: dict[str, int] = field(default_factory=dict)
    _open: set[socket.socket] = field(default_factory=set)
    _threads: list[threading.Thread] = field(default_factory=list)
    _sni: threading.local = field(default_factory=threading.local)

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        if self.tls is not None:
            self.tls.sni_callback = self._remember_sni

    @property
    def port(self) -> int:
        """The port it listens on."""
        port: int = self._listener.getsockname()[1]
        return port

    def __enter__(self) -> WireServer:
        self._spawn(self._accept)
        return self

    def __exit__(self, *exc: object) -> None:
        with self._lock:
            sockets = [self._listener, *self._open]
        for sock in sockets:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()
        for thread in self._threads:
            thread.join(10)

    def _remember_sni(self, _socket: object, name: str | None, _context: object) -> None:
        self._sni.name = name

    def _spawn(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        number = 0
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            number += 1
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._open.add(sock)
            self._spawn(self._connection, sock, number)

    def _connection(self, sock: socket.socket, number: int) -> None:
        self.raw[number] = bytearray()
        plain: socket.socket = sock
        try:
            if self.tls is not None:
                self._sni.name = None
                wrapped = self.tls.wrap_socket(sock, server_side=True)
                with self._lock:
                    self._open.discard(sock)
                    self._open.add(wrapped)
                plain = wrapped
                cipher = wrapped.cipher()
                self.handshakes.append(
                    (self._sni.name, wrapped.selected_alpn_protocol(), cipher and cipher[0])
                )
            for nth, request in enumerate(self._requests(plain, number), 1):
                if not self._serve(plain, request, number=number, nth=nth):
                    break
        except ssl.SSLError:
            self.failed_handshakes += 1
        except OSError:
            pass
        finally:
            with self._lock:
                self._open.discard(plain)
                self._open.discard(sock)
            plain.close()
            sock.close()

    def _requests(self, sock: socket.socket, number: int) -> Iterator[bytes]:
        """The requests of a connection, each exactly as it came (Content-Length framing)."""
        buffer = b""
        while True:
            while b"\r\n\r\n" not in buffer:
                data = sock.recv(65536)
                if not data:
                    return
                self.raw[number] += data
                buffer += data
            head_end = buffer.index(b"\r\n\r\n") + 4
            length = 0
            for line in buffer[:head_end].split(b"\r\n"):
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            while len(buffer) < head_end + length:
                data = sock.recv(65536)
                if not data:
                    return
                self.raw[number] += data
                buffer += data
            yield buffer[: head_end + length]
            buffer = buffer[head_end + length :]

    def _serve(self, sock: socket.socket, request: bytes, *, number: int, nth: int) -> bool:
        target = request.split(b" ", 2)[1].decode("ascii")
        path = "/" + target.split("/", 3)[3] if "://" in target else target
        with self._lock:
            self._counts[path] = count = self._counts.get(path, 0) + 1
        served = Served(connection=number, path=path, request=request)
        self.served.append(served)
        answer = self.script(path, nth, count)
        if answer.interim:
            self._send(sock, served, [answer.interim])
        message = answer.response + answer.trailing
        step = answer.segment or len(message) or 1
        pieces = [message[i : i + step] for i in range(0, len(message), step)]
        self._send(sock, served, pieces, pause=0.001 if answer.segment else 0)
        if answer.late:
            time.sleep(0.05)
            self._send(sock, served, [answer.late])
        return self._close(sock, answer.closing)

    def _send(
        self, sock: socket.socket, served: Served, pieces: Sequence[bytes], pause: float = 0
    ) -> None:
        for piece in pieces:
            served.sent += piece
            sock.sendall(piece)
            if pause:
                time.sleep(pause)

    def _close(self, sock: socket.socket, closing: Closing) -> bool:
        if closing == "keep":
            return True
        if closing == "hang":
            with contextlib.suppress(OSError):
                while sock.recv(65536):
                    pass
            return False
        if closing == "reset":
            time.sleep(0.2)  # let the client read first: a reset discards what it has not read
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif closing == "close" and isinstance(sock, ssl.SSLSocket):
            sock.settimeout(5)
            with contextlib.suppress(OSError):
                sock.unwrap()
        elif closing == "drop" or closing == "close":
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_WR)
                while sock.recv(65536):
                    pass
        return False
