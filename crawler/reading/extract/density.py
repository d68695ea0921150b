"""Where the body of an article is, by the text alone: how much prose each element holds.

Chinese prose is long lines with full-width punctuation and few links. The scorer adds up prose by
element, walks down from the page to where the prose splits into paragraphs, and takes in sibling
elements that continue it. docs/decisions holds the measurement against other scorers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import NamedTuple

from lxml.html import HtmlElement

from crawler.page.document import Document
from crawler.reading.extract.outline import Line, Outline, Run, class_and_id

_PAUSES = "，。；：、！？,"
_PARAGRAPHS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "figcaption", "caption"))
_LISTS = frozenset(("ul", "ol", "li", "dl", "dt", "dd", "blockquote", "figure", "thead"))
"""Elements that are part of a text more often than around it."""
_NOISE = re.compile(
    r"(?:^|[\s_-])(?:comments?|commentlist|pinglun|related?|recommend\w*|tuijian|xgxw|xgyd"
    r"|hotnews|rank\w*|side(?:bar)?|aside|foot(?:er)?|copyright|statement|disclaimer|mianze"
    r"|reply|login)(?:$|[\s_\d-])",
    re.I,
)
_WEAK_NOISE = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|copy|share\w*|bdshare\w*|links?|friend\w*|popup|dialog|modal"
    r"|toolbar|ewm|qrcode|crumbs?|breadcrumbs?|position|weizhi)(?:$|[\s_\d-])",
    re.I,
)
"""Names that wrappers of a whole article bear too (js_img_share_area)."""
_KNOWN_NAMES = """
all-txt art-con art_context art_contextbox artcon artibody artical_content artical_real
article-body article-content article_body article_content article_inbox article_txt
articlebody articlecontent articledetail articletext artspecial atricle_inner box_con
cnt-main-article-qq cnt_bd content-article content_area contentmain contenttext conttxt
contxt ctrlfscont detail-content detailcontent endtext fontzoom founder-content js_content
js_news_content left_zw main-article-content main_content main_content_val mp-editor
neirong news-content news_content news_txt nr_con ozoom p-detail pages_content post_body
rm_txt_con rwb_zw show_text text_con trs_editor trs_editor_view trs_ueditor txt_con
u-maintext ucap-content v_news_content vsb_content wp_articlecontent wzcon xlcontent zoom
"""
_KNOWN = frozenset(_KNOWN_NAMES.split())
"""Classes and ids, lower case, by which content systems and portals name the body."""
_MIN_PROSE = 40
"""Prose below which nothing is found: less is a caption or a notice."""
_MERGED = 0.08
"""Share of the body's prose from which a sibling continues it."""


class Region(NamedTuple):
    """The part of a page that holds the body."""

    span: int
    """The element; it may hold more than the items of the region."""
    start: int
    end: int
    """Items of the outline, end exclusive."""
    prose: float
    """Characters of prose in it."""


class Prose:
    """How much prose every item and span of one outline holds."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.sums = [0.0]
        self.linked: list[bool] = []
        """Whether more than half of an item is inside links."""
        total = 0.0
        for item in outline.items:
            if isinstance(item, Line):
                runs = item.runs
                if len(runs) == 1 and runs[0].link is not None:
                    self.linked.append(True)  # a line is never without text
                else:
                    prose, linked = _prose(runs)
                    total += prose
                    self.linked.append(linked)
            else:
                self.linked.append(item.link is not None)
            self.sums.append(total)
        self.children: defaultdict[int, list[int]] = defaultdict(list)
        for span, parent in enumerate(outline.parents):
            self.children[parent].append(span)

    def between(self, start: int, end: int) -> float:
        """Characters of prose in a range of items."""
        return self.sums[end] - self.sums[start]

    def of(self, span: int) -> float:
        """Characters of prose in an element."""
        return self.sums[self.outline.ends[span]] - self.sums[self.outline.starts[span]]

    def densest(self, headline: int | None = None) -> Region | None:
        """The body by density alone, None on a page without prose.

        :param headline: item of a headline that is sure: the body goes on behind it, however much
            prose stands elsewhere.
        """
        if not self.outline.elements or self.of(0) < _MIN_PROSE:
            return None
        start = 0 if headline is None else self._behind(headline)
        return self._joined(self._descend(start), headline)

    def known(self, document: Document, near: Region | None, headline: int | None) -> Region | None:
        """The body by the names content systems give it, None when no such element holds prose.

        :param near: the densest region: without a sure headline a body is not much less than it.
        :param headline: item of a sure headline: a body does not end before it.
        """
        floor = max(_MIN_PROSE / 2, 0.3 * near.prose if near and headline is None else 0.0)
        best: Region | None = None
        outline = self.outline
        for span in _named_spans(document, outline):
            prose = self.of(span)
            if prose < floor or outline.ends[span] <= (headline or 0):
                continue
            region = Region(span, outline.starts[span], outline.ends[span], prose)
            if best is None or prose > 1.02 * best.prose or _inside_with_all(region, best):
                best = region
        return best

    def _behind(self, headline: int) -> int:
        """The element to descend from when the text goes on behind a headline."""
        outline = self.outline
        span = 0
        while True:
            kids = [kid for kid in self.children.get(span, ()) if outline.ends[kid] > headline]
            around = next((kid for kid in kids if outline.starts[kid] <= headline), None)
            others = [
                (prose, kid)
                for kid in kids
                if kid != around and (prose := self.of(kid)) > 0 and not self._is_noise(kid)
            ]
            most = max(others, default=(0.0, 0))[0]
            if around is not None and self._goes_on_behind(headline, around, most):
                span = around
                continue
            # The first that holds enough: what stands further off is comments and side columns.
            first = next((kid for prose, kid in others if self._is_enough(prose, kid, most)), None)
            if first is None:
                alone = all(kid == around or self._is_noise(kid) for kid in kids)
                return span if alone else 0
            return span if self._is_paragraph(first, others) else first

    def _is_enough(self, prose: float, kid: int, most: float) -> bool:
        """Whether an element behind a headline can be its text rather than a summary."""
        return prose >= _MIN_PROSE and (prose >= 0.3 * most or self._prose_lines(kid) >= 2)

    def _is_paragraph(self, kid: int, others: list[tuple[float, int]]) -> bool:
        """Whether an element is one paragraph among others and not the body."""
        if self.outline.elements[kid].tag in _PARAGRAPHS | _LISTS:
            return True
        alone = [other for _, other in others if self._prose_lines(other) == 1]
        return kid in alone and len(alone) >= 3

    def _goes_on_behind(self, headline: int, around: int, most: float) -> bool:
        end = self.outline.ends[around]
        prose = self.between(headline + 1, end)
        return prose >= _MIN_PROSE and (
            prose >= 0.3 * most or self._prose_lines_between(headline + 1, end) >= 2
        )

    def _descend(self, span: int) -> int:
        while True:
            kids = [(self.of(kid), kid) for kid in self.children.get(span, ())]
            kids = [(prose, kid) for prose, kid in kids if prose > 0 and not self._is_noise(kid)]
            if not kids:
                return span
            prose, best = max(kids, key=lambda pair: (pair[0], -pair[1]))
            own = self.of(span) - sum(self.of(kid) for kid in self.children.get(span, ()))
            rest = own + sum(other for other, kid in kids if kid != best)
            if not self._goes_down(best, prose, rest):
                return span
            span = best

    def _goes_down(self, best: int, prose: float, rest: float) -> bool:
        outline = self.outline
        if outline.elements[best].tag in _PARAGRAPHS:
            return False
        if outline.elements[best].tag in _LISTS and prose < 0.85 * (prose + rest):
            return False
        lines = self._prose_lines(best)
        if lines <= 1:
            return rest < _MIN_PROSE / 2
        return prose >= 0.62 * (prose + rest) or (lines >= 3 and prose >= 0.4 * (prose + rest))

    def _prose_lines(self, span: int) -> int:
        return self._prose_lines_between(self.outline.starts[span], self.outline.ends[span])

    def _prose_lines_between(self, start: int, end: int) -> int:
        sums = self.sums
        return sum(sums[i + 1] - sums[i] >= 20 for i in range(start, min(end, start + 400)))

    def _joined(self, span: int, headline: int | None) -> Region:
        """The span, and neighbours under the same parent that continue the text."""
        outline = self.outline
        prose = self.of(span)
        start, end = outline.starts[span], outline.ends[span]
        parent = outline.parents[span]
        if parent < 0:
            return Region(span, start, end, prose)
        kids = self.children[parent]
        place = kids.index(span)
        for step in (-1, 1):
            at = place + step
            while (
                0 <= at < len(kids)
                and abs(at - place) <= 40
                and self._goes_on(kids[at], span, prose)
            ):
                start = min(start, outline.starts[kids[at]])
                end = max(end, outline.ends[kids[at]])
                at += step
        if (start, end) == (outline.starts[span], outline.ends[span]):
            return Region(span, start, end, prose)
        return Region(parent, start, end, self.between(start, end))

    def _goes_on(self, kid: int, span: int, prose: float) -> bool:
        outline = self.outline
        if self._is_noise(kid):
            return False
        element, model = outline.elements[kid], outline.elements[span]
        own = self.of(kid)
        if element.tag == "p" or (element.tag == model.tag and _names(element) == _names(model)):
            return own >= min(40.0, _MERGED * prose)
        return False

    def _is_noise(self, span: int) -> bool:
        element = self.outline.elements[span]
        if element.tag in ("footer", "nav", "aside"):
            return True
        names = class_and_id(element)
        if names == " ":
            return False
        if _NOISE.search(names) is not None:
            return True
        if _WEAK_NOISE.search(names) is None:
            return False
        around = self.of(max(0, self.outline.parents[span]))
        return self.of(span) < 0.4 * around


def _prose(runs: list[Run]) -> tuple[float, bool]:
    """Characters of prose in a line, pauses weighing more; and whether it is mostly link."""
    plain = linked = pauses = 0
    for text, _, link in runs:
        size = len(text.strip())
        if link is not None:
            linked += size
            continue
        plain += size
        if size > 8:
            pauses += sum(map(text.count, _PAUSES))
    if linked > plain:
        return 0.0, True
    if pauses == 0 and plain < 40:
        return plain * 0.1, False
    return plain + 4.0 * min(pauses, plain / 8), False


def _names(element: HtmlElement) -> frozenset[str]:
    return frozenset(class_and_id(element).lower().split())


def _named_spans(document: Document, outline: Outline) -> list[int]:
    """Spans of elements with a body's name, in page order."""
    named = list(document.root.iter("founder-content"))
    for marks in (document.classes, document.ids):
        for name, elements in marks.items():
            if name.lower() in _KNOWN:
                named.extend(elements)
    return sorted({span for node in named if (span := outline.span_of(node)) is not None})


def _inside_with_all(region: Region, outer: Region) -> bool:
    inside = outer.start <= region.start and region.end <= outer.end
    return inside and region.prose >= 0.97 * outer.prose
