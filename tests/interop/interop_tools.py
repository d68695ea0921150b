"""Other people's tools, installed once into environments of their own under ``.venvs/``."""

from __future__ import annotations

import base64
import fcntl
import hashlib
import json
import shutil
import socket
import subprocess
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from crawler.errors import ConfigurationError
from crawler.replay import Environment, Replay

HERE = Path(__file__).parent
ENVIRONMENTS = HERE.parents[1] / ".venvs"
_VIEWER = "replaywebpage@2.4.6"
_VIEWER_INTEGRITY = (
    "uG50jESRld0p+fY7+nUxIWl7hvfimreNjSmaNkc/a9a8gBdmb7PH4J42Iib+vgk9KrHd0HLScVT++LgqV5fwpQ=="
)


@cache
def pywb() -> Environment:
    """The environment that ``scrapy replay`` uses."""
    return _prepared(Environment(ENVIRONMENTS / "pywb"))


@cache
def python_tools() -> Path:
    """Folder of the commands of wacz, cdxj-indexer, warctools and warcat."""
    tools = Environment(ENVIRONMENTS / "tools", requirements=HERE / "tools.lock")
    return _prepared(tools).python.parent


def _prepared(environment: Environment) -> Environment:
    try:
        environment.prepare(lambda _: None)
    except ConfigurationError as error:
        pytest.fail(str(error), pytrace=False)
    return environment


@cache
def node_tools() -> Path:
    """Folder with ``node_modules`` and our scripts."""
    folder = ENVIRONMENTS / "node"
    npm = _program("npm", "Node.js 20 with npm")
    with _alone(folder):
        wanted = (HERE / "node" / "package-lock.json").read_bytes()
        stamp = folder / ".installed"
        if not stamp.exists() or stamp.read_bytes() != wanted:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(HERE / "node" / name, folder / name)
            _run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder)
            stamp.write_bytes(wanted)
        shutil.copy(HERE / "node" / "browse.mjs", folder / "browse.mjs")
    return folder


@cache
def replay_web_page() -> Path:
    """Folder with the built files of ReplayWeb.page (AGPL: run here, never shipped).

    Quirk: ``npm install replaywebpage`` fails on its requirements; the built files need none.
    """
    folder = ENVIRONMENTS / "replaywebpage"
    npm = _program("npm", "Node.js 20 with npm")
    with _alone(folder):
        if not (folder / "package" / "ui.js").exists():
            _run([npm, "pack", "--ignore-scripts", _VIEWER], folder)
            package = next(folder.glob("*.tgz"))
            digest = base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode()
            assert _VIEWER_INTEGRITY == digest
            with tarfile.open(package) as tar:
                tar.extractall(folder, filter="data")
    return folder / "package"


@cache
def chromium() -> Path:
    """The browser that the system has."""
    return Path(_program("chromium", "a browser: apt-get install chromium fonts-noto-cjk"))


def _program(name: str, what: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"{name} is not installed; this test needs {what}", pytrace=False)
    return found


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, text=True)
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-5:])
        pytest.fail(f"{' '.join(command)} fails in {folder}:\n{last}", pytrace=False)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with folder.with_name(folder.name + ".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def tool(name: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run one of the Python tools to its end."""
    command = [str(python_tools() / name), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, text=True, timeout=120)


def node(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a Node.js command of ``node_modules`` to its end."""
    program, *rest = map(str, arguments)
    command = [str(node_tools() / "node_modules" / ".bin" / program), *rest]
    return subprocess.run(command, capture_output=True, check=False, text=True, timeout=120)


def json_lines(text: str) -> list[dict]:
    """A JSON value a line."""
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def own_pywb(root: Path, folder: Path) -> Iterator[Replay]:
    """A pywb that is told nothing but where collections lie.

    :param root: one of them.
    :param folder: an empty one, for its configuration.
    """
    (folder / "config.yaml").write_text(f"collections_root: {root.parent}\n")
    addresses = Replay(collection=root.name, port=free_port())
    command = [
        pywb().python.with_name("wayback"), "-b", "127.0.0.1", "-p", str(addresses.port),
    ]  # fmt: skip
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _wait_for(addresses.port)
            yield addresses
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except ConnectionRefusedError:
            time.sleep(0.1)
    pytest.fail("pywb does not start", pytrace=False)
