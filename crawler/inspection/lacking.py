"""For every page, the files it needs that are not there: read again from the archive.

The ledger knows which files are missing, not which pages need them. So pages are read again, but
only if something is missing, and only those in whose bytes the name of a missing file stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from crawler import sites
from crawler.archive.collection.layout import Layout
from crawler.archive.source import Source, open_collection
from crawler.errors import PageError
from crawler.ledger import LedgerReader
from crawler.models import Capture
from crawler.page.document import parse
from crawler.reading import discover
from crawler.reading.discover import Link, css
from crawler.reading.read import Page, page_of

_PLAIN = re.compile(r"[\w.~-]+", re.ASCII)
_WORDS = re.compile(rb"[\w.~-]+")
_FILES = ("requisite",)
_HTML = ("text/html", "application/xhtml+xml", "unk")

Files = frozenset[str]
"""Keys of missing files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingFile:
    """A file that a page needs and that is not in the archive."""

    url: str
    state: str
    """State of its address: ``gone``, ``failed``, ``excluded``, ``pending`` …"""
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacking:
    """A page that cannot be shown whole."""

    url: str
    """The page's address as its newest whole capture has it."""
    files: tuple[MissingFile, ...]
    """By address. What a style sheet needs, the pages need that embed the sheet."""


def to_read(ledger: Path) -> int:
    """How many captures ``lacking`` has to look at: 0 when no file is missing.

    :raises ArchiveError: the ledger cannot be read.
    """
    with closing(LedgerReader(ledger)) as reader:
        if next(reader.missing_files(), None) is None:
            return 0
        sheets = reader.count_shown(_FILES, mime=css.MEDIA_TYPE)
        return sheets + reader.count_shown(sites.PAGES)


def lacking(root: Path, *, progress: Callable[[int], object] = lambda _: None) -> Iterator[Lacking]:
    """The pages that lack files, each once, in the order of the archive.

    A name that is written with character references within itself is not found.

    :param root: folder of the collection; a run may be writing it.
    :param progress: called with the number of captures that have been looked at since.
    :raises ArchiveError: the ledger or a record is damaged, or a file of the archive is gone.
    """
    with closing(LedgerReader(Layout(root).ledger)) as reader:
        missing = {
            key: MissingFile(url=url, state=state, reason=reason)
            for key, url, state, reason in reader.missing_files()
        }
        if missing:
            with closing(open_collection(root)) as source:
                yield from _pages(reader, source, missing, progress)


def _pages(
    reader: LedgerReader,
    source: Source,
    missing: Mapping[str, MissingFile],
    progress: Callable[[int], object],
) -> Iterator[Lacking]:
    sheets = _sheets(reader, source, missing, progress)
    files = [file.url for file in missing.values()]
    wanted = _Names([*files, *(url for url, _ in sheets.values())])
    for capture in reader.shown(sites.PAGES):
        progress(1)
        shown = _page(source, capture)
        if shown is None or not wanted.may_stand_in(shown.body):
            continue
        lacks: set[str] = set()
        for link in _embedded(shown):
            key = sites.key(link.url)
            lacks |= sheets[key][1] if key in sheets else {key} & missing.keys()
        if lacks:
            found = sorted((missing[key] for key in lacks), key=lambda file: file.url)
            yield Lacking(url=capture.url, files=tuple(found))


def _sheets(
    reader: LedgerReader,
    source: Source,
    missing: Mapping[str, MissingFile],
    progress: Callable[[int], object],
) -> dict[str, tuple[str, Files]]:
    """Address and missing files of every style sheet that lacks any, its imports' among them."""
    names: dict[str, tuple[str, Files]] = {}
    for capture in reader.shown(_FILES, mime=css.MEDIA_TYPE):
        progress(1)
        sheet = _page(source, capture)
        if sheet is not None and sheet.media_type == css.MEDIA_TYPE:
            text = css.characters(sheet.body, sheet.content_type)
            keys = frozenset(sites.key(link.url) for link in css.links(text, sheet.url))
            names[sites.key(capture.url)] = capture.url, keys
    lacks = {key: named & missing.keys() for key, (_, named) in names.items()}
    grows = True
    while grows:  # ends: sets only grow, and have an end
        grows = False
        for key, (_, named) in names.items():
            more = lacks[key].union(*(lacks[sheet] for sheet in named & lacks.keys()))
            grows = grows or len(more) > len(lacks[key])
            lacks[key] = more
    return {key: (names[key][0], found) for key, found in lacks.items() if found}


def _page(source: Source, capture: Capture) -> Page | None:
    answer = source.answer(capture)
    try:
        return page_of(capture.url, answer.head, answer.entity)
    except PageError:
        return None  # the ledger holds the reason; nothing is shown


def _embedded(shown: Page) -> tuple[Link, ...]:
    if shown.media_type not in _HTML or not shown.body:
        return ()
    return discover.links(parse(shown.body, shown.url, shown.content_type)).requisites


class _Names:
    """The file names of addresses, looked for in the bytes of a page.

    Reading a page takes five times as long as looking for any number of names in it. One name
    that can be written in several ways means that every page is read.
    """

    def __init__(self, urls: Iterable[str]) -> None:
        names = {url.partition("?")[0].rpartition("/")[2] for url in urls}
        self._all = all(_PLAIN.fullmatch(name) for name in names)
        self._names = frozenset(name.encode() for name in names) if self._all else frozenset()

    def may_stand_in(self, body: bytes) -> bool:
        return not self._all or not self._names.isdisjoint(_WORDS.findall(body))
