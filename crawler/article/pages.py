"""The pages an article was read from: which page is which, whether all are here, and their blocks
joined so that what a page repeats of the others appears once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from crawler.article.body import image_key, is_furniture
from crawler.article.parts import Pagination
from crawler.models import Capture
from crawler.reading.blocks import Block, Heading, Image, List, Paragraph, Quote, Video
from crawler.reading.normalise.text import canonical_key
from crawler.reading.parts import Extraction
from crawler.sites.identity import Identity, identity

_OVERLAP = 4
"""Blocks at most that a page is taken to repeat from the end of the page before it."""
_SHORT = 8
"""Canonical characters below which equal lines at a page break may be on purpose."""
_PROSE = (Paragraph, Heading, Quote)

_WHERE = r"第?\s?[A-Za-z0-9一二三四五六七八九十]{0,3}\s?[页版]"
_CONTINUED = re.compile(
    r"\s*[（(【\[]?\s?(?:上接|接上|紧接|续)\s?(?:" + _WHERE + r"|[上前]一?[页版篇])"
    r"[^）)】\]\n]{0,20}[）)】\]]?[\s:：,，]*"
)
_TO_BE_CONTINUED = re.compile(
    r"[\s.…]{0,9}[（(【\[]?\s?(?:未完\s?[,，、]?\s?(?:待续|下转|转)|下转|转下|转第)"
    r"[^）)】\]\n。]{0,20}[）)】\]]?\s*$"
)
_BYLINE = re.compile(r"\s*[（(][^（）()\n]{1,60}[）)]\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReading:
    """One archived page as it was read."""

    extraction: Extraction
    """What was extracted from it."""
    capture: Capture
    """The capture it was read from; its status and date are the article's."""
    crawl_id: str | None = None
    """The run that made the capture, as the ``warcinfo`` of its WARC file says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """One page of an article, at its place."""

    number: int
    """Its place among the pages, from 1."""
    reading: PageReading
    identity: Identity
    twins: tuple[str, ...] = ()
    """Other addresses that showed the same page."""

    @property
    def url(self) -> str:
        """``WARC-Target-URI``."""
        return self.reading.capture.url


def in_order(readings: Iterable[PageReading]) -> tuple[ArticlePage, ...]:
    """The readings as pages in page order, each page once, in whatever order they came.

    Where the form of the address names the page, it decides; else what the page says of itself;
    else the order of capture. Of two captures of a page the later counts, of two addresses captured
    at the same instant the shorter one.
    """
    chosen: dict[tuple[int, str], list[tuple[PageReading, Identity]]] = {}
    for reading in readings:
        who = identity(reading.capture.url)
        number = who.page if who.page > 1 else _own_number(reading, who)
        same = "" if who.docid is not None else reading.capture.urlkey
        chosen.setdefault((number, same), []).append((reading, who))
    groups = []
    for (number, _), group in chosen.items():
        group.sort(key=_newest_last)
        reading, who = group[-1]
        twins = {other.capture.url for other, _ in group} - {reading.capture.url}
        groups.append((number, reading, who, tuple(sorted(twins))))
    groups.sort(key=lambda group: (group[0], group[1].capture.date, group[1].capture.url))
    pages: list[ArticlePage] = []
    for number, reading, who, twin_urls in groups:
        place = max(number, pages[-1].number + 1) if pages else number
        pages.append(ArticlePage(number=place, reading=reading, identity=who, twins=twin_urls))
    return tuple(pages)


def pagination(pages: Sequence[ArticlePage]) -> Pagination:
    """How many pages there are by the most that any page claims, and whether all are here."""
    known = max(page.number for page in pages)
    for page in pages:
        known = max(known, page.reading.extraction.pagination.pages)
    return Pagination(pages=known, complete=len(pages) == known)


def _own_number(reading: PageReading, who: Identity) -> int:
    if who.docid is not None:
        return 1
    return max(reading.extraction.pagination.page, 1)


def _newest_last(entry: tuple[PageReading, Identity]) -> tuple[str, int, str, str]:
    capture = entry[0].capture
    return capture.date, -len(capture.url), capture.url, capture.record_id


def join(
    pages: Sequence[Sequence[Block]], *, headline: str | None, dateline: str | None
) -> list[list[Block]]:
    """The blocks of each page without what repeats another page.

    Taken away are: pagers, counters and editor lines at the ends of pages; the headline over a
    further page; on a further page the opening blocks of the first one, the dateline before its
    first words, and the last blocks of the page before; 上接第1页, 下转第2页; what ends every page,
    except on the last.

    :param pages: blocks of each page, in page order. They are not changed.
    :param headline: the article's headline.
    :param dateline: the article's dateline as printed.
    """
    if len(pages) == 1:
        return [list(pages[0])]
    trimmed = [_without_furniture(blocks) for blocks in pages]
    first = trimmed[0]
    joined = [first]
    for blocks in trimmed[1:]:
        blocks = _without_headline(blocks, headline)
        blocks = _edit_end(blocks, 0, _uncontinued)
        blocks = blocks[_common_start(first, blocks) :]
        blocks = _edit_end(blocks, 0, lambda text: _without_dateline(text, first, dateline))
        joined[-1] = _edit_end(joined[-1], -1, _not_to_be_continued)
        blocks = blocks[_overlap(joined[-1], blocks) :]
        joined.append(blocks)
    for index in range(len(joined) - 1):
        kept = len(joined[index]) - _common_end(joined[index], joined[index + 1])
        joined[index] = joined[index][:kept]
    return joined


def _without_furniture(blocks: Sequence[Block]) -> list[Block]:
    start, end = 0, len(blocks)
    while start < end and _is_furniture(blocks[start]):
        start += 1
    while end > start and _is_furniture(blocks[end - 1]):
        end -= 1
    return list(blocks[start:end])


def _is_furniture(block: Block) -> bool:
    return isinstance(block, (Paragraph, Heading, List)) and is_furniture(block.text)


def _without_headline(blocks: list[Block], headline: str | None) -> list[Block]:
    if not blocks or not headline or not isinstance(blocks[0], _PROSE):
        return blocks
    wanted, found = canonical_key(headline), canonical_key(blocks[0].text)
    suffix = found[len(wanted) :]
    if found.startswith(wanted) and len(suffix) <= 6 and not re.sub(r"[0-9()\[\]第页]", "", suffix):
        return blocks[1:]
    return blocks


def _edit_end(blocks: list[Block], index: int, edit: Callable[[str], str]) -> list[Block]:
    """The blocks with the text of the first or last one edited; gone if no text is left."""
    block = blocks[index] if blocks else None
    if not isinstance(block, _PROSE):
        return blocks
    text = edit(block.text)
    if text == block.text:
        return blocks
    edited: list[Block] = [replace(block, text=text)] if text else []
    return edited + blocks[1:] if index == 0 else blocks[:-1] + edited


def _uncontinued(text: str) -> str:
    match = _CONTINUED.match(text)
    return text[match.end() :].lstrip() if match else text


def _not_to_be_continued(text: str) -> str:
    start = max(0, len(text) - 60)
    match = _TO_BE_CONTINUED.search(text, start)
    return text[: match.start()].rstrip() if match else text


def _without_dateline(text: str, first: list[Block], dateline: str | None) -> str:
    """Without the dateline, and without the reporters in brackets where the first page has the
    same ones there; unless the dateline is all there is."""
    if not dateline or not text.startswith(dateline):
        return text
    opening = next((block.text for block in first if isinstance(block, Paragraph)), "")
    end = len(dateline)
    byline = _BYLINE.match(text, end)
    if byline and opening.startswith(text[: byline.end()].rstrip()):
        end = byline.end()
    return text[end:].lstrip(" 　:：,，") or text


def _common_start(first: list[Block], blocks: list[Block]) -> int:
    count = 0
    for ours, theirs in zip(first, blocks, strict=False):
        if _key(ours) != _key(theirs):
            break
        count += 1
    return count


def _overlap(before: list[Block], blocks: list[Block]) -> int:
    """How many blocks at the start repeat the end of the page before."""
    longest = min(_OVERLAP, len(before), len(blocks))
    ends = [_key(block) for block in before[len(before) - longest :]]
    starts = [_key(block) for block in blocks[:longest]]
    for count in range(longest, 0, -1):
        same = ends[longest - count :] == starts[:count]
        if same and sum(len(key) for key in starts[:count]) >= _SHORT:
            return count
    return 0


def _common_end(before: list[Block], after: list[Block]) -> int:
    """How many blocks end both pages; never all of the earlier page."""
    count = 0
    for ours, theirs in zip(reversed(before[1:]), reversed(after), strict=False):
        if _key(ours) != _key(theirs):
            break
        count += 1
    return count


def _key(block: Block) -> str:
    if isinstance(block, Image):
        return f"image {image_key(block.url)}"
    if isinstance(block, Video):
        return f"video {block.url} {block.poster}"
    return canonical_key(block.text)
