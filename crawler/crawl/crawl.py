"""One crawl of a collection, without Scrapy: from captured responses to committed outcomes."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import datetime
from itertools import islice

from crawler.archive.collection import Collection
from crawler.archive.collection.jobs import (
    Move,
    Outcome,
    Referred,
    Settled,
    Settlement,
    Validators,
)
from crawler.archive.source import Recalled, Source
from crawler.article import PageReading
from crawler.crawl.admission import Findings
from crawler.crawl.assembling import Assembler, judge, published
from crawler.crawl.items import Assembled, Judged, PageRead
from crawler.crawl.leases import Leases
from crawler.crawl.plan import Plan
from crawler.crawl.split_articles import Joined
from crawler.errors import ArchiveError, PageError
from crawler.ledger import Address, Listed, Recheck
from crawler.models import Capture, State, told_something
from crawler.reading.read import (
    Page,
    Reading,
    page,
    read,
    take_apart,
)
from crawler.sites.identity import identity

logger = logging.getLogger(__name__)

_AT_ONCE = 32
"""Pages of an earlier run that are committed together."""
_RUNS_TO_TRY = 5
"""Runs in which an address may fail for a passing reason before it stays failed."""


class Crawl:
    """What is fetched next, what is read of each page, and what follows from it."""

    def __init__(
        self,
        collection: Collection,
        plan: Plan,
        *,
        source: Source | None = None,
        as_of: datetime | None = None,
    ) -> None:
        self._plan = plan
        self._past = source is not None
        self._as_of = as_of
        self._collection = collection
        self._archive: Collection | Source = source or collection
        self._run = collection.run
        queue = collection.cycle if plan.only else ""
        self._findings = Findings(plan, queue=queue)
        self._assembler = Assembler(spider=collection.run.spider)
        self._leases = Leases(collection.reader, queue or None)
        self.changes = 0
        """Grows whenever more may have become pending."""

    # -- what is next ------------------------------------------------------------------------

    async def begin(self) -> None:
        """Enter the seeds, and make due again what failed for a passing reason or has reached an
        age at which it is looked at again.

        :raises ArchiveError: the ledger cannot be written.
        """
        retry = 0 if self._plan.only else _RUNS_TO_TRY
        seeds = tuple(self._findings.seeds())
        await self._settle(Outcome(found=seeds, retry=retry, recheck=self._recheck()))

    def _recheck(self) -> Recheck | None:
        if not self._plan.recheck:
            return None
        earlier, now = self._collection.reader.span(self._collection.cycle)
        return Recheck(
            ages=self._plan.recheck,
            # An archive has a time of its own, and its runs looked when they did, not when we do.
            since=None if self._past else earlier,
            until=self._as_of or now,
            prefixes=self._plan.prefixes,
        )

    def admit(self, url: str) -> bool:
        """Enter one address that a component asks for by itself; waits for the ledger."""
        found = self._findings.requested(url)
        self._collection.settle(Outcome(found=(found,))).result()
        self.changes += 1
        return found.state == "pending"

    def lease(
        self, limit: int, *, exclude: frozenset[str] = frozenset()
    ) -> tuple[list[Address], bool]:
        """The next addresses to fetch (see ``Leases.take``)."""
        return self._leases.take(limit, but=exclude)

    # -- reading -----------------------------------------------------------------------------

    async def read_back(self) -> int:
        """Read and commit what lies in the archive and was never read: it is not fetched again.

        :returns: how many pages could not be read because of an error of ours; they stay pending.
        :raises ArchiveError: the collection cannot be read or written.
        """
        errors = 0
        unread = self._collection.reader.unread(but=self._run.id)
        while group := list(islice(unread, _AT_ONCE)):
            errors += sum(await asyncio.gather(*(self._read_back(*one) for one in group)))
        return errors

    async def _read_back(self, address: Address, capture: Capture, run: str) -> bool:
        self._leases.hold(address.id)  # a page may say that it has moved: then it is pending
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
        try:
            told = page(capture.url, answer.head, answer.entity)
        except PageError as error:
            return _unreadable(address, capture, error)
        return self._read(address, told, capture, run=run)

    def read(self, address: Address, message: bytes, capture: Capture) -> PageRead:
        """A captured response message → what it says."""
        try:
            told = take_apart(capture.url, message)
        except PageError as error:
            return _unreadable(address, capture, error)
        return self._read(address, told, capture, run=self._run.id)

    def recall(self, address: Address, recalled: Recalled) -> PageRead:
        """What another archive answered for an address → what it says."""
        capture, answer, run = recalled.capture, recalled.answer, recalled.run.id
        try:
            told = page(capture.url, answer.head, answer.entity)
        except PageError as error:
            return replace(_unreadable(address, capture, error), run=run)
        return self._read(address, told, capture, run=run)

    def _read(self, address: Address, told: Page, capture: Capture, *, run: str | None) -> PageRead:
        # Whoever names a page by its address means it to be an article.
        kind = "article" if self._plan.only and address.kind == "page" else address.kind
        reading = read(told, kind, robots_meta=self._plan.robots_meta)
        return PageRead(address=address, reading=reading, page=told, capture=capture, run=run)

    def assemble(self, item: PageRead) -> Assembled:
        """The article that this page completes, if it completes one."""
        return self._assembler.assemble(item)

    # -- committing --------------------------------------------------------------------------

    async def commit(self, item: Judged) -> None:
        """Make durable what one page told: where it leads, its article, its state.

        :raises ArchiveError: it cannot be written.
        """
        told = item.assembled.read
        if told is None:
            raise ValueError("only what was read of a page can be committed")
        outcome = replace(
            published(item),
            found=self._findings.of(told.address, told.reading),
            further=self._findings.further(told.address, told.reading),
            validators=_validators(told),
            listed=_listed(told),
            referred=self._referred(told),
        )
        elsewhere = self._findings.moved(told.address, told.reading)
        if elsewhere:
            outcome = replace(outcome, moved=(Move(address=told.address.id, url=elsewhere),))
        elif not item.assembled.waiting:
            reason = "quarantined" if item.problems else told.reading.reason
            own = Settlement(address=told.address.id, state=told.reading.state, reason=reason)
            others = tuple(one for one in outcome.settled if one.address != own.address)
            outcome = replace(outcome, settled=(*others, own))
        await self._settle(outcome)
        if not item.assembled.waiting:
            # Only now: as long as the ledger says pending, the lease keeps it from being fetched.
            self._leases.give_back(told.address.id)

    def _referred(self, told: PageRead) -> tuple[Referred, ...]:
        if told.capture is None or self._archive is self._collection:
            return ()
        return (Referred(address=told.address.id, capture=told.capture, run=told.run or ""),)

    async def finish(self) -> None:
        """Publish the articles whose missing pages nobody will fetch any more, incomplete.

        :raises ArchiveError: they cannot be written.
        """
        for rest in self._assembler.rest(to_come=self._to_come, earlier=self._earlier):
            await self._settle(published(judge(rest)))

    def _to_come(self, joined: Joined) -> bool:
        # When the run was stopped, the next one goes on with the article.
        article = identity(joined.pages[0].capture.url).id
        return self._collection.reader.pages_to_come(article, but=joined.addresses)

    def _earlier(self, article: str, number: int) -> PageReading | None:
        for address, capture, run in self._collection.reader.captures_of_article(article):
            if identity(capture.url).page == number and told_something(capture.status):
                item = self._reread(address, capture, run=run)
                if item.reading.fields is not None:
                    return PageReading(fields=item.reading.fields, capture=capture, crawl_id=run)
        return None

    async def _settle(self, outcome: Outcome) -> Settled:
        settled = await asyncio.wrap_future(self._collection.settle(outcome))
        self.changes += 1
        return settled


def failed(address: Address, reason: str, *, state: State = "failed") -> PageRead:
    """An address that could not be fetched."""
    return PageRead(address=address, reading=Reading(state=state, reason=reason))


def _unreadable(address: Address, capture: Capture, error: PageError) -> PageRead:
    reading = Reading(state="failed", reason=error.code)
    return PageRead(address=address, reading=reading, capture=capture)


def _listed(told: PageRead) -> tuple[Listed, ...]:
    """The entries of a list page; those of a revisit stand under its original already."""
    capture, listing = told.capture, told.reading.listing
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


def _validators(told: PageRead) -> tuple[Validators, ...]:
    if told.page is None or told.page.status != 200:
        return ()
    return (
        Validators(
            address=told.address.id, etag=told.page.etag, last_modified=told.page.last_modified
        ),
    )
