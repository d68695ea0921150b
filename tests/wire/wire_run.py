"""Starts the servers and a crawl of them, and gathers what either side saw."""

from __future__ import annotations

import json
import os
import pickle
import ssl
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import trustme

from wire_crawl import Result
from wire_server import Script, WireServer

PROJECT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificates:
    """A private authority, a server context for ``*.wire.example``, and one nobody trusts."""

    authority: Path
    context: ssl.SSLContext
    untrusted: ssl.SSLContext


def certificates(folder: Path) -> Certificates:
    """Make them; the authority is a PEM file in ``folder``."""
    authority = trustme.CA()
    path = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    return Certificates(
        authority=path, context=_context(authority), untrusted=_context(trustme.CA())
    )


def _context(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["h2", "http/1.1"])
    authority.issue_cert("*.wire.example").configure_cert(context)
    return context


def crawl(
    folder: Path,
    requests: list[dict[str, Any]],
    settings: dict[str, Any],
    *,
    authority: Path | None = None,
    refuse: str = "",
) -> Result:
    """Run ``wire_crawl.py`` to its end and read what it left."""
    folder.mkdir(parents=True, exist_ok=True)
    job, result = folder / "job.json", folder / "result.pickle"
    job.write_text(
        json.dumps({"requests": requests, "settings": settings, "refuse": refuse}), "utf-8"
    )
    environment = {
        key: value
        for key, value in os.environ.items()
        if not key.lower().endswith("_proxy") and not key.startswith(("COV_", "SSL_CERT"))
    }
    paths = [str(PROJECT), os.environ.get("PYTHONPATH", "")]
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    if authority is not None:
        environment["SSL_CERT_FILE"] = str(authority)
    subprocess.run(
        [sys.executable, str(Path(__file__).with_name("wire_crawl.py")), str(job), str(result)],
        check=True,
        env=environment,
        timeout=120,
        cwd=folder,
    )
    outcome: Result = pickle.loads(result.read_bytes())
    return outcome


def serve(script: Script, tls: ssl.SSLContext | None = None) -> WireServer:
    """A server to be entered with ``with``."""
    return WireServer(script, tls)
