"""The server process: answers on two loopback ports until its standard input ends.

Started by :func:`crawler.demo.server.serve` with one argument, the parameters of :func:`run` in
JSON. It prints one line with its ports when it is ready.
"""

from __future__ import annotations

import asyncio
import json
import signal
import ssl
import sys
from contextlib import closing, suppress
from functools import partial
from itertools import count
from pathlib import Path
from typing import TextIO

import trustme

from crawler.demo.answer import Answer, message
from crawler.demo.server import CA, LOG
from crawler.demo.site import Site

NAMES = ("*.zjol.com.cn", "zjol.com.cn", "*.zjolcdn.com", "*.8531.cn")
"""Host names on the certificate."""
HEAD_LIMIT = 65_536
BACKLOG = 256


class Server:
    """Answers requests; one per process."""

    def __init__(self, site: Site, log: TextIO) -> None:
        """:param log: file that gets a line for each answer; see :meth:`Served.log`."""
        self._site = site
        self._log = log
        self._connections = count(1)

    async def serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, tls: bool
    ) -> None:
        """Answer the requests of one connection until either side ends it."""
        number = next(self._connections)
        ends = (
            asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError,
            asyncio.CancelledError,  # the process ends
        )  # fmt: skip
        with suppress(*ends), closing(writer):
            while await self._exchange(reader, writer, {"connection": number, "tls": tls}):
                pass

    async def _exchange(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, facts: dict[str, int]
    ) -> bool:
        """Answer one request; returns whether the connection stays open."""
        method, target, headers = _request(await reader.readuntil(b"\r\n\r\n"))
        length = headers.get("content-length", "0")
        if length.isdigit() and int(length):
            await reader.readexactly(min(int(length), HEAD_LIMIT))
        if method in {"GET", "HEAD"}:
            answer = self._site.answer(headers.get("host", ""), target)
        else:
            answer = Answer(status=405, headers=(("Allow", "GET, HEAD"),))
        await asyncio.sleep(answer.delay)
        said = message(answer, method, headers, now=self._site.edition.now)
        line = {
            **facts, "method": method, "host": headers.get("host", ""), "path": target,
            "status": said.status, "sent": len(said.data), "agent": headers.get("user-agent", ""),
        }  # fmt: skip
        self._log.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._log.flush()
        writer.write(said.data)
        await writer.drain()
        return not said.closes


def _request(head: bytes) -> tuple[str, str, dict[str, str]]:
    """Method, target and header fields (names in lower case) of a request."""
    first, *rest = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    method, _, after = first.partition(" ")
    target = after.rpartition(" ")[0] or "/"
    fields = (line.partition(":") for line in rest)
    return method, target, {name.strip().lower(): value.strip() for name, _, value in fields}


def _context(folder: Path) -> ssl.SSLContext:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / CA))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*NAMES).configure_cert(context)
    return context


async def run(generation: int, without: list[str], ports: dict[str, int], folder: str) -> None:
    """Serve until standard input ends.

    :param generation: as for :class:`Site`; so is ``without``.
    :param ports: for ``http`` and ``https``; 0 lets the system choose.
    :param folder: where the log and the authority's certificate go.
    """
    contexts = {"http": None, "https": _context(Path(folder))}
    with Path(folder, LOG).open("w", encoding="utf-8") as log:
        server = Server(Site(generation, without=without), log)
        listeners = {
            scheme: await asyncio.start_server(
                partial(server.serve, tls=context is not None), "127.0.0.1", ports[scheme],
                limit=HEAD_LIMIT, backlog=BACKLOG, ssl=context,
            )
            for scheme, context in contexts.items()
        }  # fmt: skip
        taken = {name: each.sockets[0].getsockname()[1] for name, each in listeners.items()}
        sys.stdout.write(json.dumps(taken) + "\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.buffer.read)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C is for the crawler: it ends first
    asyncio.run(run(**json.loads(sys.argv[1])))
