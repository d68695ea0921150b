"""Names of sources and publishers: what belongs to a name, which names are the same house; and the
dateline (电头) that names one: agency, place and day of 新华社北京11月17日电."""

from __future__ import annotations

import re
from datetime import date

from crawler.reading.normalise.text import clean
from crawler.reading.parts import Dateline

ALIASES = {
    "浙江在线新闻网站": "浙江在线",
    "浙江在线网": "浙江在线",
    "浙江在线-浙江日报": "浙江日报",
    "浙江在线·浙江日报": "浙江日报",
    "浙江在线综合": "浙江在线",
    "钱报网": "钱江晚报",
}
"""The same house under two names; ``nameRaw`` always keeps what the page shows."""

_HOSTS = {"zjol.com.cn": "浙江在线", "zjolcdn.com": "浙江在线"}
_OPENING = re.compile(r"^(?:来\s{0,4}源(?:于|自)?\s{0,3}[:：]|[:：\s　-]+)")
_CLOSING = re.compile(
    r"[\s　]+(?:原创稿?|综合|微信公众号|独家稿?件?|作者|编辑|字号|参与互动).{0,12}$"
    r"|[\s　]*[(（](?:北京|上海|广州|深圳|杭州|原创)[)）]$|[|丨:：,，;；\s　]+$"
)
_NOT_SOURCES = re.compile(
    r"^(?:未知|不详|网络|互联网|本站原创|原创|转载|无|null|none|undefined|暂无|other|作者|编辑"
    r"|时间|字号|打印|分享|\d+)$",
    re.I,
)

_HEAD = re.compile(
    r"^[（(【\[]?(?P<head>[^，。；！？（）()：:“”《》]{2,32}?)(?P<kind>专电|电|讯|报道|消息)"
    r"(?P<next>[\s　:：（(【)）\]】,，]|$)?"
)
_DAY = re.compile(r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日\s?$")
_AGENCY = re.compile(
    r"^(?:据|综合)?(?P<agency>新华社|新华网|中新社|中新网|中国新闻网|人民网|央视网|央广网"
    r"|央视新闻|光明网|浙江在线|国际在线"
    r"|本报|本网|本台|本社|本刊|[A-Za-z]{2,10}中文站"
    r"|.{1,12}?(?:日报|晚报|早报|时报|商报|都市报|新闻网|在线|新闻|客户端|频道|融媒体?|广播"
    r"|电视台|通讯社"
    r"|[^电]网|[^公会]社|[^通情汇]报|[^电]台))"
)
_ALONE = re.compile(r"^(?:本报|本网|本台|本社|本刊|.{2,12}(?:网|报|社|台|在线|新闻|客户端))$")
_PLACE = re.compile("[\u4e00-\u9fff·、]{2,20}(?:[/ ][\u4e00-\u9fff·]{2,10}){0,4}")


def tidy(name: str) -> str:
    """A source's name without label, remarks and stray marks."""
    name = _OPENING.sub("", name.strip())
    name = _CLOSING.sub("", name).strip(" 　-|｜")
    if name.startswith(("《", "“", '"')) and name.endswith(("》", "”", '"')):
        inner = name[1:-1]
        name = inner if not re.search('[《》“”"]', inner) else name
    return name


def is_source(name: str) -> bool:
    """Whether a text can name a source at all."""
    if not 2 <= len(name) <= 40 or _NOT_SOURCES.match(name):
        return False
    return re.search(r"[\u4e00-\u9fffA-Za-z]", name) is not None and not re.search(
        r"[。！？；]", name
    )


def alias(name: str) -> str:
    """The house's usual name for one of its others."""
    return ALIASES.get(name, name)


def of_host(host: str) -> str | None:
    """The publisher of a host that belongs to the crawled site, None for others."""
    for suffix, name in _HOSTS.items():
        if host == suffix or host.endswith(f".{suffix}"):
            return name
    return None


def dateline_of(text: str, *, published: date | None = None) -> Dateline | None:
    """The dateline at the very start of a paragraph, None without one.

    :param text: the paragraph.
    :param published: day of publication: gives the year, over New Year the year before.
    """
    head_text = clean(text[:80])
    match = _HEAD.match(head_text)
    if match is None:
        return None
    head = match["head"].strip()
    day = _DAY.search(head)
    before = head[: day.start()].strip() if day else head
    agency = _AGENCY.match(before)
    if agency is None:
        return None
    name = agency["agency"]
    place = before[agency.end() :].strip(" 、/·")
    if place and not _PLACE.fullmatch(place):
        return None
    if day is None and not _stands_alone(match, before, place):
        return None
    if match["kind"] == "报道" and before.startswith("据"):
        return None  # 据某网5月9日报道 cites somebody else
    start = match.start("head")
    return Dateline(
        text=head_text[start : match.end("kind")].strip(),
        agency=name,
        place=place or None,
        date=_day(day, published) if day else None,
    )


def _stands_alone(match: re.Match[str], before: str, place: str) -> bool:
    """Without a day only the fixed forms are datelines: 本报讯, 新华社电, 央视网消息："""
    if match["kind"] == "报道" or match["next"] is None:
        return False
    return (not place or len(place) <= 4) and (
        bool(_ALONE.match(before)) or before.startswith(("新华社", "本报"))
    )


def _day(written: re.Match[str], published: date | None) -> str | None:
    if written["year"] is None and published is None:
        return None
    year = int(written["year"]) if written["year"] else published.year if published else 0
    try:
        day = date(year, int(written["month"]), int(written["day"]))
        if written["year"] is None and published is not None and (day - published).days > 180:
            day = day.replace(year=year - 1)
    except ValueError:
        return None
    return day.isoformat()
