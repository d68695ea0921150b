"""Addresses as pages write them: resolved, taken apart, in the form in which they are fetched.

``Resolver`` makes raw ``href`` text an absolute ASCII address as browsers do (WHATWG URL
Standard). Only ``http`` and ``https`` come out. Plain addresses, which nearly all are, take a
short cut; the rest goes through the standard's steps. Linear in the length of the text.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

import idna

_ADDRESS = re.compile(r"(https?)://([^/?#]*)([^?#]*)(?:\?([^#]*))?", re.IGNORECASE)
_CLEAN = re.compile(r"[\x21-\x7e]*")
_ASCII = "".join(map(chr, range(0x21, 0x7F)))
_DEFAULT_PORTS = {"http": ("", "80"), "https": ("", "443")}
_PLAIN = re.compile(r"https?://[a-zA-Z0-9.-]{1,253}/[\w/.~%-]{0,2000}", re.A)
"""An absolute address that joining would give back as it is."""
_NO_ADDRESS = ("#", "javascript:", "data:", "mailto:", "tel:")


class Address(NamedTuple):
    """An absolute http or https address in pieces."""

    url: str
    """The whole, without fragment, credentials kept, host in lower case, no default port."""
    host: str
    """Host name in lower case, without port."""
    path: str
    """Path beginning with ``/``, dot segments removed."""
    query: str
    """Query without the question mark."""
    fault: str | None
    """Scope rule that the authority breaks: ``credentials``, ``odd-port``, or None."""


def split_address(url: str) -> Address | None:
    """The pieces of an address; None when it is no http or https address with a host.

    Linear in the length, never raises. Characters that may not stand in an address are
    percent-encoded as UTF-8.
    """
    if _CLEAN.fullmatch(url) is None:
        url = quote(url.strip(), safe=_ASCII, errors="replace")
    found = _ADDRESS.match(url)
    if found is None:
        return None
    scheme, authority, path, query = found.groups("")
    scheme = scheme.lower()
    userinfo, _, place = authority.lower().rpartition("@")
    host, colon, port = place.rpartition(":")
    if not colon or "]" in port:
        host, port = place, ""
    host = host.rstrip(".")
    if not host:
        return None
    fault = "credentials" if userinfo or "@" in authority else None
    path = without_dots(path or "/")
    shown = place
    if port.lstrip("0") in _DEFAULT_PORTS[scheme]:
        shown = host
    elif fault is None:
        fault = "odd-port"
    if fault == "credentials":
        shown = f"{userinfo}@{shown}"
    tail = f"?{query}" if query else ""
    return Address(f"{scheme}://{shown}{path}{tail}", host, path, query, fault)


def without_dots(path: str) -> str:
    """The path without ``.`` and ``..`` segments (WHATWG URL, path state)."""
    if "/." not in path and "/%2" not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    last = len(segments) - 1
    for number, segment in enumerate(segments):
        plain = segment.replace("%2e", ".").replace("%2E", ".") if "%" in segment else segment
        if plain == "..":
            if kept:
                kept.pop()
        elif plain != ".":
            kept.append(segment)
            continue
        if number == last:
            kept.append("")
    return "/" + "/".join(kept)


def absolute(base: str, href: str | None) -> str | None:
    """An absolute http address, None for scripts, fragments and what is no address."""
    href = (href or "").strip()
    if not href or href.startswith(_NO_ADDRESS):
        return None
    if _PLAIN.fullmatch(href):
        return href
    try:
        url = urljoin(base, href)
    except ValueError:
        return None
    return url if url.startswith(("http://", "https://")) else None


def host_of(url: str) -> str:
    """The host of an address in lower case, empty when it has none that can be read."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def path_of(url: str) -> str:
    """The path of an address, empty when it cannot be read."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


MAX_CHARACTERS = 16_384
"""A longer ``href`` is no address that a server can be asked for; it is dropped."""

_PLAIN_ABSOLUTE = re.compile(
    r"(https?://[a-z0-9.-]{1,253})(/[\w/~!$&()*+,;=:@%.-]*)?(\?[!$-&(-;=?-~]*)?", re.A
)
_PLAIN_NAME = re.compile(r"/?[\w~][\w/~!$&()*+,;=@%.-]*(?:\?[!$-&(-;=?-~]*)?", re.A)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.I)
_AUTHORITY = re.compile(r"([^/\\?]*)(.*)", re.S)
_BASE = re.compile(r"(https?)://([^/?#]*)([^?#]*)(\?[^#]*)?", re.I)
_STRIPPED = "".join(map(chr, range(0x21)))
_NEWLINES = str.maketrans("", "", "\t\n\r")
_PORTS = {"http": "80", "https": "443"}
_LONGEST_AUTHORITY = 1000
_FORBIDDEN_HOST = re.compile(r"[\0-\x20#%/:<>?@\[\\\]^|\x7f]")
_IPV6 = re.compile(r"\[[0-9a-f:.]{2,45}\]")

# The percent-encode sets of the standard, as "bytes that stay".
_STAY_PATH = frozenset(b for b in range(0x21, 0x7F) if b not in b'"#<>?^`{}')
_STAY_QUERY = frozenset(b for b in range(0x21, 0x7F) if b not in b"\"#<>'")
_STAY_USERINFO = frozenset(b for b in range(0x21, 0x7F) if b not in b'"#<>?^`{}/;=@[\\]|')


class Resolver:
    """Turns the links of one page into absolute addresses.

    :param base_url: absolute http or https address that links are relative to.
    :param charset: the page's encoding as Python spells it; queries are encoded in it.
    """

    def __init__(self, base_url: str, charset: str = "utf-8") -> None:
        self._charset = _query_charset(charset)
        if base_url and _PLAIN_ABSOLUTE.fullmatch(base_url) is None:
            base_url = Resolver("")(base_url) or ""
        found = _BASE.fullmatch(base_url)
        self._known = found is not None
        scheme, authority, path, query = found.groups("") if found else ("http", "", "/", "")
        self._scheme = scheme.lower()
        path = path or "/"
        self._origin = f"{self._scheme}://{authority.lower()}"
        self._path = path
        self._folder = without_dots(path[: path.rfind("/") + 1])
        self._page = f"{self._origin}{path}{query}"

    def __call__(self, href: str) -> str | None:
        """The absolute address, without fragment; None when it is no http address.

        :param href: the attribute's text, character references already read.
        """
        if len(href) > MAX_CHARACTERS:
            return None
        href = href.strip(_STRIPPED)
        if "#" in href:
            href = href.partition("#")[0]
        if not href:
            return None  # the page itself
        return self._quick(href) or self._slow(href)

    def _quick(self, href: str) -> str | None:
        """The address of a link with nothing odd in it; None says: take the long way."""
        if href[:2] == "./":
            href = href[2:]
            if href[:1] == "/" or _PLAIN_NAME.fullmatch(href) is None:
                return None
        elif href[:2] == "//" or href[:4] == "http" or _PLAIN_NAME.fullmatch(href) is None:
            return self._quick_absolute(href)
        if not self._known or "/." in href or "%2" in href:
            return None
        return f"{self._origin}{href}" if href[0] == "/" else f"{self._origin}{self._folder}{href}"

    def _quick_absolute(self, href: str) -> str | None:
        if href[:2] == "//":
            href = f"{self._scheme}:{href}"
        found = _PLAIN_ABSOLUTE.fullmatch(href)
        if found is None or "/." in href or "%2" in href:
            return None
        return href if found[2] else f"{found[1]}/{found[3] or ''}"

    def _slow(self, href: str) -> str | None:
        href = href.translate(_NEWLINES)
        found = _SCHEME.match(href)
        scheme = self._scheme
        if found is not None:
            scheme = found[1].lower()
            if scheme not in _PORTS:
                return None
            href = href[found.end() :]
            # "http:name" is relative on an http page, and an authority anywhere else.
            if scheme != self._scheme or href[:2].replace("\\", "/") == "//":
                return self._with_authority(scheme, href.lstrip("/\\"))
        if not self._known:
            return None
        before, mark, query = href.partition("?")
        before = before.replace("\\", "/")
        if before.startswith("//"):
            return self._with_authority(scheme, before.lstrip("/") + mark + query)
        tail = mark + self._query(query)
        if not before:
            return (f"{self._origin}{self._path}{tail}") if mark else self._page
        path = before if before[0] == "/" else self._folder + before
        return self._origin + without_dots(_encode(path, "utf-8", _STAY_PATH)) + tail

    def _with_authority(self, scheme: str, rest: str) -> str | None:
        found = _AUTHORITY.fullmatch(rest)
        assert found is not None  # every text has a beginning that ends before a separator
        authority = _authority(found[1], scheme)
        if authority is None:
            return None
        path, mark, query = found[2].partition("?")
        path = without_dots(_encode(path.replace("\\", "/") or "/", "utf-8", _STAY_PATH))
        return f"{scheme}://{authority}{path}{mark}{self._query(query)}"

    def _query(self, query: str) -> str:
        return _encode(query, self._charset, _STAY_QUERY) if query else ""


def resolve(href: str, base_url: str, charset: str = "utf-8") -> str | None:
    """One link to an absolute address; see :class:`Resolver` for many."""
    return Resolver(base_url, charset)(href)


def _reference(error: UnicodeError) -> tuple[str, int]:
    """A character that the page's encoding lacks, as browsers write it: ``&#12345;``, escaped."""
    assert isinstance(error, UnicodeEncodeError)
    lacking = error.object[error.start : error.end]
    return "".join(f"%26%23{ord(character)}%3B" for character in lacking), error.end


_REFERENCE = "percent-encoded-reference"
codecs.register_error(_REFERENCE, _reference)


def _query_charset(charset: str) -> str:
    try:
        name = codecs.lookup(charset).name
    except LookupError:
        return "utf-8"
    return "utf-8" if name.startswith(("utf-16", "utf-32", "utf-7")) else name


def _encode(text: str, charset: str, stay: frozenset[int]) -> str:
    data = text.encode(charset, "replace" if charset == "utf-8" else _REFERENCE)
    if all(byte in stay for byte in data):
        return data.decode("ascii")
    return "".join(chr(byte) if byte in stay else f"%{byte:02X}" for byte in data)


def _authority(text: str, scheme: str) -> str | None:
    if len(text) > _LONGEST_AUTHORITY:
        return None
    userinfo, at, place = text.rpartition("@")
    host, colon, port = place.rpartition(":")
    if not colon or "]" in port:
        host, port = place, ""
    if port and not (port.isascii() and port.isdigit() and int(port[:7]) < 65536):
        return None
    name = _host(host)
    if not name:
        return None
    port = str(int(port[:7])) if port else ""
    if port and port != _PORTS[scheme]:
        name = f"{name}:{port}"
    return f"{_encode(userinfo, 'utf-8', _STAY_USERINFO)}@{name}" if at else name


@lru_cache(maxsize=1024)
def _host(text: str) -> str | None:
    host = text.lower()
    if "%" in host:
        host = re.sub(r"(?:%[0-9a-f]{2})+", _unescape, host)
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True, std3_rules=False).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            return None
    if host.startswith("["):
        return host if _IPV6.fullmatch(host) else None
    return None if _FORBIDDEN_HOST.search(host) or len(host) > 253 else host


def _unescape(found: re.Match[str]) -> str:
    return bytes.fromhex(found[0].replace("%", "")).decode("utf-8", "replace").lower()
