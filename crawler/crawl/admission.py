"""Link admission: which addresses a page leads to, which are fetched, what guards against traps."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from crawler import sites
from crawler.crawl.plan import Decision, Plan
from crawler.ledger import Address, Found
from crawler.models import Hop
from crawler.reading.discover import Link
from crawler.reading.read import Reading
from crawler.sites import Classification
from crawler.sites.identity import identity

_MOVES = 5
"""Redirects from one spelling of an address to another that are followed in a row."""

_HOPS = 50
"""Longest path from a seed that is followed: ends what no other rule saw as a trap. The pages of a
list are one hop, however many there are."""

_LIST_PAGES = 2000
"""Pages that are followed of the lists in one folder, in one run: far beyond any list seen."""


class Admission:
    """Judges links by scope and by the plan of the run; a link met lately is not judged again.

    :param queue: name of the queue that what is found belongs to; empty for every run's.
    """

    def __init__(self, plan: Plan, *, queue: str) -> None:
        self._plan = plan
        self._queue = queue
        self._known = Known()
        self._list_pages: Counter[str] = Counter()
        self._variants = Variants()
        self._repeats = Repeats()

    def seeds(self) -> Iterator[Found]:
        """The addresses the run starts from, due in this run whatever earlier runs did."""
        for url in self._plan.seeds:
            target = sites.classify(url)
            if not target.admitted:
                # A named address is wanted; the links of its page are judged like all others.
                target = replace(target, kind="page", rule="named")
            yield self._found(target, None, "", 50, again=True)

    def requested(self, url: str) -> Found:
        """An address that a component asks for by itself."""
        return self._found(sites.classify(url), None, "", 0, again=False)

    def links(self, page: Address, reading: Reading) -> tuple[Found, ...]:
        """What a page leads to, without the further pages of a list (see ``next_page``)."""
        pager = reading.listing.pager if reading.listing else None
        found = [
            *self._issue_before(page, pager.earlier if pager else None),
            *self._links(page, reading.outlinks),
            *self._links(page, reading.requisites),
            *self._links(page, reading.redirects),
            *self._links(page, reading.pages),
        ]
        if pager and pager.script:
            found += self._links(page, (pager.script,))
        if reading.older:
            found += self._links(page, [Link(url, "I", "pager", "", "") for url in reading.older])
        return tuple(found)

    def moved(self, page: Address, reading: Reading) -> str | None:
        """Where the page says it is now, when that is the same page under another spelling.

        http → https, a folder → its index: one key, so one row, which continues under the new URL.

        :returns: None when it did not move, or did so too often (RFC 9110 section 15.4: loops).
        """
        for link in reading.redirects:
            target = sites.classify(link.url)
            if target.key == page.key and target.admitted and target.url != page.url:
                return None if page.hops.endswith(_MOVES * "R") else target.url
        return None

    def next_page(self, page: Address, reading: Reading) -> tuple[Found, ...]:
        """The page of a list after this one (see ``PageCommit.further``).

        A known list is followed for as long as a page of it held addresses that were not known:
        late batches put old items behind new ones, so one known item proves nothing, a whole
        page of them does. Pages that are found by counting end with a 404, or, where the server
        knows no 404, with a page that shows what another has shown.
        """
        listing = reading.listing
        pager = listing.pager if listing else None
        if listing is None or pager is None or pager.next is None or self._plan.only:
            return ()
        if pager.style == "counted":
            column = pager.next.url.rpartition("_")[0]
            if self._repeats.of(column, page.key, (item.url for item in listing.list_items)):
                return ()
        target = sites.classify(pager.next.url)
        again = self._plan.mode == "backfill"
        decision = self._plan.decide(target, hop=pager.next.hop, page_kind=page.kind)
        if decision is None or decision.reason:
            return ()
        # The first page could have named them all, so the second is as far as the last.
        hop = "" if _comes_after(target, page) else pager.next.hop
        if hop and len(page.hops) >= _HOPS:
            return (self._excluded(target, page, hop, "trap-hops"),)
        folder = target.key.rpartition("/")[0]
        self._list_pages[folder] += 1
        if self._list_pages[folder] > _LIST_PAGES:
            return (self._excluded(target, page, hop, "trap-pager"),)
        return (self._found(target, page, hop, decision.priority, again=again),)

    def _issue_before(self, page: Address, link: Link | None) -> Iterator[Found]:
        """The issue of an e-paper before this one, also where no article of it is wanted: the
        way back to the days that are wanted leads through all later issues."""
        if link is None or self._plan.only or len(page.hops) >= _HOPS:
            return
        target, here = sites.classify(link.url), sites.classify(page.url)
        if target.day is None or here.day is None or not target.day < here.day:
            return
        if self._plan.begins_after(target.day) or not target.admitted:
            return
        if self._known.first_time((link.url, link.hop, False, False)):
            decision = self._plan.decide(target, hop="R", page_kind=page.kind)
            found = self._found(
                target, page, link.hop, decision.priority if decision else 0, again=False
            )
            further = self._plan.mode == "backfill" and page.hops.endswith(link.hop)
            # A backfill goes back to the first issue: all are one hop, as the pages of a list are.
            yield replace(found, hops=page.hops) if further else found

    def _links(self, page: Address, links: Iterable[Link]) -> Iterator[Found]:
        too_far = len(page.hops) >= _HOPS
        from_article = page.kind in sites.ARTICLES
        first_time = self._known.first_time
        for link in links:
            # The token holds all that decides: a link with a known token is not judged again.
            if not first_time((link.url, link.hop, from_article, too_far)):
                continue
            embedded = link.hop == "E" and link.context != "frame"
            classify = sites.classify_requisite if embedded else sites.classify
            target = classify(link.url)
            decision = self._plan.decide(target, hop=link.hop, page_kind=page.kind)
            if decision is None or target.key == page.key:
                continue
            if not decision.reason and too_far:
                decision = Decision("trap-hops")
            elif not decision.reason and not embedded and self._variants.too_many(target.key):
                decision = Decision("trap-variants")
            if decision.reason:
                yield self._excluded(target, page, link.hop, decision.reason)
            else:
                yield self._found(target, page, link.hop, decision.priority, again=decision.again)

    def _found(
        self, target: Classification, page: Address | None, hop: str, priority: int, *, again: bool
    ) -> Found:
        if not target.admitted:
            return self._excluded(target, page, hop, target.rule)
        return Found(
            key=target.key,
            url=target.url,
            kind=target.kind,
            rule=target.rule,
            state="pending",
            article=identity(target.url).id if target.kind in sites.ARTICLES else None,
            via=page.url if page else None,
            hops=(page.hops if page else "") + hop,
            priority=priority,
            queue=self._queue,
            again=again,
        )

    def _excluded(
        self, target: Classification, page: Address | None, hop: str, reason: str
    ) -> Found:
        return Found(
            key=target.key,
            url=target.url,
            kind=target.kind,
            rule=target.rule,
            state="excluded",
            reason=reason,
            via=page.url if page else None,
            hops=(page.hops if page else "") + hop,
        )


def _comes_after(target: Classification, page: Address) -> bool:
    """Is this page of a list reached from the page of it that precedes it?"""
    here = sites.classify(page.url)
    return (
        here.kind == target.kind == "list-page"
        and here.key.rpartition("_")[0] == target.key.rpartition("_")[0]
        and (here.page < target.page) == (target.rule == "list-index-n")
    )


def address_of_capture(url: str, hop: Hop) -> Found:
    """The address that the ledger enters when only a capture of it is left."""
    if hop.path == "P" or urlsplit(url).path == "/robots.txt":
        return Found(
            key=sites.key(url), url=url, kind="robots", rule="prerequisite", state="done", hops="P"
        )
    target = (sites.classify_requisite if hop.path.endswith("E") else sites.classify)(url)
    if not target.admitted:
        target = replace(target, kind="page", rule="named")
    return Found(
        key=target.key,
        url=url,
        kind=target.kind,
        rule=target.rule,
        state="pending",
        article=identity(url).id if target.kind in sites.ARTICLES else None,
        via=hop.via,
        hops=hop.path,
    )


class Variants:
    """Counts the queries that one page is met under: session ids make a new one each time.

    :param limit: queries of one page that are let through.
    :param size: pages that are remembered; the one longest known is forgotten first.
    """

    def __init__(self, limit: int = 20, size: int = 10_000) -> None:
        self._limit = limit
        self._size = size
        self._queries: dict[str, set[int]] = {}

    def too_many(self, key: str) -> bool:
        """Is this the key of a page that was met under too many other queries already?"""
        page, mark, query = key.partition("?")
        if not mark:
            return False
        if page not in self._queries and len(self._queries) >= self._size:
            del self._queries[next(iter(self._queries))]
        known = self._queries.setdefault(page, set())
        # A hash for each: what a site puts into a query may be as long as an address.
        hashed = hash(query)
        if hashed in known:
            return False
        if len(known) >= self._limit:
            return True
        known.add(hashed)
        return False


class Repeats:
    """Remembers what the pages of lists showed: servers answer for pages that do not exist.

    :param size: pages that are remembered; the one longest known is forgotten first.
    """

    def __init__(self, size: int = 10_000) -> None:
        self._size = size
        self._pages: dict[bytes, str] = {}

    def of(self, column: str, page: str, entries: Iterable[str]) -> bool:
        """Did another page of this column show the same entries before this one?

        :param page: its address; the same page, read again, repeats nothing.
        """
        shown = hashlib.sha256("\n".join((column, *entries)).encode()).digest()
        first = self._pages.setdefault(shown, page)
        if len(self._pages) > self._size:
            del self._pages[next(iter(self._pages))]
        return first != page


class Known:
    """Remembers at least the last ``size`` keys, and never more than twice as many.

    Nine links in ten of a news page are navigation that the page before showed too. Forgetting
    is harmless: the ledger itself knows every address.
    """

    def __init__(self, size: int = 50_000) -> None:
        self._size = size
        self._young: set[Hashable] = set()
        self._old: set[Hashable] = set()

    def first_time(self, key: Hashable) -> bool:
        """Enter a key.

        :returns: False when it is remembered already.
        """
        if key in self._young:
            return False
        known = key in self._old
        self._young.add(key)
        if len(self._young) >= self._size:
            self._old, self._young = self._young, set()
        return not known
