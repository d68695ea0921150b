"""The host of a key: names back to front, IPv4 addresses in any spelling, odd ports."""

from __future__ import annotations

import re

from crawler.urls.escapes import escape, unescape

_DEFAULT_PORTS = {"http": 80, "https": 443}
_PORT = re.compile(r"0*([0-9]{1,5})")
_WWW = re.compile(r"www[0-9]*\.")
_IPV4_PART = re.compile(r"0+[0-7]{0,11}|[1-9][0-9]{0,10}")
_DIGITS = re.compile(r"[0-9]+")


def take_apart(netloc: str, scheme: str) -> tuple[str, str]:
    """Host, and ``:port`` where the port is not the scheme's own, without user and brackets.

    :param netloc: what stands between ``//`` and the path.
    :raises ValueError: when the port is no number up to 65535.
    """
    host = netloc.rpartition("@")[2].rstrip(":")
    if "[" in host:
        host, _, port = host.partition("[")[2].partition("]")
        port = port.partition(":")[2]
    elif ":" in host:
        host, _, port = host.partition(":")
    else:
        return host, ""
    if not port:
        return host, ""
    found = _PORT.fullmatch(port)
    number = int(found[1]) if found else -1
    if not 0 <= number <= 65535:
        raise ValueError(f"no port: {port[:20]!r}")
    if number in (0, _DEFAULT_PORTS.get(scheme.lower())):
        return host, ""
    return host, f":{number}"


def reversed_host(host: str) -> str:
    """The labels of a host from the top level down, comma-separated, without ``www.``.

    :param host: as in the URL: any case, percent-encoded or not, one character a byte.
    :returns: for instance ``cn,com,zjol``; empty when nothing is left of the host.
    """
    if "%" in host or not host.isascii():
        host = _ascii(unescape(host))
    host = host.strip(".").replace("..", ".")
    if "0" <= host[-1:] <= "9":
        host = _dotted_quad(host)
    host = escape(host).lower()
    if host.startswith("www"):
        found = _WWW.match(host)
        if found is not None:
            host = host[found.end() :]
    return ",".join(reversed(host.split(".")))


def _ascii(host: str) -> str:
    """A host beyond ASCII as IDNA 2003 writes it, or as it is where IDNA does not take it."""
    try:
        # Quirk: bytes that are not UTF-8 are dropped.
        return host.encode("latin-1").decode("utf-8", "ignore").encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _dotted_quad(host: str) -> str:
    """An IPv4 address as four decimal numbers; what is none, as it is.

    As ``inet_aton`` has it, parts may be octal, and the last of fewer than four parts stands for
    the remaining bytes. Quirk: not hexadecimal; a single number is decimal, modulo 2**32; after
    a first part in octal no 8 or 9 may follow, though further parts may be decimal.
    """
    if _DIGITS.fullmatch(host):
        value = int(host[-32:])  # 10**32 is a multiple of 2**32
        return ".".join(str(byte) for byte in (value % 2**32).to_bytes(4, "big"))
    parts = host.split(".")
    if len(parts) > 4 or not all(_IPV4_PART.fullmatch(part) for part in parts):
        return host
    if host.startswith("0") and ("8" in host or "9" in host):
        return host
    *front, last = (int(part, 8 if part.startswith("0") else 10) for part in parts)
    room = 5 - len(parts)
    if max(front) > 255 or last >= 256**room:
        return host
    return ".".join(map(str, [*front, *last.to_bytes(room, "big")]))
