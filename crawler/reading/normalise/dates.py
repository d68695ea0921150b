"""Times of publication in the forms Chinese pages write them, to the precision they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from crawler.reading.parts import Precision

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST_YEAR = 1995
"""The web has no Chinese news before it; earlier dates belong to the story, not to the page."""
_LAST_YEAR = 2099
_LONGEST = 4000
"""Characters of a text that are searched: dates of publication stand in short lines."""

_CLOCK = (
    r"(?P<utc>(?:格林尼治标准时间|格林威治标准时间|GMT|UTC)[\s:：]{0,3})?"
    r"(?P<half>上午|下午|晚上|晚间|中午|凌晨|早上|清晨|傍晚|[AP]M)?\s{0,3}"
    r"(?P<hour>[012]?\d)(?:"
    r"\s?[:：]\s?(?P<minute>[0-5]\d)(?!\d)(?:\s?[:：]\s?(?P<second>[0-5]\d)(?!\d)(?:[.,]\d{1,9})?)?"
    r"|\s?[时時点](?!报)(?:\s?(?P<minute2>[0-5]?\d)\s?分(?:\s?(?P<second2>[0-5]?\d)\s?秒)?)?)"
    r"(?:\s?(?P<half2>[AP]M)\b)?(?:\s?(?P<zone>Z\b|GMT\b|UTC\b|[+-][01]\d:?[0-5]\d(?!\d)))?"
)
_GAP = r"(?:[\s|｜,，、T/·　]|北京时间|时间|[(（]?(?:星期|周)[一二三四五六日天][)）]?|[:：]){0,12}"
_NUMERIC = re.compile(
    r"(?<![\d.])(?P<year>(?:19|20)\d\d|\d\d(?=\s?年))"
    r"(?:\s{0,4}[年\-/.．－–]\s{0,4}|\s{1,4}(?=\d{1,2}\s{0,4}[/月]))"
    r"(?P<month>[01]?\d)\s{0,4}[月\-/.．－–]\s{0,4}(?P<day>[0-3]?\d)(?!\d)\s{0,2}[日号]?"
    rf"(?:{_GAP}{_CLOCK})?",
    re.I,
)
_MONTH_DAY = re.compile(
    r"(?<![\d年./-])(?P<month>[01]?\d)(?:\s?月\s?|[-/])(?P<day>[0-3]?\d)(?!\d)\s?[日号]?"
    rf"(?:{_GAP}{_CLOCK})?",
    re.I,
)
_COMPACT = re.compile(
    r"(?<!\d)(?P<year>20\d\d|199\d)(?P<month>[01]\d)(?P<day>[0-3]\d)"
    r"(?:[ T]?(?P<hour>[0-2]\d):?(?P<minute>[0-5]\d)(?::?(?P<second>[0-5]\d))?)?(?!\d)"
)
_DIGITS = "〇零○Ｏ一二三四五六七八九"
_HAN = re.compile(
    rf"(?P<year>[{_DIGITS}]{{4}})年(?P<month>[元一二三四五六七八九十]{{1,2}})月"
    r"(?P<day>[一二三四五六七八九十廿卅]{1,3})日"
)
_ENGLISH = re.compile(
    r"(?:(?P<day>[0-3]?\d)\s(?P<name>[A-Z][a-z]{2})[a-z]{0,6},?"
    r"|(?P<name2>[A-Z][a-z]{2})[a-z]{0,6}\.?\s(?P<day2>[0-3]?\d),?)"
    rf"\s(?P<year>20\d\d|199\d)(?:{_GAP}{_CLOCK})?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_AGO = re.compile(r"(?P<count>\d{1,4}|半)\s?(?:个)?(?P<unit>分钟|小时|天|日|周|星期)(?:之)?前|刚刚")
_DAY_WORD = re.compile(rf"(?P<word>今天|今日|昨天|昨日|前天)(?:{_GAP}{_CLOCK})?")
_EPOCH = re.compile(r"^\s*(1[0-9]{9})(?:[0-9]{3})?\s*$")
_UNITS = {"分钟": 60, "小时": 3600, "天": 86400, "日": 86400, "周": 604800, "星期": 604800}
_AFTERNOON = ("下午", "晚上", "晚间", "傍晚", "pm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A point in time as a page gives it."""

    value: datetime
    """Aware time in Asia/Shanghai; parts that are not given are zero."""
    precision: Precision
    """The smallest part given: second, minute, hour or day."""
    raw: str
    """The text it was read from, white space folded."""
    start: int
    """Offset of ``raw`` in the searched text."""

    def iso(self) -> str:
        """ISO 8601 with the offset of China, to the second (2016-05-18T10:09:29+08:00)."""
        return self.value.isoformat(timespec="seconds")


def find(text: str, *, reference: date | None = None) -> Moment | None:
    """The first time in a text, None without one; see :func:`find_all`."""
    return next(find_all(text, reference=reference), None)


def find_all(text: str, *, reference: date | None = None) -> Iterator[Moment]:
    """Every time in a text, in order, those before 1995 left out.

    :param text: visible text; only its first 4,000 characters are searched.
    :param reference: the day the page is from: gives the year to 05月18日 and the day to 昨天.
        Without it such forms are not read.
    """
    text = text[:_LONGEST]
    found = False
    for pattern in (_NUMERIC, _HAN, _ENGLISH):
        for match in pattern.finditer(text):
            moment = _moment(match, reference)
            if moment is not None:
                found = True
                yield moment
        if found:
            return
    if reference is not None:
        yield from _relative(text, reference)


def find_compact(text: str, *, reference: date | None = None) -> Moment | None:
    """A time in a machine's field, where ``20160518100929`` and epoch seconds occur too."""
    match = _EPOCH.match(text)
    if match:
        value = datetime.fromtimestamp(int(match[1]), tz=SHANGHAI)
        return Moment(value=value, precision="second", raw=text.strip(), start=0)
    moment = find(text, reference=reference)
    if moment is None:
        compact = _COMPACT.search(text[:_LONGEST])
        moment = _moment(compact, reference) if compact else None
    return moment


def of_url(url: str) -> date | None:
    """The day in an address (``/2016/05/18/``, ``/201605/t20160518_1``), None without one."""
    match = re.search(
        r"(?<!\d)((?:19|20)\d\d)[-/_]?([01]\d)[-/_]?([0-3]\d)(?!\d{3})(?=\D|\d\d?\D|$)", url[:2000]
    )
    if match is None:
        return None
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= _LAST_YEAR else None


def _relative(text: str, reference: date) -> Iterator[Moment]:
    for match in _MONTH_DAY.finditer(text):
        moment = _moment(match, reference)
        if moment is not None:
            yield moment
    for match in _DAY_WORD.finditer(text):
        days = {"今": 0, "昨": 1, "前": 2}[match["word"][0]]
        moment = _at(match, reference - timedelta(days=days))
        if moment is not None:
            yield moment
    for match in _AGO.finditer(text):
        # Without the hour of reading only the day can be known, and only roughly.
        seconds = (
            int(match["count"]) * _UNITS[match["unit"]] if (match["count"] or "").isdigit() else 0
        )
        day = reference - timedelta(seconds=min(seconds, 400 * 86400))
        yield Moment(
            value=datetime(day.year, day.month, day.day, tzinfo=SHANGHAI),
            precision="day",
            raw=match[0],
            start=match.start(),
        )


def _moment(match: re.Match[str], reference: date | None) -> Moment | None:
    day = _day(match.groupdict(), reference)
    if day is None or not FIRST_YEAR <= day.year <= _LAST_YEAR:
        return None
    return _at(match, day)


def _day(parts: dict[str, str | None], reference: date | None) -> date | None:
    month = parts.get("month") or _month_number(parts.get("name") or parts.get("name2") or "")
    day = parts.get("day") or parts.get("day2") or ""
    year = parts.get("year") or (str(reference.year) if reference else "")
    try:
        found = date(_year(year), _number(month), _number(day))
    except ValueError:
        return None
    if parts.get("year") is None and reference is not None and (found - reference).days > 180:
        # 12月31日 on a page of January is of the year before.
        found = found.replace(year=found.year - 1)
    return found


def _at(match: re.Match[str], day: date) -> Moment | None:
    parts = match.groupdict()
    raw = " ".join(match[0].split()).strip(" 　|｜,，/:：")
    hour_text = parts.get("hour")
    hour = int(hour_text) if hour_text else 0
    if hour > 24:
        return None
    minute = parts.get("minute") or parts.get("minute2")
    second = parts.get("second") or parts.get("second2")
    half = (parts.get("half") or parts.get("half2") or "").lower()
    if half in _AFTERNOON and hour < 12:
        hour += 12
    precision: Precision = (
        "second" if second else "minute" if minute else "hour" if hour_text else "day"
    )
    value = datetime(day.year, day.month, day.day, tzinfo=_zone(parts)) + timedelta(
        hours=hour, minutes=int(minute or 0), seconds=int(second or 0)
    )
    return Moment(
        value=value.astimezone(SHANGHAI), precision=precision, raw=raw, start=match.start()
    )


def _zone(parts: dict[str, str | None]) -> tzinfo:
    zone = (parts.get("zone") or "").upper()
    if parts.get("utc") or zone in ("Z", "GMT", "UTC"):
        return UTC
    if zone:
        minutes = int(zone[1:3]) * 60 + int(zone[-2:])
        return timezone(timedelta(minutes=-minutes if zone[0] == "-" else minutes))
    return SHANGHAI


def _year(text: str) -> int:
    if len(text) == 2 and text.isdigit():
        return 2000 + int(text) if int(text) < 70 else 1900 + int(text)
    return int(
        "".join(str(max(0, _DIGITS.find(c) - 3)) for c in text) if text[0] in _DIGITS else text
    )


def _month_number(name: str) -> str:
    return str(_MONTHS.index(name.lower()) + 1) if name.lower() in _MONTHS else ""


def _number(text: str) -> int:
    """1 to 31 in digits or Chinese numerals."""
    if text.isdigit() and text.isascii():
        return int(text)
    text = text.replace("元", "一").replace("廿", "二十").replace("卅", "三十")
    tens, ten, units = text.rpartition("十")
    if not ten:
        return _DIGITS.index(units) - 3
    return (_DIGITS.index(tens) - 3 if tens else 1) * 10 + (
        _DIGITS.index(units) - 3 if units else 0
    )
