"""One crawl of a collection, without Scrapy: from captured responses to committed outcomes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace

from crawler.article import Article, PageReading, assemble
from crawler.collection import Collection
from crawler.collection.jobs import Move, Outcome, Settled, Settlement, Validators
from crawler.collection.joins import Joined, Joins
from crawler.collection.leases import Leases
from crawler.errors import PageError
from crawler.findings import Findings
from crawler.items import Assembled, Judged, PageRead
from crawler.ledger import Address, State
from crawler.models import Capture
from crawler.plan import Plan
from crawler.publish import draft, refusal
from crawler.reading import Page, Reading, page, read, take_apart
from crawler.validate import problems

_RUNS_TO_TRY = 5
"""Runs in which an address may fail for a passing reason before it stays failed."""


class Crawl:
    """What is fetched next, what is read of each page, and what follows from it."""

    def __init__(self, collection: Collection, plan: Plan) -> None:
        self._collection = collection
        self._run = collection.run
        self._only = plan.only
        queue = self._run.id if plan.only else ""
        self._findings = Findings(plan, queue=queue)
        self._joins = Joins()
        self._leases = Leases(collection.reader, queue or None)
        self.changes = 0
        """Grows whenever more may have become pending."""

    # -- what is next ------------------------------------------------------------------------

    async def begin(self) -> None:
        """Enter the seeds, and make due again what failed for a passing reason.

        :raises ArchiveError: the ledger cannot be written.
        """
        retry = 0 if self._only else _RUNS_TO_TRY
        await self._settle(Outcome(found=tuple(self._findings.seeds()), retry=retry))

    def admit(self, url: str) -> bool:
        """Enter one address that a component asks for by itself; waits for the ledger."""
        found = self._findings.requested(url)
        self._collection.settle(Outcome(found=(found,))).result()
        self.changes += 1
        return found.state == "pending"

    def lease(self, limit: int) -> tuple[list[Address], bool]:
        """The next addresses to fetch (see ``Leases.take``)."""
        return self._leases.take(limit)

    # -- reading -----------------------------------------------------------------------------

    def unread(self) -> Iterator[PageRead]:
        """What lies in the archive and was never read: it is not fetched again."""
        for address, capture in self._collection.reader.unread():
            answer = self._collection.answer(capture)
            try:
                told = page(capture.url, answer.head, answer.entity)
            except PageError as error:
                yield _unreadable(address, capture, error)
            else:
                yield self._read(address, told, capture)

    def read(self, address: Address, message: bytes, capture: Capture) -> PageRead:
        """A captured response message → what it says."""
        try:
            told = take_apart(capture.url, message)
        except PageError as error:
            return _unreadable(address, capture, error)
        return self._read(address, told, capture)

    def _read(self, address: Address, told: Page, capture: Capture) -> PageRead:
        # Whoever names a page by its address means it to be an article.
        kind = "article" if self._only and address.kind == "page" else address.kind
        return PageRead(address=address, reading=read(told, kind), page=told, capture=capture)

    def assemble(self, item: PageRead) -> Assembled:
        """The article that this page completes, if it completes one."""
        if item.reading.fields is None or item.capture is None:
            missed = item.address.article is not None and item.reading.state != "done"
            joined = self._joins.miss(item.address.url) if missed else None
            return Assembled(read=item, joined=joined, article=self._article(joined))
        told = PageReading(fields=item.reading.fields, capture=item.capture, crawl_id=self._run.id)
        joined = self._joins.add(item.address.id, told)
        return Assembled(
            read=item, waiting=joined is None, joined=joined, article=self._article(joined)
        )

    def _article(self, joined: Joined | None) -> Article | None:
        return assemble(joined.pages, spider=self._run.spider) if joined else None

    # -- committing --------------------------------------------------------------------------

    async def commit(self, item: Judged) -> None:
        """Make durable what one page told: where it leads, its article, its state.

        :raises ArchiveError: it cannot be written.
        """
        told = item.assembled.read
        if told is None:
            raise ValueError("only what was read of a page can be committed")
        found = self._findings.of(told.address, told.reading)
        if told.reading.listing is not None:
            # Whether a list is followed depends on how much of this page of it is new.
            news = (await self._settle(Outcome(found=found))).pending
            found = self._findings.further(told.address, told.reading, news=news)
        outcome = _published(item)
        elsewhere = self._findings.moved(told.address, told.reading)
        if elsewhere:
            outcome = replace(outcome, moved=(Move(address=told.address.id, url=elsewhere),))
        elif not item.assembled.waiting:
            reason = "quarantined" if item.problems else told.reading.reason
            own = Settlement(address=told.address.id, state=told.reading.state, reason=reason)
            others = tuple(one for one in outcome.settled if one.address != own.address)
            outcome = replace(outcome, settled=(*others, own))
        await self._settle(replace(outcome, found=found, validators=_validators(told)))
        if not item.assembled.waiting:
            # Only now: as long as the ledger says pending, the lease keeps it from being fetched.
            self._leases.give_back(told.address.id)

    async def finish(self) -> None:
        """Publish the articles whose missing pages nobody will fetch any more, incomplete.

        :raises ArchiveError: they cannot be written.
        """
        for joined in self._joins.rest():
            whole = judge(Assembled(joined=joined, article=self._article(joined)))
            await self._settle(_published(whole))

    async def _settle(self, outcome: Outcome) -> Settled:
        settled = await asyncio.wrap_future(self._collection.settle(outcome))
        self.changes += 1
        return settled


def judge(item: Assembled) -> Judged:
    """An assembled article → the problems that keep it from being published."""
    if item.article is None:
        return Judged(assembled=item)
    found = problems(item.article)
    return Judged(assembled=item, problems=tuple(one for one in found if one.severity == "reject"))


def failed(address: Address, reason: str, *, state: State = "failed") -> PageRead:
    """An address that could not be fetched."""
    return PageRead(address=address, reading=Reading(state=state, reason=reason))


def _unreadable(address: Address, capture: Capture, error: PageError) -> PageRead:
    reading = Reading(state="failed", reason=error.code)
    return PageRead(address=address, reading=reading, capture=capture)


def _published(item: Judged) -> Outcome:
    """The article's part of an outcome: its line, and the pages that it was waiting for."""
    joined, article = item.assembled.joined, item.assembled.article
    if joined is None or article is None:
        return Outcome()
    settled = tuple(Settlement(address=one, state="done") for one in joined.addresses)
    if item.problems:
        return Outcome(settled=settled, refusals=(refusal(article, item.problems),))
    return Outcome(settled=settled, drafts=(draft(article),))


def _validators(told: PageRead) -> tuple[Validators, ...]:
    if told.page is None or told.page.status != 200:
        return ()
    return (
        Validators(
            address=told.address.id, etag=told.page.etag, last_modified=told.page.last_modified
        ),
    )
