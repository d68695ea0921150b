"""What passes through the item pipelines: one page, the article it completes, and its problems."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.article import Article
from crawler.article.validate import Problem
from crawler.crawl.split_articles import Joined
from crawler.ledger import Address
from crawler.models import Capture
from crawler.reading.read import Page, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRead:
    """A response that was read, or a download that failed: yielded by the spider."""

    address: Address
    reading: Reading
    page: Page | None = None
    """The message that was read, None when there was none."""
    capture: Capture | None = None
    """Where it lies in the archive, None when nothing was kept."""
    run: str | None = None
    """The run that captured it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembled:
    """Made by normalising: the article this page completes."""

    read: PageRead | None = None
    """None for what is left of a split article at the end of a run."""
    waiting: bool = False
    """The page belongs to a split article that is not complete yet."""
    joined: Joined | None = None
    article: Article | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Made by validating: what is wrong with the article."""

    assembled: Assembled
    problems: tuple[Problem, ...] = ()
    """Those that refuse it; empty when it may be published."""
