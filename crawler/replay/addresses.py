"""Where a capture is replayed: addresses as pywb and other Wayback Machines build them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from crawler.archive.warc import cdxj

HOST = "127.0.0.1"
"""Where replay is served: loopback, which no other machine reaches."""
PORT = 8080


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """The addresses of one collection in a running replay server."""

    collection: str
    """Name of its folder."""
    port: int = PORT

    @property
    def home(self) -> str:
        """Its search page."""
        return f"http://{HOST}:{self.port}/{quote(self.collection)}/"

    def page(self, url: str, date: str) -> str:
        """A capture in the browser, under a banner.

        :param date: ``WARC-Date``, or its 14 digits.
        """
        return f"{self.home}{cdxj.timestamp(date)}/{url}"

    def payload(self, url: str, date: str) -> str:
        """What the server sent, nothing rewritten."""
        return f"{self.home}{cdxj.timestamp(date)}id_/{url}"

    def calendar(self, url: str) -> str:
        """All captures of an address; a ``*`` at its end means all addresses that begin so."""
        return f"{self.home}*/{url}"
