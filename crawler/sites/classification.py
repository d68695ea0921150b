"""Says of an address which kind of page or file it is, by which rule, and under which key.

Some addresses never end. Loops and calendars are refused. Session ids and tracking arguments are
left out of the key, so that all their variants are one page, which is fetched once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from crawler.sites.forms import ImpossibleDay, form_of
from crawler.sites.model import LISTINGS, Kind, Scope
from crawler.sites.rules import EXTENSIONS
from crawler.sites.zjol import ZJOL
from crawler.urls import urlkey
from crawler.urls.address import Address, split_address

CACHED = 16_384
"""Classifications kept at a time, about half a kilobyte each."""

_LONGEST_CACHED = 512
"""Characters; a longer address is not cached, so that long addresses cannot fill memory."""
_LONGEST_KEY = 2048

_SLASHES = re.compile(r"/{2,}")
_APP_ARTICLE = re.compile(r"/(?:news/\d+\.html?|(?:news|subject)\.html?)")
_REFUSED: frozenset[Kind] = frozenset({"out", "app-article"})
_EMBEDDED = """
    dynamic-page resource-host-page mobile-host forum-host search-host app-host trap-calendar
"""
_EMBEDDABLE = frozenset(_EMBEDDED.split())
"""Rules that refuse a link, but not a file that a page embeds."""
_BY_EXTENSION = {
    extension: (kind, rule) for kind, rule, names in EXTENSIONS for extension in names.split()
}
_UNKNOWN: tuple[Kind, str] = ("page", "static-page")


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """What an address is."""

    kind: Kind
    rule: str
    """Name of the rule that decided, a key of ``RULES``."""
    url: str
    """What to fetch: as found, without fragment and default port, host in lower case."""
    key: str
    """Canonical SURT: addresses with equal keys are one page."""
    work: str | None = None
    """The document behind the address, the same for all its pages, its ``_ext`` twin and its
    twins under other hosts and columns: ``trs:1000000``, ``enorth:021152200``,
    ``epaper:zjrb:2016-05-18:2779543``. None for what is no article."""
    page: int = 1
    """Page of the article or list, from 1. For Enorth count pages the number in the address,
    which counts from the oldest page."""
    day: date | None = None
    """The day written in the address (the making, not always the publication), if any."""

    @property
    def admitted(self) -> bool:
        """Whether the address may be fetched."""
        return self.kind not in _REFUSED


def classify(url: str, scope: Scope = ZJOL) -> Classification:
    """Classify a linked address.

    Never raises: what is no address is ``out`` by the rule ``not-http``.

    :param url: absolute address, percent-encoded; a fragment is ignored.
    :param scope: the site's tables.
    """
    return _cached(url, scope) if len(url) <= _LONGEST_CACHED else _classify(url, scope)


def classify_requisite(url: str, scope: Scope = ZJOL) -> Classification:
    """Classify what a page embeds; the page itself may lie anywhere.

    A file of any type is admitted on every host of the domain and on the resource hosts. The
    key is that of :func:`classify`, so a file that is linked and embedded is one address.
    """
    found = classify(url, scope)
    if found.rule in _EMBEDDABLE or found.kind in LISTINGS or found.kind == "page":
        return Classification(kind="requisite", rule="embed", url=found.url, key=found.key)
    return found


def key(url: str, scope: Scope = ZJOL) -> str:
    """The canonical SURT key: two addresses with one key are one page."""
    return classify(url, scope).key


def _classify(url: str, scope: Scope) -> Classification:
    address = split_address(url)
    if address is None:
        return Classification(kind="out", rule="not-http", url=url, key=f"-{url[:_LONGEST_KEY]}")
    if len(address.url) > scope.max_url_chars:
        # Quirk: what is beyond the limit does not take part in the key, so that a trap that
        # spins out ever longer addresses fills one row and not a million.
        cut = address.url[: scope.max_url_chars]
        return Classification(kind="out", rule="trap-long-url", url=cut, key=urlkey(cut))
    if address.fault is not None:
        # The SURT forgets credentials; this key must not be that of the page without them.
        return _out(address, address.fault, f"-{address.url}")
    host = address.host
    if host in scope.resource_hosts:
        return _resource(address, scope)
    if host in scope.hosts:
        return _page(address, scope, "static-page")
    if host.endswith(f".{scope.domain}"):
        return _unlisted(address, scope)
    return _out(address, _foreign_rule(host, scope))


_cached = lru_cache(maxsize=CACHED)(_classify)


def _as(address: Address, kind: Kind, rule: str, key: str | None = None) -> Classification:
    key = urlkey(address.url) if key is None else key
    return Classification(kind=kind, rule=rule, url=address.url, key=key)


def _out(address: Address, rule: str, key: str | None = None) -> Classification:
    return _as(address, "out", rule, key)


def _foreign_rule(host: str, scope: Scope) -> str:
    while host:
        rule = scope.foreign.get(host)
        if rule is not None:
            return rule
        host = host.partition(".")[2]
    return "off-site"


def _resource(address: Address, scope: Scope) -> Classification:
    found = _page(address, scope, "resource-host-page")
    if found.kind in LISTINGS or found.kind == "page" or found.work is not None:
        return _out(address, "resource-host-page", found.key)
    return found


def _unlisted(address: Address, scope: Scope) -> Classification:
    found = _page(address, scope, "unknown-host")
    if address.host in scope.app_hosts:
        if _APP_ARTICLE.fullmatch(address.path):
            return _as(address, "app-article", "app-host", found.key)
        return _out(address, "app-host", found.key)
    rule = scope.excluded_hosts.get(address.host)
    return found if rule is None else _out(address, rule, found.key)


def _page(address: Address, scope: Scope, otherwise: str) -> Classification:
    """Classify an address of the domain by its path and query alone.

    :param otherwise: the rule of a page that no other rule knows.
    """
    path = address.path
    arguments = address.query.split("&") if address.query else []
    if len(arguments) > scope.max_arguments:
        return _out(address, "trap-arguments")
    # Servers take runs of slashes for one, and so does the key.
    plain = _SLASHES.sub("/", _without_session(path))
    try:
        form = form_of(plain)
    except ImpossibleDay:
        return _out(address, "trap-date")
    if form is None:
        return _formless(address, scope, arguments, otherwise)
    if form.work is None and (trap := _loop(path, scope)):
        return _out(address, trap)
    if form.kind in ("list", "home") and _is_calendar(path, arguments):
        return _out(address, "trap-calendar", _key(address.host, form.path, arguments))
    kind, rule = form.kind, form.rule
    if kind == "list" and _is_topic(form.path, scope):
        kind, rule = "topic", "topic-page"
    elif otherwise == "unknown-host" and kind in ("list", "home"):
        rule = otherwise
    work = form.work
    if work is not None and kind == "epaper-article":
        work = f"epaper:{address.host.partition('.')[0]}:{work}"
    # A dated file is the same whatever its query says; a list might be a program's output.
    kept = [] if form.day or kind == "list-script" else arguments
    return Classification(
        kind=kind,
        rule=rule,
        url=address.url,
        key=_key(address.host, form.path, kept),
        work=work,
        page=form.page,
        day=form.day,
    )


def _formless(
    address: Address, scope: Scope, arguments: list[str], otherwise: str
) -> Classification:
    """Classify an address of the domain that has no proven form, by its extension."""
    path = address.path
    if trap := _loop(path, scope):
        return _out(address, trap)
    name = path[path.rfind("/") + 1 :]
    kind, rule = _BY_EXTENSION.get(name[name.rfind(".") + 1 :].lower(), _UNKNOWN)
    if kind not in ("page", "out"):
        return _as(address, kind, rule)
    plain = _key(address.host, _without_session(path), arguments)
    if _is_calendar(path, arguments):
        return _out(address, "trap-calendar", plain)
    if rule == "static-page":
        rule = otherwise
        if _is_topic(path, scope):
            kind, rule = "topic", "topic-page"
    return _as(address, kind, rule, plain)


def _is_topic(path: str, scope: Scope) -> bool:
    return not scope.topic_folders.isdisjoint(path.split("/")[:-1])


def _key(host: str, path: str, arguments: list[str]) -> str:
    kept = _meaningful(arguments) if arguments else []
    tail = "?" + "&".join(kept) if kept else ""
    return urlkey(f"http://{host}{path}{tail}")


# -- addresses that never end ----------------------------------------------------------------

_CALENDAR_FOLDERS = frozenset({"calendar", "rili", "wnl", "almanac"})
_CALENDAR_PATH = re.compile(r"/(?:19|20)\d\d[/-]\d{1,2}(?:[/-]\d{1,2})?/?(?:index\.s?html?)?$")
_CALENDAR_ARGUMENTS = frozenset({"year", "month", "day", "date", "y", "m", "d", "ym", "ymd"})
_SESSION = re.compile(
    r"(?:jsessionid|phpsessid|aspsessionid\w*|cfid|cftoken|session_?id|sess_?id|sid)=?", re.I
)
_SESSION_PATH = re.compile(r";jsessionid=[^/?;]*|/\([sS]\([0-9a-zA-Z]{16,40}\)\)", re.I)
_VISITORS = """
    from isappinstalled spm ref refer referer referrer scene wxfrom nsukey share sharefrom
    share_from share_token shareuid m2pc div _t _ t ts rnd rand random timestamp fbclid
    gclid bd_vid hmsr hmpl hmcu hmkw hmci
"""
_TRACKING = frozenset(_VISITORS.split())
"""Query arguments that say where a visitor came from, or keep caches away; no part of a key."""


def _without_session(path: str) -> str:
    return _SESSION_PATH.sub("", path) if ";" in path or "(" in path else path


def _meaningful(arguments: Iterable[str]) -> list[str]:
    """Those of the query's arguments that can name another page."""
    return [argument for argument in arguments if argument and not _is_noise(argument)]


def _is_noise(argument: str) -> bool:
    name, _, value = argument.partition("=")
    name = name.lower()
    if name in _TRACKING or name.startswith("utm_"):
        return True
    # "sid" is a section's number on some sites and a session elsewhere: only a long one is.
    return _SESSION.fullmatch(name) is not None and (name != "sid" or len(value) >= 16)


def _loop(path: str, scope: Scope) -> str | None:
    """The rule of a path that leads round in circles, None when it does not."""
    folders = [folder for folder in path.split("/")[:-1] if folder]
    if len(folders) > scope.max_folders:
        return "trap-depth"
    if len(folders) != len(set(folders)) and any(
        folders.count(folder) > scope.max_repeats for folder in set(folders)
    ):
        return "trap-repeated-folder"
    return None


def _is_calendar(path: str, arguments: list[str]) -> bool:
    """Whether a page of no proven form is one of endlessly many, a page a day."""
    if _CALENDAR_PATH.search(path) or not _CALENDAR_FOLDERS.isdisjoint(path.lower().split("/")):
        return True
    pairs = (argument.partition("=") for argument in arguments)
    return any(
        name.lower() in _CALENDAR_ARGUMENTS and value[:1].isdigit() for name, _, value in pairs
    )
