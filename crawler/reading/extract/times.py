"""When the article was published and changed: the most precise of the sources that agree."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from crawler.reading.extract.labels import find_labels
from crawler.reading.extract.outline import Found, plain
from crawler.reading.extract.view import Layout, PageView
from crawler.reading.normalise.dates import Moment, find, find_all, find_compact

_PUBLISHED_METAS_TEXT = (
    "pubdate, publishdate, article:published_time, og:article:published_time, "
    "og:published_time, bytedance:published_time, weibo: article:create_at, "
    "og:release_date, publish-date, publishtime, _pubtime, firstpublishedtime, "
    "datepublished, dc.date, dcterms.date, date, og:time"
)
_PUBLISHED_METAS = tuple(_PUBLISHED_METAS_TEXT.split(", "))
_MODIFIED_METAS_TEXT = (
    "article:modified_time, bytedance:updated_time, og:updated_time, weibo: "
    "article:update_at, datemodified, lastmodified"
)
_MODIFIED_METAS = tuple(_MODIFIED_METAS_TEXT.split(", "))
_IDS = ("pubtime_baidu", "articleTime", "news-time", "pubtime", "pubTime")
_RANKS = {"second": 3, "minute": 2, "hour": 1, "day": 0}


class Times(NamedTuple):
    """Publication and change; each Found holds a Moment."""

    published: Found[Moment] | None
    modified: Found[Moment] | None


def times_of(page: PageView, layout: Layout) -> Times:
    """The times of an article; a well-known id is believed first."""
    modified = _labelled(page, layout, "modified")
    visible = _by_id(page, layout) or _visible(page, layout, modified)
    declared = _declared(page, _PUBLISHED_METAS, "datePublished", layout.reference)
    published = _agreed(visible, declared)
    if published is None and modified is not None:
        published = Found(modified.value, modified.rule, 0.6)
    if published is None:
        published = _after(page, layout) or _from_address(layout)
    if modified is None:
        modified = _declared(page, _MODIFIED_METAS, "dateModified", layout.reference)
        if modified and published and modified.value.value <= published.value.value:
            modified = None
    return Times(published, modified)


def _agreed(visible: Found[Moment] | None, declared: Found[Moment] | None) -> Found[Moment] | None:
    """The visible time, or the declared one where it gives the same day more precisely."""
    if visible is None or declared is None:
        return visible or declared
    shown, said = visible.value, declared.value
    same_day = shown.value.date() == said.value.date()
    if same_day and _RANKS[said.precision] > _RANKS[shown.precision]:
        return declared
    return Found(shown, visible.rule, 0.99 if same_day else visible.confidence)


def _visible(
    page: PageView, layout: Layout, modified: Found[Moment] | None
) -> Found[Moment] | None:
    labelled = _labelled(page, layout, "published")
    if labelled is not None and labelled.value.precision in ("second", "minute"):
        return labelled
    changed = modified.value.raw if modified else None
    split = layout.headline if layout.headline is not None else layout.start
    for lines in (_behind(layout, split), _before(layout, split)):
        best = labelled
        for item, moment in _moments(page, lines, layout.reference):
            if moment.raw == changed:
                continue
            if best is None or _RANKS[moment.precision] > _RANKS[best.value.precision]:
                best = Found(moment, "line:near-headline", 0.9 if abs(item - split) < 8 else 0.8)
        if best is not None:
            return best
    return None


def _behind(layout: Layout, split: int) -> list[int]:
    """Lines from the headline to the body: a time among them is the article's."""
    return [item for item in layout.head if item >= split]


def _before(layout: Layout, split: int) -> list[int]:
    """Lines above the headline, the nearest first; bars with today's date stand among them."""
    return [item for item in reversed(layout.head) if item < split]


def _moments(
    page: PageView, items: list[int], reference: date | None
) -> Iterator[tuple[int, Moment]]:
    """Times in short lines."""
    for item in items:
        text = page.text(item)
        if not text or len(text) > 220 or (page.linked(item) and len(text) > 40):
            continue
        moments = list(find_all(text, reference=reference))
        for moment in moments or _across(page, item, reference):
            yield item, moment


def _across(page: PageView, item: int, reference: date | None) -> Iterator[Moment]:
    """A time whose year, day and clock stand in lines of their own."""
    text = page.text(item)
    if not (text[:2] in ("19", "20") and text[:4].isdigit() and len(text) <= 12):
        return
    joined = " ".join(page.text(at) for at in range(item, item + 4))
    moment = find(joined[:60], reference=reference)
    if moment is not None:
        yield moment


def _labelled(page: PageView, layout: Layout, kind: str) -> Found[Moment] | None:
    best: Found[Moment] | None = None
    for label in find_labels(page, layout.head, kind):
        text = page.text(label.item)
        place = text.find(label.raw[:2]) if label.raw else -1
        moment = find(text[max(0, place) :] if place >= 0 else text, reference=layout.reference)
        if moment is None:
            moment = find(page.text(label.item + 1), reference=layout.reference)
        if moment is not None and (
            best is None or _RANKS[moment.precision] > _RANKS[best.value.precision]
        ):
            best = Found(moment, f"label:{kind}", 0.95)
    return best


def _declared(
    page: PageView, names: tuple[str, ...], key: str, reference: date | None
) -> Found[Moment] | None:
    best: Found[Moment] | None = None
    values = [
        (f"meta:{name}", value) for name in names for value in page.metadata.metas.get(name, ())
    ]
    declared = page.metadata.declared(key)
    if declared:
        values.append((f"json-ld:{key}", declared))
    element = next(page.document.root.iter("time"), None) if key == "datePublished" else None
    if element is not None:
        values.append(("html:time", element.get("datetime") or ""))
    for rule, value in values:
        moment = find_compact(value[:60], reference=reference)
        if moment is None:
            continue
        moment = _without_midnight(moment)
        if best is None or _RANKS[moment.precision] > _RANKS[best.value.precision]:
            best = Found(moment, rule, 0.85)
    return best


def _without_midnight(moment: Moment) -> Moment:
    """A field's 00:00:00 is what a system writes that knows only the day."""
    value = moment.value
    if value.hour or value.minute or value.second:
        return moment
    return Moment(value=value, precision="day", raw=moment.raw, start=moment.start)


def _after(page: PageView, layout: Layout) -> Found[Moment] | None:
    for item in list(layout.tail)[:12]:
        text = page.text(item)
        moment = find(text) if len(text) < 120 else None
        if moment is not None and "opyright" not in text and "版权" not in text:
            return Found(moment, "line:after-body", 0.6)
    return None


def _from_address(layout: Layout) -> Found[Moment] | None:
    if layout.reference is None:
        return None
    moment = find(layout.reference.isoformat())
    return Found(moment, "url", 0.5) if moment else None


def _by_id(page: PageView, layout: Layout) -> Found[Moment] | None:
    """The time under a well-known id.

    Quirk: zjol repeats ``pubtime_baidu``; the last one counts.
    """
    for name in _IDS:
        for element in reversed(page.document.ids.get(name, [])):
            moment = find(plain(element)[:200], reference=layout.reference)
            if moment is not None:
                return Found(moment, f"id:{name}", 0.99)
    return None
