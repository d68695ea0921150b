"""Runs ``scrapy`` in children of a process that has imported everything already.

A crawl of the embedded site takes two seconds, half of them imports: a thousand kills need not
wait for those. The nursery forks, the child becomes an ordinary ``scrapy`` command.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

LONGEST = 240.0
"""Seconds: no crawl of these tests takes a tenth of it, unless it hangs."""
PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended."""

    returncode: int
    """Exit status; negative: the signal that killed it."""
    stderr: str

    @property
    def reason(self) -> str:
        """The last line of stderr."""
        return self.stderr.strip().splitlines()[-1] if self.stderr.strip() else ""


class Nursery:
    """The forking process, from the outside."""

    def __init__(self, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__, *arguments],
            cwd=PROJECT,
            env={**os.environ, "PYTHONPATH": str(PROJECT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Nursery:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def run(
        self,
        arguments: list[str],
        *,
        stderr: Path,
        env: dict[str, str],
        signals: list[tuple[float, int]] = (),
        limits: dict[str, int] | None = None,
        powerless: bool = False,
    ) -> Ended:
        """Run a command to its end; one that hangs ends by SIGABRT.

        :param stderr: file for what it says.
        :param signals: what to send it, each with the seconds to wait before.
        :param limits: soft resource limits by their names in ``resource``.
        :param powerless: run it without root's power to write what it may not.
        """
        order = {
            "arguments": arguments, "stderr": str(stderr), "env": env,
            "signals": [list(one) for one in signals], "limits": limits or {},
            "powerless": powerless,
        }  # fmt: skip
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        status = int(self._process.stdout.readline())
        return Ended(status, stderr.read_text("utf-8", "replace"))


# -- inside the nursery --------------------------------------------------------------------------


def _child(order: dict, saying: int) -> None:
    """Become the command. Never returns."""
    import resource

    for name, value in order["limits"].items():
        resource.setrlimit(getattr(resource, name), (value, resource.RLIM_INFINITY))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # as Python does at its start
    if order["powerless"]:
        _give_up_power()
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.dup2(saying, 2)
    os.environ.update(order["env"])
    from scrapy.cmdline import execute

    sys.argv = ["scrapy", *order["arguments"]]
    execute(sys.argv)


def _give_up_power() -> None:
    """Drop CAP_DAC_OVERRIDE (capabilities(7)); does nothing for who has not got it."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    sets = (ctypes.c_uint32 * 6)()
    libc.capget(header, sets)
    for number in (0, 1):  # effective, permitted
        sets[number] &= ~(1 << 1)
    libc.capset(header, sets)


def _wait(pid: int, signals: list[list[float]]) -> int:
    """Send what is to be sent, as long as there is somebody to get it."""
    for seconds, number in signals:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                return os.waitstatus_to_exitcode(status)
            time.sleep(min(0.002, max(0.0, until - time.monotonic())))
        os.kill(pid, int(number))
    hangs = threading.Timer(LONGEST, os.kill, [pid, signal.SIGABRT])
    hangs.start()
    ended = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)  # so that its number is not reused
    hangs.cancel()
    hangs.join()
    assert ended is not None
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def main() -> None:
    sys.path[0] = str(Path(__file__).parent)  # for the extensions named in settings
    if "--tracked" in sys.argv:
        import fault_tracking

        fault_tracking.install()
    import crawler.commands.crawl
    import crawler.extensions.disk_space
    import crawler.extensions.progress
    import crawler.middlewares
    import crawler.pipelines
    import crawler.spiders.zjol  # noqa: F401

    assert "twisted.internet.reactor" not in sys.modules, "a reactor must not be forked"
    for line in sys.stdin:
        order = json.loads(line)
        said, saying = os.pipe()  # which no full disk and no limit can stop
        pid = os.fork()
        if not pid:
            os.close(said)
            _child(order, saying)
        os.close(saying)
        listener = threading.Thread(target=_listen, args=(said, order["stderr"]))
        listener.start()
        status = _wait(pid, order["signals"])
        listener.join()
        print(status, flush=True)


def _listen(said: int, path: str) -> None:
    with open(said, "rb") as pipe, Path(path).open("wb") as file:
        file.writelines(pipe)


if __name__ == "__main__":
    main()
