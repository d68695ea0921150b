"""Secrets of ours, kept out of request records: credentials and cookies become asterisks.

The rule, as each ``warcinfo`` and each ``metadata`` record it touched say: in a request, the
values of ``Authorization``, ``Proxy-Authorization``, ``Cookie`` and ``Cookie2`` and the user
name and password of an absolute request target are overwritten with asterisks, byte for byte.
Names, blanks and lengths stay, so every other byte of the block is where it was on the wire.
"""

from __future__ import annotations

import re
from urllib.parse import quote

RULE = (
    "values of Authorization, Proxy-Authorization and Cookie request headers, and user "
    "information in URLs, are overwritten with asterisks"
)
"""One line for ``warcinfo``."""

_SECRET_HEADER = re.compile(
    rb"^(authorization|proxy-authorization|cookie2?)([ \t]*:)((?:[^\r\n]|\r?\n[ \t])*)",
    re.IGNORECASE | re.MULTILINE,
)
_TARGET_USER = re.compile(rb"[!-~]{1,100} [A-Za-z][A-Za-z0-9+.-]{0,20}://([^/?# \r\n]*)@")
_VISIBLE = bytes(c if c in b" \t\r\n" else ord("*") for c in range(256))

_URL_USER = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,20}://)[^/?#]*@")
_UNSAFE = re.compile(r"[^!#-;=?-~]")


def request(message: bytes, head_length: int) -> tuple[bytes, tuple[str, ...]]:
    """The request as it may be kept, of the same length, and the names of what was hidden.

    :param head_length: where the head of the message ends.
    """
    head = message[:head_length]
    lower = head.lower()
    if b"cookie" not in lower and b"authorization" not in lower and b"@" not in head:
        return message, ()
    hidden: list[str] = []

    def cover(match: re.Match[bytes]) -> bytes:
        hidden.append(match[1].decode("ascii"))
        return match[1] + match[2] + match[3].translate(_VISIBLE)

    covered = _SECRET_HEADER.sub(cover, head)
    if user := _TARGET_USER.match(covered):
        hidden.append("userinfo")
        covered = covered[: user.start(1)] + b"*" * len(user[1]) + covered[user.end(1) :]
    return covered + message[head_length:], tuple(hidden)


def url(address: str) -> str:
    """An address as a record may name it: no user information, no byte RFC 3986 forbids there.

    Blanks, control characters, quotes, ``<``, ``>`` and non-ASCII are percent-encoded (WARC 1.1
    section 5.14); everything else stays as it was asked for.
    """
    if "@" in address and (user := _URL_USER.match(address)):
        address = user[1] + address[user.end() :]
    if _UNSAFE.search(address) is None:
        return address
    return _UNSAFE.sub(lambda match: quote(match[0].encode("utf-8", "surrogatepass")), address)
