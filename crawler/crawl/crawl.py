"""One crawl of a collection, without Scrapy: from captured responses to page commits."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import datetime
from itertools import islice

from crawler.archive.collection import Collection
from crawler.archive.collection.page_commit import (
    AddressUpdate,
    BorrowedCapture,
    Committed,
    Move,
    PageCommit,
    Validators,
)
from crawler.archive.source import Source
from crawler.article import PageReading
from crawler.crawl.admission import Admission
from crawler.crawl.assembling import (
    Assembled,
    Assembler,
    CapturedPage,
    Joined,
    Judged,
    PageRead,
    article_commit,
    judge,
)
from crawler.crawl.plan import Plan
from crawler.errors import ArchiveError, PageError
from crawler.ledger import Address, Due, Lease, Listed, Recheck
from crawler.models import Capture, State
from crawler.page.http1 import shows_content
from crawler.reading.read import Page, Reading, read_page
from crawler.sites.identity import identity

logger = logging.getLogger(__name__)

_AT_ONCE = 32
"""Pages of an earlier run that are committed together."""
_RUNS_TO_TRY = 5
"""Runs in which an address may fail for a passing reason before it stays failed."""


class Crawl:
    """What is fetched next, what is read of each page, and what a page changes."""

    def __init__(
        self,
        collection: Collection,
        plan: Plan,
        *,
        source: Source | None = None,
        as_of: datetime | None = None,
    ) -> None:
        self._plan = plan
        self._from_archive = source is not None
        self._as_of = as_of
        self._collection = collection
        self._archive: Collection | Source = source or collection
        self._run = collection.run
        self._queue = collection.cycle if plan.only else ""
        self._admission = Admission(plan, queue=self._queue)
        self._assembler = Assembler(spider=collection.run.spider)
        self.changes = 0
        """Grows whenever more may have become pending."""

    # -- what is next ------------------------------------------------------------------------

    async def begin(self) -> None:
        """Enter the seeds, and make due again what failed for a passing reason or has reached an
        age at which it is looked at again.

        :raises ArchiveError: the ledger cannot be written.
        """
        attempts = 0 if self._plan.only else _RUNS_TO_TRY
        due = Due(attempts=attempts, recheck=self._recheck())
        await self._commit(PageCommit(found=tuple(self._admission.seeds()), due=due))

    def _recheck(self) -> Recheck | None:
        if not self._plan.recheck:
            return None
        earlier, now = self._collection.reader.span(self._collection.cycle)
        return Recheck(
            ages=self._plan.recheck,
            # The captures of an archive are as old as its own runs made them.
            since=None if self._from_archive else earlier,
            until=self._as_of or now,
            prefixes=self._plan.prefixes,
        )

    def admit(self, url: str) -> bool:
        """Enter one address that a component asks for by itself; waits for the ledger."""
        found = self._admission.requested(url)
        self._collection.commit(PageCommit(found=(found,))).result()
        self.changes += 1
        return found.state == "pending"

    def lease(self, limit: int, *, exclude: frozenset[str] = frozenset()) -> Lease:
        """The next addresses to fetch (see ``Frontier.lease``)."""
        frontier = self._collection.frontier
        return frontier.lease(limit, queue=self._queue or None, exclude=exclude)

    # -- reading -----------------------------------------------------------------------------

    async def read_back(self) -> int:
        """Read and commit what lies in the archive and was never read: it is not fetched again.

        :returns: how many pages an error of this program kept from being read; their addresses stay
            ``captured``, so the next run reads them.
        :raises ArchiveError: the collection cannot be read or written.
        """
        errors = 0
        unread = self._collection.reader.unread(exclude=self._run.id)
        while group := list(islice(unread, _AT_ONCE)):
            errors += sum(await asyncio.gather(*(self._read_back(*page) for page in group)))
        return errors

    async def _read_back(self, address: Address, capture: Capture, run: str) -> bool:
        try:
            await self.commit(judge(self.assemble(self._reread(address, capture, run=run))))
        except ArchiveError:
            raise
        except Exception:  # one bad page never stops a run
            logger.exception("cannot read %s, captured by run %s", address.url, run)
            return True
        return False

    def _reread(self, address: Address, capture: Capture, *, run: str) -> PageRead:
        answer = self._archive.answer(capture)
        return self.read(address, CapturedPage.of(capture, answer.head, answer.entity, run=run))

    def read(self, address: Address, captured: CapturedPage) -> PageRead:
        """A captured response → what it says."""
        capture, page, run = captured.capture, captured.page, captured.run
        if page is None:
            reading = Reading(state="failed", reason=(captured.error or PageError()).code)
            return PageRead(address=address, reading=reading, capture=capture, run=run)
        # A page that is named by its address is meant as an article.
        kind = "article" if self._plan.only and address.kind == "page" else address.kind
        reading = read_page(page, kind, robots_meta=self._plan.robots_meta)
        return PageRead(address=address, reading=reading, page=page, capture=capture, run=run)

    def assemble(self, item: PageRead) -> Assembled:
        """The article that this page completes, if it completes one."""
        return self._assembler.assemble(item)

    # -- committing --------------------------------------------------------------------------

    async def commit(self, item: Judged) -> None:
        """Make durable what one page changes: the addresses it leads to, its article, its state.

        :raises ArchiveError: it cannot be written.
        """
        page = item.assembled.read
        if page is None:
            raise ValueError("only what was read of a page can be committed")
        address, reading = page.address, page.reading
        commit = replace(
            article_commit(item),
            found=self._admission.links(address, reading),
            further=self._admission.next_page(address, reading),
            validators=_validators(address, page.page),
            listed=_listed(page),
            borrowed=self._borrowed(page),
        )
        new_url = self._admission.moved(address, reading)
        if new_url:
            commit = replace(commit, moved=(Move(key=address.key, url=new_url),))
        elif not item.assembled.waiting:
            reason = "quarantined" if item.problems else reading.reason
            own = AddressUpdate(key=address.key, state=reading.state, reason=reason)
            others = tuple(update for update in commit.updates if update.key != own.key)
            commit = replace(commit, updates=(*others, own))
        await self._commit(commit)

    def _borrowed(self, page: PageRead) -> tuple[BorrowedCapture, ...]:
        if page.capture is None or not self._from_archive:
            return ()
        key, run = page.address.key, page.run or ""
        return (BorrowedCapture(key=key, capture=page.capture, run=run),)

    async def finish(self) -> None:
        """Write the articles that stay incomplete, because no run will fetch their missing pages.

        :raises ArchiveError: they cannot be written.
        """
        for rest in self._assembler.rest(to_come=self._to_come, earlier=self._earlier):
            await self._commit(article_commit(judge(rest)))

    def _to_come(self, joined: Joined) -> bool:
        # When the run was stopped, the next one continues with the article.
        article = identity(joined.pages[0].capture.url).id
        return self._collection.reader.pages_to_come(article, exclude=joined.keys)

    def _earlier(self, article: str, number: int) -> PageReading | None:
        for address, capture, run in self._collection.reader.captures_of_article(article):
            if identity(capture.url).page == number and shows_content(capture.status):
                item = self._reread(address, capture, run=run)
                if item.reading.extraction is not None:
                    return PageReading(
                        extraction=item.reading.extraction, capture=capture, crawl_id=run
                    )
        return None

    async def _commit(self, page: PageCommit) -> Committed:
        committed = await asyncio.wrap_future(self._collection.commit(page))
        self.changes += 1
        return committed


def failed(address: Address, reason: str, *, state: State = "failed") -> PageRead:
    """An address that could not be fetched."""
    return PageRead(address=address, reading=Reading(state=state, reason=reason))


def _listed(page: PageRead) -> tuple[Listed, ...]:
    """The entries of a list page; those of a revisit stand under its original already."""
    capture, listing = page.capture, page.reading.listing
    if capture is None or listing is None or capture.record_type == "revisit":
        return ()
    return tuple(
        Listed(
            record_id=capture.record_id,
            position=item.position,
            url=item.url,
            title=item.title,
            date_text=item.date_text,
        )
        for item in listing.list_items
    )


def _validators(address: Address, page: Page | None) -> tuple[Validators, ...]:
    if page is None or page.status != 200:
        return ()
    return (Validators(key=address.key, etag=page.etag, last_modified=page.last_modified),)
