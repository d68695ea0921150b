"""Who crawls, with what, and what readers must know of it: the run of a crawl."""

from __future__ import annotations

import socket
from datetime import datetime
from typing import TYPE_CHECKING

import scrapy

from crawler import __version__
from crawler.archive.collection.run import Run, run_id
from crawler.archive.source.runs import NAMED_PAGES, PLAN, ROBOTS_META
from crawler.errors import ConfigurationError
from crawler.fetch.recall import notes as archive_notes

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.fetch.configuration import Configuration

_LONGEST_NAME = 150
"""Bytes of a collection's name: with time, number and host behind it, it names WARC files."""


def collection_name(settings: Configuration, spider: str) -> str:
    """The collection that a crawl writes: the one that is named, else the spider's.

    :raises ConfigurationError: no file can have such a name.
    """
    name = settings.collection or spider
    if len(name.encode()) > _LONGEST_NAME:
        raise ConfigurationError(f"ARCHIVE_COLLECTION={name}: too long for names of files")
    return name


def run_of(crawler: Crawler, settings: Configuration, name: str, *, began: datetime) -> Run:
    """The run of a crawl that is about to begin.

    :param name: the collection.
    :param began: its start, which no other run of the collection has (see ``free_instant``).
    """
    notes = archive_notes(settings, settings.root / name)
    if crawler.spider.plan.only:  # type: ignore[union-attr]
        notes[PLAN] = NAMED_PAGES
    if settings.robots_meta != "record":
        notes[ROBOTS_META] = settings.robots_meta
    if not crawler.settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES"):
        notes["tls-verification"] = "off"
    if crawler.settings.get("ARCHIVE_CONNECT_TO"):
        notes["connect-to"] = crawler.settings.get("ARCHIVE_CONNECT_TO")
    who = settings.operator
    return Run(
        id=run_id(began),
        began=began,
        spider=crawler.spider.name,  # type: ignore[union-attr]
        software=f"zjol-archive/{__version__} Scrapy/{scrapy.__version__}",
        user_agent=crawler.settings["USER_AGENT"],
        operator=who.text if who else None,
        sender=who.email if who else None,
        robots="obey" if crawler.settings.getbool("ROBOTSTXT_OBEY") else "ignore",
        hostname=socket.gethostname(),
        is_part_of=name,
        plan=crawler.spider.plan.fingerprint,  # type: ignore[union-attr]
        notes=notes,
    )
