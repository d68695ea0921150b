"""Who runs a crawl and how to reach them: what the User-Agent, From and warcinfo say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import parseaddr
from urllib.parse import quote

from crawler.errors import ConfigurationError


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """A name, and a contact that a webmaster can use."""

    name: str
    contact: str
    """An e-mail address, or an http(s) URL."""

    @property
    def text(self) -> str:
        """As it stands in ``warcinfo``."""
        return f"{self.name} <{self.contact}>"

    @property
    def email(self) -> str | None:
        """The value of the ``From`` field (RFC 9110 section 10.1.2), None without an address."""
        return self.contact if "@" in self.contact and "://" not in self.contact else None

    def user_agent(self, product: str) -> str:
        """Product and version, a URL to reach the operator by, and the operator's name.

        A name beyond ASCII is percent-encoded: field values are ASCII (RFC 9110 section 5.5).
        """
        url = self.contact if "://" in self.contact else f"mailto:{self.contact}"
        return f"{product} (+{url}; {quote(self.name, safe=' ')})"


def parse(text: str) -> Operator:
    """``"name <contact>"`` → an operator.

    :raises ConfigurationError: when there is no name, or no e-mail address or URL to reach it by.
    """
    found = re.fullmatch(r"\s*([^<>]+?)\s*<\s*(https?://[^\s<>]+)\s*>\s*", text)
    if found:
        return Operator(name=found[1], contact=found[2])
    name, contact = parseaddr(text)
    if not name or not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", contact):
        raise ConfigurationError(
            f"ARCHIVE_OPERATOR={text!r}: say who runs the crawl and how to reach them, "
            'like "Deqing County Library <archive@example.org>"'
        )
    return Operator(name=name, contact=contact)
