"""The server process: accepts connections on two loopback ports and answers from a site.

Started by :func:`crawler.demo.server.serve`. It prints one line with its ports when it is ready,
writes a line for each answered request, and ends when its standard input is closed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import ssl
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import TextIO

import trustme

from crawler.demo.answer import Answer, message
from crawler.demo.server import CA, LOG, LoggedRequest
from crawler.demo.site import Site

NAMES = ("*.zjol.com.cn", "zjol.com.cn", "*.zjolcdn.com", "*.8531.cn")
"""Host names on the certificate."""
HEAD_LIMIT = 65_536
BACKLOG = 256


class Server:
    """Answers requests; one per process."""

    def __init__(self, site: Site, log: TextIO) -> None:
        """:param log: file that gets a line for each answer."""
        self._site = site
        self._log = log
        self._connections = count(1)
        self._open: set[asyncio.Task[None]] = set()

    def accept(self, *, tls: bool) -> Callable[..., None]:
        """A callback for :func:`asyncio.start_server`."""

        def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.get_running_loop().create_task(self._serve(reader, writer, tls=tls))
            self._open.add(task)
            task.add_done_callback(self._open.discard)

        return connected

    async def end(self) -> None:
        """Drop the connections that are still open."""
        for task in tuple(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, tls: bool
    ) -> None:
        number = next(self._connections)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                if not await self._exchange(head, reader, writer, number=number, tls=tls):
                    break
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            pass
        except ssl.SSLError:
            pass
        finally:
            writer.close()

    async def _exchange(
        self,
        head: bytes,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        number: int,
        tls: bool,
    ) -> bool:
        """Answer one request; says whether the connection stays open."""
        method, target, headers = _request(head)
        length = headers.get("content-length", "0")
        if length.isdigit() and int(length):
            await reader.readexactly(min(int(length), HEAD_LIMIT))
        answer = self._answer(method, target, headers)
        if answer.delay:
            await asyncio.sleep(answer.delay)
        said = message(answer, method, headers, now=self._site.edition.now)
        line = LoggedRequest(
            connection=number,
            tls=tls,
            method=method,
            host=headers.get("host", ""),
            path=target,
            status=said.status,
            sent=len(said.data),
            agent=headers.get("user-agent", ""),
        )
        self._log.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._log.flush()
        writer.write(said.data)
        await writer.drain()
        return not said.closes

    def _answer(self, method: str, target: str, headers: dict[str, str]) -> Answer:
        if method not in {"GET", "HEAD"}:
            return Answer(status=405, headers=(("Allow", "GET, HEAD"),))
        return self._site.answer(headers.get("host", ""), target)


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


async def run(site: Site, *, folder: Path, http_port: int, https_port: int) -> None:
    """Serve until standard input ends.

    :param site: what to answer.
    :param folder: where the log and the authority's certificate go.
    :param http_port: 0 lets the system choose.
    :param https_port: likewise.
    """
    with (folder / LOG).open("w", encoding="utf-8") as log:
        server = Server(site, log)
        plain = await asyncio.start_server(
            server.accept(tls=False), "127.0.0.1", http_port, limit=HEAD_LIMIT, backlog=BACKLOG
        )
        secure = await asyncio.start_server(
            server.accept(tls=True),
            "127.0.0.1",
            https_port,
            limit=HEAD_LIMIT,
            backlog=BACKLOG,
            ssl=_context(folder),
        )
        ports = {
            "http": plain.sockets[0].getsockname()[1],
            "https": secure.sockets[0].getsockname()[1],
        }
        sys.stdout.write(json.dumps(ports) + "\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.buffer.read)
        plain.close()
        secure.close()
        await server.end()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--generation", type=int, default=1)
    parser.add_argument("--without", default="")
    parser.add_argument("--http-port", type=int, default=0)
    parser.add_argument("--https-port", type=int, default=0)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args()
    without = [name for name in options.without.split(",") if name]
    site = Site(options.generation, without=without)
    ports = {"http_port": options.http_port, "https_port": options.https_port}
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C is for the crawler: it ends first
    asyncio.run(run(site, folder=options.folder, **ports))


if __name__ == "__main__":
    main()
