"""Which article an address belongs to: one id for all hosts, schemes, folders and pages of it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from crawler.urls import urlkey

Cms = Literal["enorth", "trs", "epaper", "app", "web"]

_HOST = r"^https?://(?:[^/?#@]*@)?(?P<host>[^/?#:@]+)(?::[0-9]*)?"
_QUERY = r"(?:[?#].*)?$"

_ENORTH = re.compile(
    _HOST + r"(?P<folder>/(?:[^/?#]+/){0,8})system/(?P<day>[0-9]{4}/[0-9]{2}/[0-9]{2})/"
    r"(?P<docid>[0-9]{9})(?:_(?P<page>[0-9]{1,3}))?\.s?html?" + _QUERY,
    re.IGNORECASE,
)
_TRS = re.compile(
    _HOST + r"(?P<folder>/(?:[^/?#]+/){0,12})t(?P<day>[0-9]{8})_(?P<docid>[0-9]{4,10})"
    r"(?:_(?P<page>[0-9]{1,3}))?(?:_ext)?(?:_(?P<late>[0-9]{1,3}))?\.s?html?" + _QUERY,
    re.IGNORECASE,
)
_EPAPER = re.compile(
    _HOST + r"/(?:[^/?#]+/){0,4}html/(?P<day>[0-9]{4}-[0-9]{2}/[0-9]{2})/"
    r"content_(?P<docid>[0-9]{1,12})\.html?" + _QUERY,
    re.IGNORECASE,
)
_MOBILE = re.compile(
    _HOST + r"/(?:[^/?#]+/){0,4}details\.html\?(?:[^#]*&)?newsid=(?P<docid>[0-9]{9})(?:[&#].*)?$",
    re.IGNORECASE,
)
_APP = re.compile(
    r"^https?://zj\.zjol\.com\.cn(?::[0-9]*)?/news(?:/|\.html\?(?:[^#]*&)?id=)"
    r"(?P<docid>[0-9]{1,12})(?:\.html)?(?:[?&#].*)?$",
    re.IGNORECASE,
)
_ABSOLUTE = re.compile(r"https?://[^\s/?#:]", re.IGNORECASE)
_DAY = re.compile(r"/((?:19|20)[0-9]{2})[-/]?([0-9]{2})[-/]?([0-9]{2})(?![0-9])")

_SLASHES = re.compile(r"/{2,}")
_MAX_URL = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What an address says about its article."""

    id: str
    """``zjol:<cms>:<document id>``, or ``web:`` and 32 hexadecimal digits (see ``identity``)."""
    cms: Cms
    """The system whose address form it has; ``web`` when it has none of the known ones."""
    docid: str | None = None
    """The document's number in that system, as written; None for ``web``."""
    page: int = 1
    """Page of a split article, from 1; 1 when the address does not say."""
    date_in_url: date | None = None
    """The day in the address: when the document was made, which may be a day or two off the day
    of publication; None when there is none or it is no day."""


def identity(url: str) -> Identity:
    """Which article an address belongs to. Pure, linear, never raises.

    On zjol.com.cn the document number decides: ``zjol:e:`` for Enorth (``/system/…/NNNNNNNNN``,
    and ``newsid=`` of the old mobile site), ``zjol:t:`` for TRS (``tYYYYMMDD_NNN``, the suffix
    ``_ext`` ignored), ``zjol:p:<paper>:`` for e-papers, ``zjol:a:`` for the app's web pages.
    Any other address gets ``web:`` with the first 128 bits of the SHA-256 of its SURT; further
    pages in the manner of Enorth (``_01`` is page 2) and TRS (``_1`` is page 2) count as the
    first one on any site.

    :param url: absolute URL, percent-encoded.
    """
    if len(url) <= _MAX_URL:
        scheme, mark, rest = url.partition("://")
        path, query, arguments = rest.partition("?")
        url = f"{scheme}{mark}{_SLASHES.sub('/', path)}{query}{arguments}"
        for read in (_trs, _enorth, _epaper, _app):
            found = read(url)
            if found is not None:
                return found
    return _web(url, page=1, day=_any_day(url))


def _trs(url: str) -> Identity | None:
    match = _TRS.match(url)
    if match is None:
        return None
    host, docid, day = match["host"], match["docid"], _day(match["day"])
    page = int(match["page"] or match["late"] or 0) + 1
    if _is_zjol(host):
        return Identity(id=f"zjol:t:{docid}", cms="trs", docid=docid, page=page, date_in_url=day)
    first_page = f"http://{host}{match['folder']}t{match['day']}_{docid}.shtml"
    return _web(first_page, page=page, day=day)


def _enorth(url: str) -> Identity | None:
    match = _ENORTH.match(url) or _MOBILE.match(url)
    if match is None:
        return None
    seen = match.groupdict()
    host, docid, day = seen["host"], seen["docid"], _day(seen.get("day") or "")
    page = int(seen.get("page") or 0) + 1
    if _is_zjol(host):
        return Identity(id=f"zjol:e:{docid}", cms="enorth", docid=docid, page=page, date_in_url=day)
    if "day" not in seen:
        return None
    first_page = f"http://{host}{seen['folder']}system/{seen['day']}/{docid}.shtml"
    return _web(first_page, page=page, day=day)


def _epaper(url: str) -> Identity | None:
    match = _EPAPER.match(url)
    if match is None or not _is_zjol(match["host"]):
        return None
    docid, paper = match["docid"], match["host"].lower().split(".")[0]
    id_ = f"zjol:p:{paper}:{docid}"
    return Identity(id=id_, cms="epaper", docid=docid, date_in_url=_day(match["day"]))


def _app(url: str) -> Identity | None:
    match = _APP.match(url)
    if match is None:
        return None
    return Identity(id=f"zjol:a:{match['docid']}", cms="app", docid=match["docid"])


def _web(first_page: str, *, page: int, day: date | None) -> Identity:
    key = urlkey(first_page) if _ABSOLUTE.match(first_page) else first_page
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
    return Identity(id=f"web:{digest[:32]}", cms="web", page=page, date_in_url=day)


def _is_zjol(host: str) -> bool:
    host = host.lower().rstrip(".")
    return host == "zjol.com.cn" or host.endswith(".zjol.com.cn")


def _any_day(url: str) -> date | None:
    match = _DAY.search(url, 0, _MAX_URL)
    return _day("".join(match.groups())) if match else None


def _day(written: str) -> date | None:
    digits = written.replace("/", "").replace("-", "")
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
