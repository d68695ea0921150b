"""What a crawl is about to write: its collection and run, checked before and renumbered after."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import scrapy

from crawler import __version__
from crawler.archive.collection.layout import Layout
from crawler.archive.collection.run import Run, run_id
from crawler.archive.source import Source, open_source
from crawler.archive.source.runs import NAMED_PAGES, NOTE, PLAN, ROBOTS_META, origin_of
from crawler.errors import ConfigurationError
from crawler.reextract import renumber_versions

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.archive.collection import Collection
    from crawler.fetch.configuration import Configuration

_LONGEST_NAME = 150
"""Bytes of a collection's name: with time, number and host behind it, it names WARC files."""


def collection_name(settings: Configuration, spider: str) -> str:
    """The collection that a crawl writes: the setting, else the spider's name.

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
    notes = notes_of(settings, settings.root / name)
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


def check_target(settings: Configuration, folder: Path) -> None:
    """Keep collections that are crawled from the network and from an archive apart.

    :param folder: the collection that is to be written.
    :raises ConfigurationError: naming what would be mixed.
    """
    layout = Layout(folder)
    if settings.source is None:
        origin = origin_of(layout) if folder.is_dir() else None
        if origin is not None:
            raise ConfigurationError(
                f"ARCHIVE_COLLECTION={folder.name}: was crawled from the archive {origin.name}; "
                "a crawl from the network needs a collection of its own"
            )
        return
    if folder.resolve() == settings.source.resolve():
        raise ConfigurationError(
            f"ARCHIVE_COLLECTION={folder.name}: an archive is not crawled into itself"
        )
    if any(layout.archive.glob("*.warc*")):
        raise ConfigurationError(
            f"ARCHIVE_COLLECTION={folder.name}: holds captures of its own; a crawl from an "
            "archive needs another collection"
        )


def open_for(settings: Configuration) -> Source | None:
    """The archive that is to be crawled, None for the network.

    :raises ConfigurationError: when it is none.
    :raises ArchiveError: when it is damaged.
    """
    return None if settings.source is None else open_source(settings.source)


def notes_of(settings: Configuration, folder: Path) -> dict[str, str]:
    """What the report of the run notes of the archive that is crawled."""
    if settings.source is None:
        return {}
    notes = {NOTE: os.path.relpath(settings.source.resolve(), folder.resolve())}
    return notes | ({"as-of": settings.as_of} if settings.as_of else {})


def renumber_after(collection: Collection, now: Callable[[], datetime]) -> None:
    """Give the article versions of a collection that was just closed the order of the archive.

    :raises ArchiveError: the archive is damaged, or the collection cannot be written.
    """
    began = free_instant(collection.layout.runs, now())
    run = replace(collection.run, id=run_id(began), began=began)
    renumber_versions(collection.layout.root, run=run, now=now)


def free_instant(runs: Path, now: datetime) -> datetime:
    """The present, or the next millisecond that no run began in: clocks are set back."""
    while any(runs.glob(f"{run_id(now)}.*")):
        now += timedelta(milliseconds=1)
    return now
