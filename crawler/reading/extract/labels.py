"""Labelled values in visible lines: 来源：…, 作者：…, 标签：…, however the markup splits them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from crawler.reading.extract.outline import Line, Run
from crawler.reading.extract.view import PageView
from crawler.reading.normalise.text import clean
from crawler.urls.address import absolute

_EDGE = "\x1f"
"""Stands between two inline elements in a line that is searched."""
_PAD = r"[\s\x1f]{0,8}"
_KINDS = {
    "source": (
        r"(?:信息|稿件|文章|本文|新闻|内容|消息|资料|稿)?\s?来\s{0,4}[源自](?:于)?"
        r"|稿\s{0,2}源|出\s{0,2}处|转载自"
    ),
    "author": r"(?:文章|本文)?作\s{0,4}者(?!声明)|撰稿人?|撰\s?文|供\s?稿",
    "modified": r"(?:最后|最近)?(?:更新|修改)(?:时间|日期|于)?|编辑于",
    "published": (
        r"(?:发布|发表|发稿|发文|上传|录入|刊发|公开|添加)(?:时间|日期|于)?"
        r"|(?:时\s{0,4}间|日\s{0,4}期)"
    ),
    "tags": r"(?:本文|文章)?(?:标\s?签|关键[词字]|[Tt][Aa][Gg][Ss]?)",
    "other": (
        r"浏览(?:次数|量)?|点击(?:数|率|量)?|阅读(?:量|数|次数)?|访问(?:量|次数)|人气"
        r"|字\s?[号体]|打印|分享到?|评论|责任编辑|责编|编辑|审核|校对|监制|责任编审"
        r"|记者|通讯员|地区|主题分类|索引号|发文机关|文号|分类|栏目"
    ),
}
_MARKS = {
    "source": re.compile("源|来自|出处|转载|出 处"),
    "author": re.compile("[作撰供]"),
    "modified": re.compile("更新|修改|编辑于"),
    "published": re.compile("[时日发于]"),
    "tags": re.compile("标|关键|ag|AG"),
}
"""Words without which a line holds no label of a kind."""
_LABEL = re.compile("|".join(f"(?P<{kind}>{words})" for kind, words in _KINDS.items()))
_MARK = re.compile(
    rf"{_PAD}[:：]{_PAD}|\s{{0,3}}>>{_PAD}|(?<=于){_PAD}|(?<=[签词字]){_PAD}(?=\x1f)"
    rf"|(?<=源)[\s　]{{0,2}}\x1f{_PAD}"
)
_WORD = re.compile(r"[:：>于签词字源]")
_LONGEST = 4000
"""Raw characters of a line that is searched, white space of the source included."""
_NOT_BEFORE = re.compile(r"[\u4e00-\u9fff\w]")
_VALUE_END = re.compile(
    r"[|｜【\[〔<>»]|\s{2,}|　|(?:19|20)\d\d[年./-]|字号|字体|打印|分享|评论|参与互动|我要"
    r"|浏览|阅读|点击|责任编辑|责编|编辑[:：]|作者[:：]|记者\s|发布时间|发布于|更多"
)
_GAPS = (" ", "\u3000", "\xa0", "\t", "\n")
_JOINERS = "-－—–·・_"


class Label(NamedTuple):
    """One labelled value."""

    kind: str
    raw: str
    """Label and value as on the page."""
    value: str
    url: str | None
    """Where the value links to."""
    item: int


def find_labels(page: PageView, items: Iterable[int], kind: str) -> Iterator[Label]:
    """The labelled values of one kind in some lines, in page order; values may be empty.

    A value ends at the next label, at a bar or a wide gap, or with its element.
    """
    search = _MARKS[kind].search
    texts = page.texts
    for item in items:
        text = texts[item]
        if len(text) > 400 or search(text) is None:
            continue
        line = page.items[item]
        if isinstance(line, Line):
            yield from _in_line(page, item, line, kind)


def _in_line(page: PageView, item: int, line: Line, wanted: str) -> Iterator[Label]:
    text, starts = _joined(line.runs)
    if len(text) > _LONGEST or _WORD.search(text) is None or _LABEL.search(text) is None:
        return
    labels = [match for match in _LABEL.finditer(text) if _is_label(text, match)]
    for at, match in enumerate(labels):
        kind = match.lastgroup or ""
        if kind != wanted:
            continue
        mark = _MARK.match(text, match.end())
        begin = mark.end() if mark else match.end()
        stop = next(
            (
                other.start()
                for other in labels[at + 1 :]
                if kind != "tags" or not _is_tag(text, other)
            ),
            len(text),
        )
        value = text[begin:stop]
        if kind != "tags":
            value = _first_piece(value)
        url = _link_at(page, line.runs, starts, begin) if value.strip() else None
        if not value.strip(_EDGE + " \u3000") and begin >= len(text.rstrip(_EDGE + " \n\t")):
            value = _next_line(page, item)
        shown = clean(value.replace(_EDGE, " " if kind == "tags" else ""))
        raw = clean(text[match.start() : begin].replace(_EDGE, "")) + (
            " " if mark and mark[0][-1:] in _GAPS else ""
        )
        yield Label(kind, f"{raw}{shown}".strip(), shown, url, item)


def _is_label(text: str, match: re.Match[str]) -> bool:
    """Whether the words stand as a label: after an edge, before a colon or a gap."""
    before = text[match.start() - 1 : match.start()]
    if before and _NOT_BEFORE.match(before) and match.lastgroup != "source":
        return False
    return _MARK.match(text, match.end()) is not None or match.lastgroup == "other"


def _is_tag(text: str, match: re.Match[str]) -> bool:
    """Whether a label's word among tags is one of them: 标签: 阅读;书房."""
    around = (text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1])
    return match.lastgroup == "other" and any(mark and mark in ";；,，、" for mark in around)


def _joined(runs: list[Run]) -> tuple[str, list[int]]:
    parts: list[str] = []
    starts: list[int] = []
    at = 0
    for run in runs:
        starts.append(at)
        parts.append(run.text)
        at += len(run.text) + 1
    return _EDGE.join(parts), starts


def _first_piece(value: str) -> str:
    """A value up to where its element ends, going on over a dash between two links."""
    pieces = value.lstrip(_EDGE + " \u3000\t\r\n\xa0").split(_EDGE)
    kept = pieces[0]
    for before, after in itertools.pairwise(pieces):
        if (after.strip()[:1] in _JOINERS and after.strip()) or before.rstrip().endswith(
            tuple(_JOINERS)
        ):
            kept += after
        elif kept.strip():
            break
        else:
            kept = after
    kept = " ".join(kept.replace("\xa0", " ").split("\n")) if "\n" in kept.strip() else kept.strip()
    end = _VALUE_END.search(kept.strip())
    return kept.strip()[: end.start()] if end else kept


def _link_at(page: PageView, runs: list[Run], starts: list[int], offset: int) -> str | None:
    for run, start in zip(runs, starts, strict=True):
        if start + len(run.text) > offset and run.text.strip():
            href = run.link.get("href") if run.link is not None else None
            return absolute(page.document.base_url, href)
    return None


def _next_line(page: PageView, item: int) -> str:
    text = page.text(item + 1)
    return text if len(text) <= 30 and _LABEL.search(text) is None else ""
