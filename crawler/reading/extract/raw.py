"""The body as a row of raw blocks: widgets out, tables and lists whole, nothing decided yet."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from crawler.reading.extract.elements import (
    as_tsv,
    is_bold,
    is_centred,
    is_small,
    picture_url,
    player,
    rows_of,
)
from crawler.reading.extract.layout import ends_article, is_noise, is_widget, without_editor
from crawler.reading.extract.outline import Line, Media
from crawler.reading.extract.view import Layout, PageView
from crawler.reading.normalise.names import editors, labels_editor
from crawler.reading.normalise.text import canonical_key, has_words

_SENTENCE_END = "。！？…”’：；）)!?:;.】》"
_SCAN = re.compile(r"扫|二维码|关注|长按|公众号|下载")
_CLOSING = "，。、；：！？）》”’"
"""No line of Chinese begins with one of these."""
_CRUMB = 8
"""Length of a widget's words, such as 播放."""
_STYLED = 100
"""Length up to which a line's looks can matter."""
_LIST_ITEM = 1500


@dataclass(slots=True, kw_only=True)
class Raw:
    """One block on its way; mutable, because later passes settle kind, caption and level."""

    kind: str
    """text, heading, image, video, table, list or quote."""
    text: str = ""
    item: int = 0
    """Item of the outline it begins with."""
    block: HtmlElement | None = None
    names: str = ""
    """Class and id of the block and of the inline element the line begins in."""
    framed: bool = False
    """Whether it stands in the ``figure`` of a picture."""
    bold: bool = False
    centred: bool = False
    small: bool = False
    level: int = 0
    url: str | None = None
    poster: str | None = None
    alt: str = ""
    caption: str | None = None
    credit: str | None = None
    rows: list[list[str]] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    ordered: bool = False


def raw_blocks(page: PageView, layout: Layout, headline: str | None) -> list[Raw]:
    """The blocks of the body in order."""
    return _Reader(page, layout, headline).rows()


class _Reader:
    """The state of reading one body from its items."""

    def __init__(self, page: PageView, layout: Layout, headline: str | None) -> None:
        self.page = page
        self.layout = layout
        self.headline_key = canonical_key(headline or "")
        self.scan_code = False
        self.blocks: list[Raw] = []
        self.opens = _spans_by_start(page, layout)
        self.quotes: set[int] = set()
        self.framed: set[int] = set()
        self.skipped_to = 0
        self.widget_before = False
        self.prose = page.prose.between(layout.start, layout.end)

    def rows(self) -> list[Raw]:
        item = self.layout.start
        while item < self.layout.end:
            after = self._structure(item)
            if after > item:
                item = after
                continue
            entry = self.page.items[item]
            if isinstance(entry, Media):
                self._media(entry, item)
            elif self._ends(item):
                break
            else:
                self._line(entry, item)
            item += 1
        return self.blocks

    def _structure(self, item: int) -> int:
        """Handle a widget, table or list that opens at an item; where reading goes on."""
        page = self.page
        for span in self.opens.get(item, ()):
            element, end = (
                page.outline.elements[span],
                min(page.outline.ends[span], self.layout.end),
            )
            if end <= item:
                continue
            tag = element.tag
            small_part = page.prose.between(item, end) <= 0.3 * self.prose
            if small_part and is_widget(element):
                self.widget_before = True
                return end
            if tag == "table":
                rows = rows_of(element)
                if rows is not None:
                    self.blocks.append(Raw(kind="table", text=as_tsv(rows), rows=rows, item=item))
                    return end
            elif tag in ("ul", "ol") and small_part and self._list(span, item, end):
                return end
            elif tag == "figure" and end - item <= 12:
                self.framed.update(range(item, end))
            elif tag == "blockquote" and small_part:
                self.quotes.update(range(item, end))
        return item

    def _list(self, span: int, item: int, end: int) -> bool:
        page = self.page
        if any(isinstance(page.items[at], Media) for at in range(item, end)):
            return False
        links = sum(page.linked(at) for at in range(item, end))
        if 2 * links > end - item:
            return True  # a list of links is related reading
        points: list[str] = []
        own_points = [
            kid
            for kid in page.prose.children.get(span, ())
            if page.outline.elements[kid].tag == "li"
        ]
        for kid in own_points:
            lines = range(page.outline.starts[kid], page.outline.ends[kid])
            text = " ".join(
                page.text(at) for at in lines if page.text(at) and not is_noise(page.text(at))
            )
            if len(text) > _LIST_ITEM or len(lines) > 6:
                return False
            if text:
                points.append(text)
        if len(points) < 2:
            return False
        ordered = page.outline.elements[span].tag == "ol"
        self.blocks.append(
            Raw(kind="list", text="\n".join(points), items=points, ordered=ordered, item=item)
        )
        return True

    def _media(self, media: Media, item: int) -> None:
        base = self.page.document.base_url
        element = media.element
        if media.video:
            found = player(element, base)
            if found is not None:
                self.blocks.append(Raw(kind="video", url=found[0], poster=found[1], item=item))
            return
        url = picture_url(element, base)
        if (
            url is None
            or self.scan_code
            or any(raw.url == url for raw in self.blocks[-3:] if raw.kind == "image")
        ):
            return
        alt = (element.get("alt") or element.get("title") or "").strip()
        block = self.page.outline.elements[media.span]
        self.blocks.append(Raw(kind="image", url=url, alt=alt, item=item, block=block))

    def _ends(self, item: int) -> bool:
        text = self.page.texts[item]
        if not ends_article(text):
            return False
        rest = range(item + 1, self.layout.end)
        if self.page.prose.between(item + 1, self.layout.end) < 0.15 * self.prose:
            return True
        nearest = [at for at in rest if self.page.text(at)][:4]
        return bool(nearest) and sum(self.page.linked(at) for at in nearest) * 2 >= len(nearest)

    def _line(self, line: Line, item: int) -> None:
        page = self.page
        text = without_editor(page.texts[item])
        widget, self.widget_before = self.widget_before, False
        if not text or not has_words(text) or is_noise(text) or _names_editors_only(text):
            self.widget_before = widget
            self.scan_code = _SCAN.search(text) is not None
            if self.scan_code and self.blocks and self.blocks[-1].kind == "image":
                self.blocks.pop()  # the code it asks to scan
            return
        self.scan_code = False
        if len(self.blocks) < 2 and canonical_key(text) == self.headline_key:
            return
        if page.linked(item) and len(text) < 60 and self._is_stray_link(line, text):
            return
        block = page.outline.elements[line.span]
        torn = self._torn(block, text, widget=widget)
        if torn is not None:
            del self.blocks[torn + 1 :]
            self.blocks[torn].text += text
            return
        raw = Raw(kind="text", text=text, item=item, block=block, names=page.names(item))
        raw.framed = item in self.framed
        if len(text) <= _STYLED:
            raw.bold, raw.small, raw.centred = is_bold(line), is_small(line), is_centred(block)
        if block.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            raw.level = int(block.tag[1])
        elif item in self.quotes:
            raw.kind = "quote"
        self.blocks.append(raw)

    def _is_stray_link(self, line: Line, text: str) -> bool:
        """Whether a line is one link to elsewhere and no sentence: a related headline."""
        whole = all(run.link is not None or run.text.isspace() for run in line.runs)
        if not whole or text[-1:] in "。！？”":
            return False
        href = (line.runs[0].link.get("href") if line.runs[0].link is not None else "") or ""
        return (href.startswith("http") and len(text) >= 8) or "：" in text[:6] or "点击" in text

    def _torn(self, block: HtmlElement, text: str, *, widget: bool) -> int | None:
        """The block whose sentence goes on in this line behind a widget that tore it in two."""
        closing = text[0] in _CLOSING
        if not (widget or closing or self._short_before()):
            return None
        at = len(self.blocks) - 1
        while at >= 0 and len(self.blocks) - at <= 3 and self._is_crumb(self.blocks[at], block):
            at -= 1
        last = self.blocks[at] if at >= 0 else None
        if last is None or last.kind != "text" or len(last.text) <= 10 or last.block is None:
            return None
        if last.text[-1] in _SENTENCE_END:
            return None
        # Quirk: the parser ends a <p> at a block inside it; the rest hangs on the <p>'s parent.
        hangs = block.tag != "p" and (last.block.getparent() is block or last.block is block)
        broken = widget or at < len(self.blocks) - 1
        return at if closing or (hangs and broken and text[0] not in "“（") else None

    def _short_before(self) -> bool:
        return bool(self.blocks) and len(self.blocks[-1].text) <= _CRUMB

    @staticmethod
    def _is_crumb(raw: Raw, block: HtmlElement) -> bool:
        """Whether a block is a widget's word, inside the block the text goes on in."""
        if raw.kind != "text" or len(raw.text) > _CRUMB or raw.bold or raw.block is None:
            return False
        inside = raw.block.getparent()
        return raw.block.tag != "p" and inside is not None and block in (inside, inside.getparent())


def _names_editors_only(text: str) -> bool:
    """Whether a short line without a colon is an editor's: 责编 冯小棠."""
    return (
        len(text) <= 30
        and labels_editor(text)
        and text[0] in "责编值（(【["
        and bool(editors(text))
    )


def _spans_by_start(page: PageView, layout: Layout) -> dict[int, list[int]]:
    """Spans that open inside the body, by the item they open at, outermost first."""
    opens: dict[int, list[int]] = {}
    outline = page.outline
    starts, ends = outline.starts, outline.ends  # starts never fall: elements come in page order
    for span in range(bisect_left(starts, layout.start), bisect_left(starts, layout.end)):
        if starts[span] < ends[span] <= layout.end:
            opens.setdefault(starts[span], []).append(span)
    return opens
