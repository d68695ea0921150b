"""The typed blocks of a record out of the raw body, and which of its lines are headings: heading
elements, bold lines, bare short lines, numbered lines."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import NamedTuple

from crawler.reading.blocks import Block, Heading, Image, List, Paragraph, Quote, Table, Video
from crawler.reading.extract.captions import assign_captions
from crawler.reading.extract.raw import Raw, raw_blocks
from crawler.reading.extract.view import Layout, PageView
from crawler.reading.normalise.dates import find
from crawler.reading.normalise.names import bylines
from crawler.reading.normalise.sources import dateline_of, tidy

_LONGEST_BYLINE = 60
_BYLINE_AND_SOURCE = re.compile(
    r"[（(]?(?P<people>[^。！？；，:：]{2,40}?)\s{0,4}来源\s?[:：]\s?(?P<source>[^。！？；，）)]{2,20})[)）]?"
)

_LONGEST_BOLD = 50
_LONGEST_BARE = 32
_LONGEST_NUMBERED = 42
_LONG = 36
"""Length from which a line is a paragraph that a heading may stand over."""
_BASES = {"element": 0.0, "numbered": 1.0, "bold": 2.0, "bare": 3.0}
"""Added to a kind's own rank: where kinds meet, numbered headings stand over bold ones."""
_CLOSED = "。；，、,;"
_NUMBERED = (
    (re.compile(r"^第[一二三四五六七八九十百\d]{1,4}[章编部]"), 0),
    (re.compile(r"^第[一二三四五六七八九十百\d]{1,4}节"), 1),
    (re.compile(r"^[一二三四五六七八九十]{1,3}\s?[、.．]"), 1),
    (re.compile(r"^[（(][一二三四五六七八九十]{1,3}[)）]"), 2),
    (re.compile(r"^(?:\d{1,2}\s?[.．、](?!\d)|[①-⑳]|[（(]\d{1,2}[)）]|0\d(?=[\s\D]))"), 3),
    (re.compile(r"^(?:[A-Z]|Part\s?\d)\s?[.．、]"), 3),
)
_NEVER = re.compile(
    r"^(?:[（(].{0,60}[)）]|.{0,12}[:：].{20,}|(?:记者|主持人|问|答|网友|嘉宾|编者按|核心提示"
    r"|导读|摘要|Q|A|【.{1,8}】)\s?[:：].*|[-—=*·.…\s]+|\d+|（完）)$"
    r"|^\d{4}年\d{1,2}月\d{1,2}日$|^(?:新华社|中新社|本报|本网)|^附件?\s?\d{0,2}[:：]|(?:同志"
    r"|代表|朋友)们?[:：]$|[:：]$"
)
_PLACE = re.compile(
    r"^[\u4e00-\u9fff]{1,6}(?:[省市区县州旗镇乡村]|新区|开发区|街道|经开区|高新区)$"
)


class Body(NamedTuple):
    """The blocks, and which kinds of headings are among them."""

    blocks: tuple[Block, ...]
    heading_kinds: set[str]


def body_of(page: PageView, layout: Layout, headline: str | None) -> Body:
    """The body of an article as numbered, typed blocks of page 1."""
    rows = assign_captions(raw_blocks(page, layout, headline), headline)
    kinds = mark_headings(rows, headline)
    return Body(tuple([_block(raw, number) for number, raw in enumerate(rows)]), kinds)


def _block(raw: Raw, i: int) -> Block:
    match raw.kind:
        case "heading":
            return Heading(i=i, text=raw.text, page=1, level=raw.level)
        case "image":
            url = raw.url or ""
            return Image(i=i, page=1, url=url, caption=raw.caption, credit=raw.credit)
        case "video":
            return Video(i=i, page=1, url=raw.url, poster=raw.poster, caption=raw.caption)
        case "table":
            rows = tuple([tuple(row) for row in raw.rows])
            return Table(i=i, text=raw.text, page=1, rows=rows)
        case "list":
            return List(i=i, text=raw.text, page=1, items=tuple(raw.items), ordered=raw.ordered)
        case "quote":
            return Quote(i=i, text=raw.text, page=1)
    return Paragraph(i=i, text=raw.text, page=1)


def without_byline(
    blocks: tuple[Block, ...], names: Container[str], source: str | None
) -> tuple[Block, ...]:
    """The blocks without a last line that is only a byline and a source, both read from it.

    A byline alone stays: many papers print it as the last words of the text.

    :param names: the names of the article's authors.
    :param source: the source as the page shows it.
    """
    last = blocks[-1] if blocks else None
    if not isinstance(last, Paragraph) or len(last.text) > _LONGEST_BYLINE:
        return blocks
    parts = _BYLINE_AND_SOURCE.fullmatch(last.text)
    if parts is None or source is None or tidy(source) != parts["source"]:
        return blocks
    people = bylines(parts["people"])
    named = people and all(person.name in names for person in people)
    return blocks[:-1] if named else blocks


def mark_headings(blocks: list[Raw], headline: str | None) -> set[str]:
    """Turn the text blocks that are headings into headings with a level.

    :returns: the kinds found (element, bold, numbered, bare), for warnings.
    """
    kinds: dict[int, tuple[str, int]] = {}
    texts = [at for at, raw in enumerate(blocks) if raw.kind == "text"]
    for at in texts:
        kind = _kind(blocks, at, headline)
        if kind is not None:
            kinds[at] = kind
    bare = _bare(blocks, kinds, headline)
    kinds.update(bare)
    _drop_lonely(blocks, kinds)
    _settle_levels(blocks, kinds)
    return {kind for kind, _ in kinds.values()}


def _kind(blocks: list[Raw], at: int, headline: str | None) -> tuple[str, int] | None:
    raw = blocks[at]
    text = raw.text
    if text == headline:
        return None
    if raw.level:
        return ("element", raw.level) if len(text) <= 80 and text[-1] not in "。；" else None
    numbered = next((rank for pattern, rank in _NUMBERED if pattern.match(text)), None)
    if (
        numbered is not None
        and len(text) <= _LONGEST_NUMBERED
        and text[-1] not in _CLOSED
        and "。" not in text[:-1]
    ):
        if raw.bold or raw.centred or _stands_over(blocks, at):
            return "numbered", numbered
        return None
    if raw.bold and _may_be(text, _LONGEST_BOLD) and _stands_over(blocks, at, over_short=True):
        return "bold", 2
    if (
        raw.bold
        and raw.text.endswith(("：", ":"))
        and len(text) <= 24
        and _followed_by_bold(blocks, at)
    ):
        return "bold", 2
    if (
        raw.centred
        and _may_be(text, _LONGEST_BARE)
        and _stands_over(blocks, at)
        and at > 0
        and not _is_byline(text)
    ):
        return "bold", 2
    return None


def _may_be(text: str, longest: int) -> bool:
    return 2 <= len(text) <= longest and text[-1] not in _CLOSED and _NEVER.search(text) is None


def _followed_by_bold(blocks: list[Raw], at: int) -> bool:
    following = blocks[at + 1] if at + 1 < len(blocks) else None
    return following is not None and following.kind == "text" and following.bold


def _stands_over(blocks: list[Raw], at: int, *, over_short: bool = False) -> bool:
    """Whether something to read follows, at once or behind one more heading."""
    for following in blocks[at + 1 : at + 4]:
        if following.kind != "text":
            return following.kind in ("image", "video", "table", "list", "quote")
        if len(following.text) > _LONG or (over_short and not following.bold):
            return True
        if len(following.text) > _LONGEST_NUMBERED:
            return True
        if following.text[-1] in "。！？”" and len(following.text) > 20:
            return True
        if following.text[-1] in _CLOSED:
            return len(following.text) > 20
    return False


def _bare(
    blocks: list[Raw], known: dict[int, tuple[str, int]], headline: str | None
) -> dict[int, tuple[str, int]]:
    """Short lines without any mark between much longer ones, at least two of the same shape."""
    candidates = [
        at for at in range(len(blocks)) if at not in known and _is_bare(blocks, at, headline)
    ]
    found: dict[int, tuple[str, int]] = {}
    shapes = 0
    for run in _runs(candidates):
        # One line, or a place with the line over its part; three and more are verse or a list.
        if len(run) <= 2 and _over_paragraph(blocks, run[-1] + 1):
            found |= {at: ("bare", 3 - place) for place, at in enumerate(reversed(run))}
            shapes += 1
    return found if shapes >= 2 and len(found) <= 0.45 * len(blocks) else {}


def _runs(numbers: list[int]) -> list[list[int]]:
    """Runs of numbers that follow one another."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _is_bare(blocks: list[Raw], at: int, headline: str | None) -> bool:
    raw = blocks[at]
    text = raw.text
    if raw.kind != "text" or raw.level or text == headline or not _may_be(text, _LONGEST_BARE):
        return False
    if (
        text[-1] in "：:.!"
        or at + 1 >= len(blocks)
        or (raw.small and raw.block is not None and raw.block.tag == "font")
    ):
        return False
    if _is_byline(text) or find(text) is not None or dateline_of(text) is not None:
        return False
    if text.count("。") or text.count("，") > 2:
        return False
    before = blocks[at - 1] if at > 0 else None
    opening = (
        before is None
        or before.kind != "text"
        or len(before.text) > _LONG
        or _PLACE.match(before.text)
    )
    return bool(opening) or _may_be(before.text if before else "", _LONGEST_BARE)


def _is_byline(text: str) -> bool:
    return bool(bylines(text)) or (
        re.search(r"(?:记者|通讯员|作者|摄影|文/|图/|编辑)", text) is not None and len(text) < 30
    )


def _over_paragraph(blocks: list[Raw], at: int) -> bool:
    if at >= len(blocks):
        return False
    following = blocks[at]
    if following.kind in ("image", "video", "table", "list"):
        return (
            at + 1 < len(blocks)
            and blocks[at + 1].kind == "text"
            and len(blocks[at + 1].text) > _LONG
        )
    return following.kind == "text" and len(following.text) > _LONG


def _drop_lonely(blocks: list[Raw], kinds: dict[int, tuple[str, int]]) -> None:
    """An article in which most lines are bold has no bold headings."""
    bold = [at for at, (kind, _) in kinds.items() if kind == "bold"]
    texts = sum(raw.kind == "text" for raw in blocks)
    if len(bold) > 0.6 * texts and texts > 3:
        for at in bold:
            del kinds[at]


def _settle_levels(blocks: list[Raw], kinds: dict[int, tuple[str, int]]) -> None:
    """Give every heading a level from 1 without gaps; of two in a row the first is higher."""
    ranks: dict[int, float] = {}
    for at, (kind, rank) in kinds.items():
        base = _BASES[kind] + rank
        if kind == "bold" and blocks[at].centred and blocks[at].bold:
            base = _BASES["numbered"] + 0.5  # the title of a document inside the document
        elif kind == "bold" and kinds.get(at + 1, ("", 0))[0] == "bold":
            base -= 0.5
        ranks[at] = base
    order = {rank: level for level, rank in enumerate(sorted(set(ranks.values())), start=1)}
    for at, base in ranks.items():
        blocks[at].kind = "heading"
        blocks[at].level = order[base]
