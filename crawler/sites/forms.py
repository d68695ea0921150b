"""The forms that addresses of the two content systems and the e-papers take, as one table.

A form is recognised by the path alone. Where it fits, the query means nothing: the files are
static, so the query does not take part in the key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from crawler.sites.model import Kind


@dataclass(frozen=True, slots=True)
class Form:
    """What the form of a path says."""

    kind: Kind
    rule: str
    path: str
    """The path that takes part in the key."""
    work: str | None = None
    """The document (see ``Classification.work``), without the e-paper's name."""
    page: int = 1
    day: date | None = None


_FOLDERS = r"((?:/[\w-]+)*)"
_LIST_NAME = r"(?:index|list|default|node)"

# Named groups: d = digits of the day, id, page = what the form counts, tail = suffixes.
_TRS = re.compile(
    _FOLDERS + r"/\d{6}/t(?P<d>\d{8})_(?P<id>\d{1,12})(?P<tail>(?:_ext|_\d{1,3}){0,2})\.s?html?",
    re.ASCII,
)
_ENORTH = re.compile(
    _FOLDERS + r"/system/(?P<d>\d{4}/\d\d/\d\d)/(?P<id>\d{9})(?:_(?P<page>\d{1,3}))?\.shtml",
    re.ASCII,
)
_COUNT = re.compile(
    _FOLDERS + r"/system/count/{1,2}\d+/\d+/\d{3}/\d{3}/c\d+_(?P<page>\d{9})\.shtml", re.ASCII
)
_COUNT_SCRIPT = re.compile(
    _FOLDERS + r"/system/count/{1,2}\d+/\d+/count_page_list_\d+\.js", re.ASCII
)
_EPAPER = re.compile(
    _FOLDERS + r"/html/(?P<d>\d{4}-\d\d/\d\d)/(?P<what>node|content)_(?P<id>\d[\d_]{0,24})\.html?",
    re.ASCII,
)
_EPAPER_DAY = re.compile(_FOLDERS + r"/html/(?P<d>\d{4}-\d\d/\d\d)/\w*index\.html?", re.ASCII)
_EPAPER_FRONT = re.compile(_FOLDERS + r"/paperindex\.html?", re.ASCII)
_LIST_PAGE = re.compile(rf"/(?:[^/]+/)*{_LIST_NAME}_(?P<page>\d{{1,5}})\.s?html?")
_INDEX = re.compile(r"(?P<folder>/(?:[^/]+/)*)(?:(?:index|default)\.s?html?)?")


class ImpossibleDay(Exception):
    """Raised when an address has the form of a dated one but the day does not exist."""


def _day(digits: str) -> date:
    digits = digits.replace("-", "").replace("/", "")
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError as error:
        raise ImpossibleDay(digits) from error
    if not 1995 <= day.year <= 2099:
        raise ImpossibleDay(digits)
    return day


def form_of(path: str) -> Form | None:
    """The form of a path, None when it has none of the known ones.

    :param path: path of an address, beginning with ``/``, dot segments removed.
    :raises ImpossibleDay: when it would be an article or issue of a day that does not exist.
    """
    name = path[path.rfind("/") + 1 :]
    first = name[:1]
    if first == "t" and (found := _TRS.fullmatch(path)):
        return _trs(path, found)
    if first.isdigit() and (found := _ENORTH.fullmatch(path)):
        return _enorth(path, found)
    if first == "c" and "/system/count/" in path:
        return _count(path)
    if "/html/" in path and (form := _epaper(path)):
        return form
    if name.startswith("paperindex.") and _EPAPER_FRONT.fullmatch(path):
        return Form("epaper-index", "epaper-front", path)
    return _listing(path)


def _trs(path: str, found: re.Match[str]) -> Form:
    # Quirk: the meaning of _ext is unknown; the page is the article's twin, so it has its key.
    tail = found["tail"].replace("_ext", "")
    number = int(tail.rpartition("_")[2]) if tail else 0
    extension = path[path.rfind(".") :]
    stem = path[: found.end("id")]
    suffix = f"_{number}" if number else ""
    return Form(
        kind="article-page" if number else "article",
        rule="trs-article-page" if number else "trs-article",
        path=f"{stem}{suffix}{extension}",
        work=f"trs:{found['id']}",
        page=number + 1,
        day=_day(found["d"]),
    )


def _enorth(path: str, found: re.Match[str]) -> Form:
    number = int(found["page"] or 0)
    return Form(
        kind="article-page" if number else "article",
        rule="enorth-article-page" if number else "enorth-article",
        path=path,
        work=f"enorth:{found['id']}",
        page=number + 1,
        day=_day(found["d"]),
    )


def _count(path: str) -> Form | None:
    if found := _COUNT.fullmatch(path):
        return Form("list-page", "enorth-count-page", path, page=max(1, int(found["page"])))
    if _COUNT_SCRIPT.fullmatch(path):
        return Form("list-script", "enorth-count-script", path)
    return None


def _epaper(path: str) -> Form | None:
    if found := _EPAPER.fullmatch(path):
        day = _day(found["d"])
        if found["what"] == "node":
            return Form("epaper-node", "epaper-node", path, day=day)
        work = f"{day.isoformat()}:{found['id']}"
        return Form("epaper-article", "epaper-content", path, work, day=day)
    if found := _EPAPER_DAY.fullmatch(path):
        return Form("epaper-index", "epaper-day", path, day=_day(found["d"]))
    return None


def _listing(path: str) -> Form | None:
    if found := _LIST_PAGE.fullmatch(path):
        return Form("list-page", "list-index-n", path, page=int(found["page"]) + 1)
    if found := _INDEX.fullmatch(path):
        if path.count("/") == 1:
            return Form("home", "home-page", "/")
        # Quirk: the bare folder and its index page are one page, so they share a key.
        return Form("list", "list-index", found["folder"])
    return None
