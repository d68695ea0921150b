"""What one archived response says: how its address ended, where it leads, what article it shows.

A pure function of the response message. A live crawl, a resumed one and a replay all come here
with the bytes that the archive holds, so they cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import urljoin

from crawler import sites
from crawler.errors import PageError
from crawler.models import RobotsMeta, State
from crawler.page import content, http1
from crawler.page.document import Document, parse
from crawler.reading import discover, soft
from crawler.reading.discover import Link, Links, css, enorth_pages
from crawler.reading.extract import extract, is_article
from crawler.reading.parts import Extraction

BODY_LIMIT = 32 * 1024 * 1024
"""Largest decoded body that is read, in bytes; a larger one is kept but not parsed."""

Look: TypeAlias = Callable[[Document], Links]
"""How a page is looked over for links: ``discover.links``, or ``discover.orders`` for an article
page whose links are not followed."""
_ASKED = ("noarchive", "noindex")
"""What such pages ask for, the weightier first; the reason codes are the same words."""
_HTML = ("text/html", "application/xhtml+xml", "unk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A response message, taken apart: transfer-coding and content-coding removed."""

    url: str
    status: int
    media_type: str
    content_type: str | None
    location: str | None
    etag: str | None
    last_modified: str | None
    body: bytes
    robots: frozenset[str] = frozenset()
    """Words of ``X-Robots-Tag`` that are meant for everybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read out of one response."""

    state: State
    reason: str | None = None
    outlinks: tuple[Link, ...] = ()
    requisites: tuple[Link, ...] = ()
    redirects: tuple[Link, ...] = ()
    listing: Links | None = None
    """The links of a listing page with its pager, None for all other pages."""
    pages: tuple[Link, ...] = ()
    """Further pages of a split article."""
    older: tuple[str, ...] = ()
    """Further pages of a list that a script named, newest first."""
    extraction: Extraction | None = None
    """What was extracted from an article page, None when it shows no article."""


def take_apart(url: str, message: bytes) -> Page:
    """A response message as received → the page in it.

    :param message: status line, header fields and body, as the WARC record's block holds them.
    :raises PageError: when there is no readable status line, or the body decodes to too much.
    """
    head = http1.parse_head(message)
    return page_of(url, head, http1.entity(message, head=head))


def page_of(url: str, head: http1.Head, entity: bytes) -> Page:
    """A head and its entity → the page, content-coding removed.

    :raises PageError: as ``take_apart``.
    """
    if head.status is None:
        raise PageError("the response has no status line")
    location = _text(head, b"location")
    return Page(
        url=url,
        status=head.status,
        media_type=http1.media_type(head),
        content_type=_text(head, b"content-type"),
        location=_absolute(url, location) if location else None,
        etag=_text(head, b"etag"),
        last_modified=_text(head, b"last-modified"),
        body=content.decode(entity, _text(head, b"content-encoding") or "", limit=BODY_LIMIT),
        robots=_robots_tag(head),
    )


def _absolute(url: str, location: str) -> str | None:
    """The target of a redirect, None when it is no address at all."""
    try:
        return urljoin(url, location)
    except ValueError:
        return None


def _text(head: http1.Head, name: bytes) -> str | None:
    value = head.first(name)
    return None if value is None else value.decode("latin-1")


def _robots_tag(head: http1.Head) -> frozenset[str]:
    words: set[str] = set()
    for value in head.all(b"x-robots-tag")[:20]:
        if b":" not in value:  # "name: noindex" is meant for one crawler, by the name it has
            words.update(value[:500].decode("latin-1").lower().replace(",", " ").split())
    return frozenset({*words, *_ASKED} if "none" in words else words)


def read_page(
    page: Page, kind: str, *, robots_meta: RobotsMeta = "record", look: Look = discover.links
) -> Reading:
    """The page → what it says.

    :param kind: what scope says the address is.
    :param robots_meta: what the run that fetched the page does about its robots meta tags.
    :param look: what gathers the links; ``state``, ``reason`` and ``extraction`` of an article page
        do not depend on it.
    """
    if page.status == 304:
        return Reading(state="done", reason="not-modified")
    document = _document(page) if page.status >= 400 else None
    trouble = soft.assess(page.status, page.url, document=document, location=page.location)
    if 300 <= page.status < 400 and page.location and trouble is None:
        hop = Link(page.location, "R", "location", "", "")
        return Reading(state="done", reason="redirect", redirects=(hop,))
    if trouble is not None:
        return Reading(state=trouble.state, reason=trouble.code)
    if page.media_type == css.MEDIA_TYPE:
        text = css.characters(page.body, page.content_type)
        return Reading(state="done", requisites=css.links(text, page.url))
    if kind == "list-script":
        pages = enorth_pages.pages_of(page.body.decode("gb18030", "replace"), page.url)
        return Reading(state="done", older=pages.pages)
    if kind not in sites.PAGES or page.media_type not in _HTML:
        return Reading(state="done")
    document = _document(page)
    if document is None:
        return Reading(state="done")
    return _read_document(document, page, kind, robots_meta, look(document))


def _document(page: Page) -> Document | None:
    """The page parsed, the only time it is; None when it is no HTML."""
    if page.media_type not in _HTML or not page.body:
        return None
    return parse(page.body, page.url, page.content_type)


def _read_document(
    document: Document, page: Page, kind: str, robots_meta: RobotsMeta, links: Links
) -> Reading:
    trouble = soft.assess(page.status, page.url, document=document, links=links)
    if trouble is not None and trouble.code != "stub-redirect":
        return Reading(state=trouble.state, reason=trouble.code)
    extraction: Extraction | None = None
    reason: str | None = None
    if kind in sites.ARTICLES and not links.redirects:
        extraction = extract(document)
        if not is_article(extraction):
            empty = soft.why_empty(page.url, document)
            return Reading(
                state=empty.state,
                reason=empty.code,
                outlinks=links.outlinks,
                requisites=links.requisites,
                redirects=links.redirects,
            )
    elif links.redirects:
        reason = "stub-redirect"
    asked = links.robots | page.robots
    asked_for = next((word for word in _ASKED if word in asked), None)
    if asked_for and robots_meta == "obey":
        extraction = None
    pages: tuple[Link, ...] = ()
    if extraction is not None:
        named = links.pager.pages if links.pager else ()
        pages = (*named, *(Link(url, "L", "pager", "", "") for url in extraction.pagination.next))
    return Reading(
        state="done",
        reason=reason or asked_for,
        outlinks=links.outlinks,
        requisites=links.requisites,
        redirects=links.redirects,
        pages=pages,
        listing=links if kind in sites.LISTINGS else None,
        extraction=extraction,
    )
