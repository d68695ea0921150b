"""The environment pywb lives in: made once from a lock file."""

from __future__ import annotations

import fcntl
import hashlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.errors import ConfigurationError

LOCK_FILE = Path(__file__).with_name("pywb.lock")
"""Every package that pywb needs, with version and hashes."""

_STAMP = ".installed"
_LAST_LINES = 5


class Environment:
    """A folder with a Python environment for pywb alone.

    :param folder: made by :meth:`prepare` when it is missing.
    :param requirements: lock file for pip.
    """

    def __init__(self, folder: Path, *, requirements: Path = LOCK_FILE) -> None:
        self.folder = folder
        self._requirements = requirements

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    @property
    def ready(self) -> bool:
        """Whether it holds what the lock file asks for, installed here for this Python."""
        try:
            return (self.folder / _STAMP).read_text("utf-8") == self._wanted()
        except OSError:
            return False

    def prepare(self, say: Callable[[str], None]) -> None:
        """Install pywb unless it is there; wait for another process that does so.

        :param say: called with one line before an installation, which takes minutes.
        :raises ConfigurationError: it cannot be installed; the message holds pip's last lines.
        """
        if self.ready:
            return
        try:
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            with self._alone():
                if not self.ready:
                    say(f"Installing pywb into {self.folder}; this happens once")
                    self._install()
        except OSError as error:
            raise ConfigurationError(f"{self.folder} cannot be written: {error}") from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self.folder.with_name(self.folder.name + ".lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _install(self) -> None:
        self._run([sys.executable, "-m", "venv", "--clear", str(self.folder)])
        pip = [str(self.python), "-m", "pip", "install", "--quiet", "--no-input"]
        self._run([*pip, "--require-hashes", "--requirement", str(self._requirements)])
        (self.folder / _STAMP).write_text(self._wanted(), "utf-8")

    def _run(self, command: list[str]) -> None:
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode:
            said = (done.stderr + done.stdout).decode("utf-8", "replace").strip().splitlines()
            last = "\n  ".join(said[-_LAST_LINES:])
            raise ConfigurationError(
                f"pywb cannot be installed into {self.folder}: pip needs a package index that "
                f"holds what {self._requirements} names. It said:\n  {last}"
            )

    def _wanted(self) -> str:
        digest = hashlib.sha256(self._requirements.read_bytes()).hexdigest()
        # The path: scripts in it name their interpreter, so it works only where it was made.
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        return f"{version} {digest} {self.folder.absolute()}\n"
