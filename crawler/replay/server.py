"""The pywb process: started on loopback, watched until it answers, ended with us."""

from __future__ import annotations

import json
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from crawler.archive.collection.layout import Layout
from crawler.errors import ConfigurationError
from crawler.replay.addresses import HOST, Replay
from crawler.replay.environment import Environment

_PATIENCE = 60.0
_PAUSE = 0.1
_LAST_LINES = 5
_FOLDER = "collections"

# Runs in pywb's environment. It ends when its standard input does, so it never outlives us,
# however we end. The thread that waits for that must be a real one, not one of gevent's.
_PROGRAM = """
import os, sys
from gevent.monkey import get_original, patch_all
patch_all()
get_original("_thread", "start_new_thread")(lambda: (os.read(0, 1), os._exit(0)), ())
from pywb.apps.cli import wayback
wayback(sys.argv[1:])
"""


@contextmanager
def serve(
    layout: Layout, environment: Environment, *, port: int
) -> Iterator[tuple[Replay, subprocess.Popen[bytes]]]:
    """Serve a collection until the block ends.

    :param environment: one that is ready.
    :param port: 0 lets the system choose.
    :returns: where things are replayed, and the process.
    :raises ConfigurationError: there is no such collection, the port is taken, or pywb does not
        start; the message holds its last lines.
    """
    if not layout.index.exists() or not layout.archive.is_dir():
        raise ConfigurationError(f"{layout.root}: no collection, or one that holds nothing yet")
    name = layout.root.resolve().name
    replay = Replay(collection=name, port=_free(port))
    with tempfile.TemporaryDirectory(prefix="replay-") as folder:
        work = Path(folder)
        configure(layout, name=name, work=work)
        with (work / "log").open("w+b") as log, _process(environment, replay, work, log) as process:
            _wait(process, replay, work / "log")
            yield replay, process


def configure(layout: Layout, *, name: str, work: Path) -> None:
    """Write pywb's ``config.yaml``; JSON is YAML.

    From the folder of collections alone, pywb finds index files, WARC files and access rules of
    a collection by itself and looks for new ones at every request. The folder holds a link to
    this collection, so that no other one is served.

    :param name: what the collection is called in addresses.
    :param work: the folder that pywb will run in.
    :raises OSError: it cannot be written.
    """
    (work / _FOLDER).mkdir()
    (work / _FOLDER / name).symlink_to(layout.root.absolute(), target_is_directory=True)
    body = {"collections_root": _FOLDER, "enable_memento": True}
    (work / "config.yaml").write_text(json.dumps(body) + "\n", "utf-8")


@contextmanager
def _process(
    environment: Environment, replay: Replay, work: Path, log: IO[bytes]
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [
            environment.python.absolute(), "-c", _PROGRAM,
            "--bind", HOST, "--port", str(replay.port),
        ],
        cwd=work, stdin=subprocess.PIPE, stdout=log, stderr=subprocess.STDOUT,
        start_new_session=True,  # a Ctrl-C is for us: we end it
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.stdin:
            process.stdin.close()
        try:
            process.wait(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free(port: int) -> int:
    """The port itself, or one that the system chose; pywb does not say when it is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise ConfigurationError(
                f"port {port} of {HOST} cannot be used ({error}); name another with --port"
            ) from error
        chosen: int = probe.getsockname()[1]
        return chosen


def _wait(process: subprocess.Popen[bytes], replay: Replay, log: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < end:
        try:
            socket.create_connection((HOST, replay.port), timeout=1).close()
            return
        except OSError:
            time.sleep(_PAUSE)
    said = log.read_text("utf-8", "replace").strip().splitlines()
    raise ConfigurationError("pywb does not start:\n  " + "\n  ".join(said[-_LAST_LINES:]))
