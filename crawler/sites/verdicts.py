"""Judges one address: which kind of page or file it is, by which rule, under which key."""

from __future__ import annotations

import re
from functools import lru_cache

from crawler.sites import traps
from crawler.sites.files import by_extension
from crawler.sites.model import (
    LISTINGS,
    Kind,
    Scope,
    Verdict,
)
from crawler.sites.zjol import forms
from crawler.sites.zjol.site import ZJOL
from crawler.urls import urlkey
from crawler.urls.address import Address, split_address

CACHED = 16_384
"""Verdicts kept at a time, about half a kilobyte each."""

_LONGEST_CACHED = 512
"""Characters; longer addresses are judged afresh each time, so that they cannot fill memory."""
_LONGEST_KEY = 2048

_SLASHES = re.compile(r"/{2,}")
_APP_ARTICLE = re.compile(r"/(?:news/\d+\.html?|(?:news|subject)\.html?)")
_EMBEDDABLE = frozenset(
    {
        "dynamic-page",
        "resource-host-page",
        "mobile-host",
        "forum-host",
        "search-host",
        "app-host",
        "trap-calendar",
    }
)
"""Rules that refuse a link, but not a file that a page embeds."""


def judge(url: str, scope: Scope = ZJOL) -> Verdict:
    """Say what a linked address is.

    Never raises: what is no address is ``out`` by the rule ``not-http``.

    :param url: absolute address, percent-encoded; a fragment is ignored.
    :param scope: the site's tables.
    """
    return _cached(url, scope) if len(url) <= _LONGEST_CACHED else _judge(url, scope)


def _judge(url: str, scope: Scope) -> Verdict:
    address = split_address(url)
    if address is None:
        return Verdict(kind="out", rule="not-http", url=url, key=f"-{url[:_LONGEST_KEY]}")
    if len(address.url) > scope.max_url_chars:
        # Quirk: what is beyond the limit does not take part in the key, so that a trap that
        # spins out ever longer addresses fills one row and not a million.
        cut = address.url[: scope.max_url_chars]
        return Verdict(kind="out", rule="trap-long-url", url=cut, key=urlkey(cut))
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
    return _out(address, _foreign_rule(host, scope), urlkey(address.url))


def judge_requisite(url: str, scope: Scope = ZJOL) -> Verdict:
    """Say whether what a page embeds may be fetched; the page itself may lie anywhere.

    A file of any type is admitted on every host of the domain and on the resource hosts. The
    key is that of :func:`judge`, so a file that is linked and embedded is one address.
    """
    verdict = judge(url, scope)
    if verdict.rule in _EMBEDDABLE or verdict.kind in LISTINGS or verdict.kind == "page":
        return Verdict(kind="requisite", rule="embed", url=verdict.url, key=verdict.key)
    return verdict


_cached = lru_cache(maxsize=CACHED)(_judge)


def key(url: str, scope: Scope = ZJOL) -> str:
    """The canonical SURT key: two addresses with one key are one page."""
    return judge(url, scope).key


def _out(address: Address, rule: str, key: str) -> Verdict:
    return Verdict(kind="out", rule=rule, url=address.url, key=key)


def _foreign_rule(host: str, scope: Scope) -> str:
    while host:
        rule = scope.foreign.get(host)
        if rule is not None:
            return rule
        host = host.partition(".")[2]
    return "off-site"


def _resource(address: Address, scope: Scope) -> Verdict:
    verdict = _page(address, scope, "resource-host-page")
    if verdict.kind in LISTINGS or verdict.kind == "page" or verdict.work is not None:
        return _out(address, "resource-host-page", verdict.key)
    return verdict


def _unlisted(address: Address, scope: Scope) -> Verdict:
    verdict = _page(address, scope, "unknown-host")
    if address.host in scope.app_hosts:
        if _APP_ARTICLE.fullmatch(address.path):
            return Verdict(kind="app-article", rule="app-host", url=address.url, key=verdict.key)
        return _out(address, "app-host", verdict.key)
    rule = scope.excluded_hosts.get(address.host)
    return verdict if rule is None else _out(address, rule, verdict.key)


def _page(address: Address, scope: Scope, otherwise: str) -> Verdict:
    """The verdict on an address of the domain, from its path and query alone."""
    path = address.path
    arguments = address.query.split("&") if address.query else []
    if len(arguments) > scope.max_arguments:
        return _out(address, "trap-arguments", urlkey(address.url))
    # Servers take runs of slashes for one, and so does the key.
    plain = _SLASHES.sub("/", traps.without_session(path))
    try:
        form = forms.read(plain)
    except forms.ImpossibleDay:
        return _out(address, "trap-date", urlkey(address.url))
    if form is None:
        return _formless(address, scope, arguments, otherwise)
    if form.identity is None and (trap := traps.in_path(path, scope)):
        return _out(address, trap, urlkey(address.url))
    if form.kind in ("list", "home") and (trap := traps.endless(path, arguments)):
        return _out(address, trap, _key(address.host, form.path, arguments))
    kind, rule = form.kind, form.rule
    if kind == "list" and _is_topic(form.path, scope):
        kind, rule = "topic", "topic-page"
    elif otherwise == "unknown-host" and kind in ("list", "home"):
        rule = otherwise
    work = form.identity
    if work is not None and kind == "epaper-article":
        work = f"epaper:{address.host.partition('.')[0]}:{work}"
    # A dated file is the same whatever its query says; a list might be a program's output.
    kept = [] if form.day or kind == "list-script" else arguments
    return Verdict(
        kind=kind,
        rule=rule,
        url=address.url,
        key=_key(address.host, form.path, kept),
        work=work,
        page=form.page,
        day=form.day,
    )


def _formless(address: Address, scope: Scope, arguments: list[str], otherwise: str) -> Verdict:
    """The verdict on an address of the domain that has no proven form."""
    path = address.path
    if trap := traps.in_path(path, scope):
        return _out(address, trap, urlkey(address.url))
    kind: Kind
    kind, rule = by_extension(path)
    if kind not in ("page", "out"):
        return Verdict(kind=kind, rule=rule, url=address.url, key=urlkey(address.url))
    plain = _key(address.host, traps.without_session(path), arguments)
    if trap := traps.endless(path, arguments):
        return _out(address, trap, plain)
    if rule == "static-page":
        rule = otherwise
        if _is_topic(path, scope):
            kind, rule = "topic", "topic-page"
    return Verdict(kind=kind, rule=rule, url=address.url, key=plain)


def _is_topic(path: str, scope: Scope) -> bool:
    return not scope.topic_folders.isdisjoint(path.split("/")[:-1])


def _key(host: str, path: str, arguments: list[str]) -> str:
    kept = traps.meaningful(arguments) if arguments else []
    tail = "?" + "&".join(kept) if kept else ""
    return urlkey(f"http://{host}{path}{tail}")
