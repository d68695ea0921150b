"""The SURT key of one address, put together from its host, path and query."""

from __future__ import annotations

import re

from crawler.urls.escapes import raw
from crawler.urls.host import reversed_host, take_apart
from crawler.urls.path import canonical_path, opaque_path
from crawler.urls.query import canonical_query

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
    text = raw(url)
    found = _URL.match(text) or _URL.match(f"http://{text}")
    if not text or found is None:
        return "-"
    scheme, netloc, path, query = found.groups()
    try:
        host, port = take_apart(netloc or "", scheme)
    except ValueError:
        return _BLANK.sub(lambda blank: f"%{ord(blank[0]):02x}", url)
    if not host and path and scheme.startswith("http"):  # Quirk: http:/a.cn/x, http:///a.cn/x
        host, _, path = path.lstrip("/").partition("/")
        path = f"/{path}"
    query = canonical_query(query) if query else ""
    tail = f"?{query}" if query else ""
    labels = reversed_host(host)
    if labels:
        return f"{labels}{port}){canonical_path(path)}{tail}"
    return f"{scheme}:{opaque_path(path) or ('/' if tail else '')}{tail}"
