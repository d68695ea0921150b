"""Where the final response begins: interim (1xx) responses come before it in the stream."""

from __future__ import annotations

import re

_INTERIM = re.compile(rb"HTTP/[^ \n]{0,16} 1[0-9]{2}[ \r\n]")
_HEAD_END = re.compile(rb"\n\r?\n")


def split_interim(received: bytes) -> tuple[bytes, bytes]:
    """Split off the 1xx responses at the front of a received byte string.

    RFC 9110 section 15.2: a 1xx response has no body and ends with its header section, and any
    number of them may precede the final response. Lines end as Twisted's parser ends them, at
    LF with or without CR before it (RFC 9112 section 2.2).

    :param received: everything that came back for one request.
    :returns: the interim responses, and the rest; joined they are ``received``. An interim
        response that is cut in its head counts as interim.
    """
    start = 0
    while _INTERIM.match(received, start):
        end = _HEAD_END.search(received, start)
        if end is None:
            return received, b""
        start = end.end()
    return received[:start], received[start:]
