"""The SURT key of an address: two addresses with equal keys are the same page.

The rules are those of the published descriptions: the "searchable URL" of CDXJ 0.1.0, the
canonicalisation of Heritrix and the Wayback Machine, and the URL canonicalisation of Google Safe
Browsing, which those two build on. Where they leave something open, the key is what index tools
in use write, found out by asking them; tests/unit/urls/test_urls.py asks again.

Addresses are handled as text of one character a byte (Latin-1), so that percent-encoded GBK
survives next to UTF-8.
"""

from __future__ import annotations

import re

# RFC 3986 appendix B, without the fragment. Quirk: of doubled schemes (http://https://a.cn/,
# lower case only) the last one counts.
_URL = re.compile(
    r"(?:https?://(?=https?://))*([A-Za-z][A-Za-z0-9+.-]*):(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?"
)
_BLANK = re.compile(r"[\x00-\x20\x7f]")


def urlkey(url: str) -> str:
    """The SURT key of an absolute URL, as index tools write it (CDXJ 0.1.0, "searchable URL").

    Scheme, user, ``www.``, default port, fragment, letter case, needless or missing
    percent-encoding, dot segments, doubled and trailing slashes and the session ids of old
    application servers do not matter; query arguments are sorted. Takes time in proportion to the
    length (and to sort the arguments).

    Never raises. Quirk: of a URL whose port is no number up to 65535, other tools' index lines
    show the URL itself; so it is its own key here, blanks and controls percent-encoded.

    :param url: absolute URL, percent-encoded. ``dns:a.cn``, ``urn:`` and the like keep their
        scheme; what has no scheme counts as http; of nothing at all, the key is ``-``.
    :returns: for instance ``cn,com,zjol,zjnews)/zjnews/202601/t20260110_31448112.shtml``.
    """
    text = _raw(url)
    found = _URL.match(text) or _URL.match(f"http://{text}")
    if not text or found is None:
        return "-"
    scheme, netloc, path, query = found.groups()
    try:
        host, port = _host_and_port(netloc or "", scheme)
    except ValueError:
        return _BLANK.sub(lambda blank: f"%{ord(blank[0]):02x}", url)
    if not host and path and scheme.startswith("http"):  # Quirk: http:/a.cn/x, http:///a.cn/x
        host, _, path = path.lstrip("/").partition("/")
        path = f"/{path}"
    query = _canonical_query(query) if query else ""
    tail = f"?{query}" if query else ""
    labels = _reversed_host(host)
    if labels:
        return f"{labels}{port}){_canonical_path(path)}{tail}"
    return f"{scheme}:{_opaque_path(path) or ('/' if tail else '')}{tail}"


# -- the host -------------------------------------------------------------------------------------

_DEFAULT_PORTS = {"http": 80, "https": 443}
_PORT = re.compile(r"0*([0-9]{1,5})")
_WWW = re.compile(r"www[0-9]*\.")
_IPV4_PART = re.compile(r"0+[0-7]{0,11}|[1-9][0-9]{0,10}")
_DIGITS = re.compile(r"[0-9]+")


def _host_and_port(netloc: str, scheme: str) -> tuple[str, str]:
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


def _reversed_host(host: str) -> str:
    """The labels of a host from the top level down, comma-separated, without ``www.``.

    :param host: as in the URL: any case, percent-encoded or not, one character a byte.
    :returns: for instance ``cn,com,zjol``; empty when nothing is left of the host.
    """
    if "%" in host or not host.isascii():
        host = _ascii(_unescape(host))
    host = host.strip(".").replace("..", ".")
    if "0" <= host[-1:] <= "9":
        host = _dotted_quad(host)
    host = _escape(host).lower()
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


# -- the path -------------------------------------------------------------------------------------

# ASP.NET sessions without cookies: /(24 letters)/page.aspx and /(S(24 letters))/page.aspx.
_ASPX = ".aspx"
_ASPX_SESSIONS = (
    re.compile(r"(?<=/)\([0-9a-z]{24}\)/"),
    re.compile(r"(?<=/)\((?:[a-z]\([0-9a-z]{24}\))+\)/"),
)


def _canonical_path(path: str) -> str:
    """The path of a URL with a host.

    :param path: as in the URL, may be empty.
    :returns: starts with a slash, and ends in one only when it is all there is.
    """
    path = _canonical(path)
    if "//" in path or "/." in path:
        path = _without_dots(path)
    return _opaque_path(path) or "/"


def _opaque_path(path: str) -> str:
    """The path of a URL without a host, ``a.cn`` of ``dns:a.cn``: nothing is resolved there."""
    path = _canonical(path).lower()
    if _ASPX in path:
        for pattern in _ASPX_SESSIONS:
            path = _without_last_session(pattern, path)
    return path[:-1] if len(path) > 1 and path.endswith("/") else path


def _without_dots(path: str) -> str:
    kept: list[str] = []
    for segment in path[1:].split("/"):
        if segment == "..":
            # Quirk: at the top the first ".." stays, and a second takes it away again.
            if kept:
                kept.pop()
            else:
                kept.append(segment)
        elif segment != ".":
            kept.append(segment)  # Quirk: a ".." takes away an empty segment, too
    return "/" + "/".join(filter(None, kept))


def _without_last_session(pattern: re.Pattern[str], path: str) -> str:
    """Take out the last session that has a page's name behind it, with no ``?`` between."""
    end = len(path)
    while end >= 0:
        start = path.rfind("?", 0, end) + 1
        name = path.rfind(_ASPX, start, end)
        last = None
        for found in pattern.finditer(path, start, end):
            if found.end() < name:
                last = found
        if last is not None:
            return path[: last.start()] + path[last.end() :]
        end = start - 1
    return path


# -- the query ------------------------------------------------------------------------------------

_ANY_SESSION = re.compile("sid=|sessionid|cftoken=")
# Quirk: names are looked for at the end of an argument's name, and each is taken out once, in
# this order, where it stands last.
_SESSIONS = (
    re.compile(r"jsessionid=[0-9a-z]{32}\Z"),
    re.compile(r"phpsessid=[0-9a-z]{32}\Z"),
    re.compile(r"sid=[0-9a-z]{32}\Z"),
    re.compile(r"aspsessionid[a-z]{8}=[a-z]{24}\Z"),
)
_CFID = "cfid="
_CFTOKEN = "cftoken="


def _canonical_query(query: str) -> str:
    """The query of a URL, without its question mark.

    :param query: as in the URL.
    :returns: lower case, arguments sorted by name and then by value; may be empty.
    """
    query = _canonical(query).lower()
    if _ANY_SESSION.search(query) is not None:
        query = _without_sessions(query)
    if "&" in query:
        query = "&".join(sorted(query.split("&"), key=_name_and_value))
    return query


def _name_and_value(argument: str) -> tuple[str, str, str]:
    return argument.partition("=")


def _without_sessions(query: str) -> str:
    arguments = query.split("&")
    for pattern in _SESSIONS:
        for index in range(len(arguments) - 1, -1, -1):
            found = pattern.search(arguments[index])
            if found is not None:
                _cut(arguments, index, index + 1, found.start())
                break
    for index in range(len(arguments) - 2, -1, -1):
        token = arguments[index + 1]
        if token.startswith(_CFTOKEN) and len(token) > len(_CFTOKEN):
            start = arguments[index].rfind(_CFID, 0, -1)  # the last that has a value
            if start >= 0:
                _cut(arguments, index, index + 2, start)
                break
    return "&".join(arguments)


def _cut(arguments: list[str], first: int, end: int, start: int) -> None:
    """Leave of arguments ``first`` to ``end`` only what stands before ``start`` in the first.

    Quirk: the ``&`` behind goes, too, so that ``xsid=…&y`` becomes ``xy``, and ``a&sid=…`` ``a&``.
    """
    rest = arguments[first][:start]
    if end < len(arguments):
        rest += arguments[end]
    arguments[first : end + 1] = [rest]


# -- percent-encoding: every byte as itself where it can stand, as %xx where not ------------------

_ODD = re.compile(r"[^!-~]")
_BLANKS = " \t\n\r\x0b\x0c"
_LINE_BREAKS = str.maketrans("", "", "\t\n\r")

_UNFIT = re.compile(r"[^!\"$&-~]")
_ESCAPE = re.compile("%[0-9A-Fa-f]{2}")
_HEX = "0123456789abcdefABCDEF"
_DECODED = {f"%{high}{low}": chr(int(high + low, 16)) for high in _HEX for low in _HEX}
_ENCODED = {chr(byte): f"%{byte:02x}" for byte in range(256)}


def _raw(url: str) -> str:
    """The bytes of an address, one character each, without surrounding blanks and line breaks.

    :param url: an address; beyond ASCII it counts as UTF-8.
    """
    if _ODD.search(url) is None:
        return url
    text = url.encode("utf-8", "surrogatepass").decode("latin-1")
    return text.strip(_BLANKS).translate(_LINE_BREAKS)


def _canonical(text: str) -> str:
    """Encode what needs it, and nothing else: controls, blank, ``#``, ``%`` and beyond ASCII."""
    if _UNFIT.search(text) is None:
        return text
    return _escape(_unescape(text))


def _unescape(text: str) -> str:
    """Decode percent-encoding until none is left: ``%2541`` is ``A``."""
    if "%" not in text:
        return text
    text = _ESCAPE.sub(lambda found: _DECODED[found[0]], text)
    return text if _ESCAPE.search(text) is None else _unescape_nested(text)


def _escape(text: str) -> str:
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
