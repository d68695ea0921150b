"""A headless Chromium, a proxy that hears what it asks of the world, and ReplayWeb.page."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, urlsplit

from interop_tools import chromium, node_tools

_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_RANGE = re.compile(r"bytes=([0-9]*)-([0-9]*)")
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
}


def browse(visits: Sequence[dict], *, arguments: Sequence[str] = ()) -> list[dict]:
    """Look at addresses, each in a tab of its own, with a profile that is new.

    :param visits: see ``node/browse.mjs``.
    """
    with tempfile.TemporaryDirectory(prefix="chromium-") as profile:
        job = {
            "chromium": str(chromium()),
            "profile": profile,
            "arguments": [*_FLAGS, *arguments],
            "visits": visits,
        }
        done = subprocess.run(
            ["node", "browse.mjs"],
            cwd=node_tools(),
            input=json.dumps(job).encode(),
            capture_output=True,
            timeout=240,
            check=False,
        )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return json.loads(done.stdout)


class Canary:
    """Hears every request that would leave the machine, and answers none.

    :param port: loopback port it listens on, as a forward proxy for everything but loopback.
    """

    def __init__(self) -> None:
        self.heard: list[str] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def arguments(self) -> tuple[str, ...]:
        """What makes Chromium use it."""
        return (
            f"--proxy-server=http://127.0.0.1:{self.port}",
            "--proxy-bypass-list=127.0.0.1",
        )

    def close(self) -> None:
        """Stop listening."""
        self._socket.close()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                try:
                    self.heard.append(connection.recv(4096).split(b"\r\n")[0].decode("latin-1"))
                    connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
                except OSError:
                    continue


@contextmanager
def canary() -> Iterator[Canary]:
    """A canary that listens until the block ends."""
    bird = Canary()
    try:
        yield bird
    finally:
        bird.close()


class _Files(BaseHTTPRequestHandler):
    """Serves files with byte ranges, as a web server that holds a WACZ does."""

    protocol_version = "HTTP/1.1"
    files: dict[str, Path]

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        path = urlsplit(self.path).path
        file = self.files.get(path)
        if file is None:
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        data = file.read_bytes()
        first, last, status = self._span(len(data))
        self.send_response(status)
        self.send_header("Content-Type", _TYPES.get(file.suffix, "application/octet-stream"))
        self.send_header("Content-Length", str(last - first))
        self.send_header("Accept-Ranges", "bytes")
        if status == 206:
            self.send_header("Content-Range", f"bytes {first}-{last - 1}/{len(data)}")
        self.end_headers()
        if body:
            self.wfile.write(data[first:last])

    def _span(self, size: int) -> tuple[int, int, int]:
        asked = _RANGE.fullmatch(self.headers.get("Range", ""))
        if asked is None:
            return 0, size, 200
        if not asked[1]:  # the last so many bytes, at most all
            return max(0, size - int(asked[2])), size, 206
        last = int(asked[2]) + 1 if asked[2] else size
        return int(asked[1]), min(last, size), 206

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Viewer:
    """ReplayWeb.page on a loopback server, beside the packages it opens."""

    def __init__(self, base: str) -> None:
        self.base = base

    def page(self, package: str, url: str, timestamp: str) -> str:
        """The viewer showing one capture."""
        return f"{self._open(package)}#view=resource&url={quote(url, safe='')}&ts={timestamp}"

    def pages(self, package: str) -> str:
        """The viewer showing the list of pages."""
        return f"{self._open(package)}#view=pages"

    def _open(self, package: str) -> str:
        return f"{self.base}/?source={quote(f'{self.base}/{package}', safe='')}"


@contextmanager
def viewer(built: Path, packages: Sequence[Path]) -> Iterator[Viewer]:
    """Serve ReplayWeb.page.

    :param built: folder with its ``ui.js``, ``sw.js`` and ``index.html``.
    :param packages: files it shall open, served under their names.
    """
    names = ("index.html", "ui.js", "sw.js")
    files = {f"/{name}": built / name for name in names}
    files |= {"/": built / "index.html", "/replay/": built / "index.html"}
    files |= {f"/{path.name}": path for path in packages}
    handler = type("Files", (_Files,), {"files": files})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield Viewer(f"http://127.0.0.1:{server.server_address[1]}")
        finally:
            server.shutdown()
            thread.join()
