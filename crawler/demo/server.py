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
from typing import Any

from crawler.demo.site import Site

LOG = "requests.jsonl"
CA = "ca.pem"
PATIENCE = 10.0
"""Seconds that the server may take to end."""


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
    process: subprocess.Popen[bytes]
    """The server; it ends when its standard input is closed."""

    @property
    def connect_to(self) -> str:
        """Value of ``ARCHIVE_CONNECT_TO`` that leads every host here."""
        return f":80:127.0.0.1:{self.http_port},:443:127.0.0.1:{self.https_port}"

    def log(self) -> list[dict[str, Any]]:
        """The requests answered so far, in order of their answers.

        Keys: ``connection`` (its number, counted from 1 over both ports), ``tls``, ``method``,
        ``host``, ``path``, ``status``, ``sent`` (bytes of head and body), ``agent``.
        """
        return [json.loads(line) for line in self.log_file.read_text("utf-8").splitlines()]


@contextmanager
def serve(site: Site | None = None, *, http_port: int = 0, https_port: int = 0) -> Iterator[Served]:
    """Serve a site on loopback until the block ends.

    :param site: which state of it; the first generation with all traps by default.
    :param http_port: 0 lets the system choose.
    :param https_port: likewise.
    :raises OSError: when a port is taken.
    """
    edition = (site or Site()).edition
    with tempfile.TemporaryDirectory(prefix="zjol-demo-") as name:
        options = {
            "generation": edition.generation, "without": sorted(edition.without), "folder": name,
            "ports": {"http": http_port, "https": https_port},
        }  # fmt: skip
        with subprocess.Popen(
            [sys.executable, "-m", "crawler.demo.process", json.dumps(options)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as process:
            assert process.stdin and process.stdout
            try:
                line = process.stdout.readline()
                if not line:
                    raise OSError("the embedded site did not start")
                ports, folder = json.loads(line), Path(name)
                yield Served(
                    http_port=ports["http"], https_port=ports["https"],
                    ca_file=folder / CA, log_file=folder / LOG, process=process,
                )  # fmt: skip
            finally:
                process.stdin.close()  # the server ends at this; the same happens when we die
                try:
                    process.wait(timeout=PATIENCE)
                except subprocess.TimeoutExpired:
                    process.kill()
