"""Percent-encoding in keys: every byte as itself where it can stand, as ``%xx`` where not.

Addresses are handled as text of one character a byte (Latin-1), so that percent-encoded GBK
survives next to UTF-8.
"""

from __future__ import annotations

import re

_ODD = re.compile(r"[^!-~]")
_BLANKS = " \t\n\r\x0b\x0c"
_LINE_BREAKS = str.maketrans("", "", "\t\n\r")

_UNFIT = re.compile(r"[^!\"$&-~]")
_ESCAPE = re.compile("%[0-9A-Fa-f]{2}")
_HEX = "0123456789abcdefABCDEF"
_DECODED = {f"%{high}{low}": chr(int(high + low, 16)) for high in _HEX for low in _HEX}
_ENCODED = {chr(byte): f"%{byte:02x}" for byte in range(256)}


def raw(url: str) -> str:
    """The bytes of an address, one character each, without surrounding blanks and line breaks.

    :param url: an address; beyond ASCII it counts as UTF-8.
    """
    if _ODD.search(url) is None:
        return url
    text = url.encode("utf-8", "surrogatepass").decode("latin-1")
    return text.strip(_BLANKS).translate(_LINE_BREAKS)


def canonical(text: str) -> str:
    """Encode what needs it, and nothing else: controls, blank, ``#``, ``%`` and beyond ASCII."""
    if _UNFIT.search(text) is None:
        return text
    return escape(unescape(text))


def unescape(text: str) -> str:
    """Decode percent-encoding until none is left: ``%2541`` is ``A``."""
    if "%" not in text:
        return text
    text = _ESCAPE.sub(lambda found: _DECODED[found[0]], text)
    return text if _ESCAPE.search(text) is None else _unescape_nested(text)


def escape(text: str) -> str:
    """Percent-encode controls, blank, ``#``, ``%`` and everything beyond ASCII."""
    return _UNFIT.sub(lambda found: _ENCODED[found[0]], text)


def _unescape_nested(text: str) -> str:
    # Pass after pass would be quadratic for %252525…; the order of decoding does not matter.
    done: list[str] = []
    for character in text:
        done.append(character)
        while (decoded := _DECODED.get("".join(done[-3:]))) is not None:
            done[-3:] = [decoded]
    return "".join(done)
