"""Runs the embedded site in a process of its own, so that the crawler's time is its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from crawler.demo.site import Site

LOG = "requests.jsonl"
CA = "ca.pem"
PATIENCE = 10.0
"""Seconds that the server may take to end."""


class LoggedRequest(TypedDict):
    """One request that the server answered."""

    connection: int
    """Number of the connection, counted from 1 over both ports."""
    tls: bool
    """Whether it came in by https."""
    method: str
    host: str
    path: str
    status: int
    sent: int
    """Bytes of the answer, head and body."""
    agent: str
    """``User-Agent`` of the request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A running server."""

    http_port: int
    """Loopback port that speaks http."""
    https_port: int
    """Loopback port that speaks https."""
    ca_file: Path
    """PEM file of the authority that signed its certificates; trust it to crawl by https."""
    log_file: Path
    """JSON Lines, one answered request a line."""

    @property
    def connect_to(self) -> str:
        """Value of ``ARCHIVE_CONNECT_TO`` that leads every host here."""
        return f":80:127.0.0.1:{self.http_port},:443:127.0.0.1:{self.https_port}"

    process: subprocess.Popen[bytes]
    """The server; it ends when its standard input is closed."""

    def wait(self) -> None:
        """Wait until the server ends, which it does not by itself."""
        self.process.wait()

    def log(self) -> list[LoggedRequest]:
        """The requests answered so far, in order of their answers."""
        lines = self.log_file.read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines]


@contextmanager
def serve(site: Site | None = None, *, http_port: int = 0, https_port: int = 0) -> Iterator[Served]:
    """Serve a site on loopback until the block ends.

    :param site: which state of it; the first generation with all traps by default.
    :param http_port: 0 lets the system choose.
    :param https_port: likewise.
    :raises OSError: when a port is taken.
    """
    edition = (site or Site()).edition
    with tempfile.TemporaryDirectory(prefix="zjol-demo-") as folder:
        arguments = [
            *("--generation", str(edition.generation)),
            *("--without", ",".join(sorted(edition.without))),
            *("--http-port", str(http_port), "--https-port", str(https_port)),
            *("--folder", folder),
        ]
        with subprocess.Popen(
            [sys.executable, "-m", "crawler.demo.process", *arguments],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as process:
            try:
                yield _served(process, Path(folder))
            finally:
                _stop(process)


def _served(process: subprocess.Popen[bytes], folder: Path) -> Served:
    line = process.stdout.readline() if process.stdout else b""
    if not line:
        raise OSError("the embedded site did not start")
    ports = json.loads(line)
    return Served(
        http_port=ports["http"],
        https_port=ports["https"],
        ca_file=folder / CA,
        log_file=folder / LOG,
        process=process,
    )


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Close the server's standard input, at which it ends; the same happens when we die."""
    if process.stdin:
        process.stdin.close()
    try:
        process.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
