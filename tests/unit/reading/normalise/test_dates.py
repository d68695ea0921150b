"""Every form a Chinese page writes a time in, to the precision it is written."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.reading.normalise.dates import find, find_all, find_compact, of_url

NEW_YEAR = date(2017, 1, 2)


@pytest.mark.parametrize(
    ("text", "expected", "precision"),
    [
        ("2016年05月18日 10:09:29 来源: 湖州日报", "2016-05-18T10:09:29+08:00", "second"),
        ("2019年06月15日08:18", "2019-06-15T08:18:00+08:00", "minute"),
        ("2024年04月24日23:52 | 来源：青澜", "2024-04-24T23:52:00+08:00", "minute"),
        ("2020-10-04 20:30", "2020-10-04T20:30:00+08:00", "minute"),
        ("发布日期：2016-11-22 浏览次数：539", "2016-11-22T00:00:00+08:00", "day"),
        ("2021 11/17 20:11:45", "2021-11-17T20:11:45+08:00", "second"),
        ("2026年02月23日12时", "2026-02-23T12:00:00+08:00", "hour"),
        ("2016年5月18日 10时09分", "2016-05-18T10:09:00+08:00", "minute"),
        ("二〇一六年五月十八日", "2016-05-18T00:00:00+08:00", "day"),
        ("二○二一年十二月三十一日", "2021-12-31T00:00:00+08:00", "day"),
        ("更新时间 2016年5月18日, 格林尼治标准时间10:41", "2016-05-18T18:41:00+08:00", "minute"),
        ("2020-10-04T20:30:00Z", "2020-10-05T04:30:00+08:00", "second"),
        ("2020-10-04T20:30:00.000+08:00", "2020-10-04T20:30:00+08:00", "second"),
        ("2016-05-18 下午3:05", "2016-05-18T15:05:00+08:00", "minute"),
        ("16年5月18日", "2016-05-18T00:00:00+08:00", "day"),
        ("2016.05.18 10:09", "2016-05-18T10:09:00+08:00", "minute"),
        ("2016/5/18 10:09", "2016-05-18T10:09:00+08:00", "minute"),
        ("2016年05月18日 星期三 10:09", "2016-05-18T10:09:00+08:00", "minute"),
        ("Wed, 18 May 2016 10:09:29 GMT", "2016-05-18T18:09:29+08:00", "second"),
        ("May 18, 2016", "2016-05-18T00:00:00+08:00", "day"),
        ("2016年5月18日24:00", "2016-05-19T00:00:00+08:00", "minute"),
    ],
)
def test_a_time_is_read_with_offset_and_precision(text: str, expected: str, precision: str) -> None:
    moment = find(text)
    assert moment is not None
    assert (expected, precision) == (moment.iso(), moment.precision)
    assert moment.raw in " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("05月18日 10:09", "2016-05-18T10:09:00+08:00"),
        ("12-31 12:00", "2016-12-31T12:00:00+08:00"),
        ("昨天 08:30", "2017-01-01T08:30:00+08:00"),
        ("3小时前", "2017-01-02T00:00:00+08:00"),
        ("2天前", "2016-12-31T00:00:00+08:00"),
    ],
)
def test_a_time_without_year_needs_the_day_of_the_page(text: str, expected: str) -> None:
    assert find(text) is None
    reference = NEW_YEAR if "05月" not in text else date(2016, 6, 1)
    moment = find(text, reference=reference)
    assert moment is not None
    assert expected == moment.iso()


@pytest.mark.parametrize(
    "text", ["1949年10月1日", "2016年13月1日", "2016-02-30", "电话 0571-85310000", "", "12:30"]
)
def test_what_is_no_time_of_the_web_is_not_read(text: str) -> None:
    assert find(text) is None


def test_several_times_come_in_order() -> None:
    found = [moment.iso()[:10] for moment in find_all("2016-05-18 至 2016-05-20")]
    assert ["2016-05-18", "2016-05-20"] == found


@pytest.mark.parametrize("text", ["20160518100929", "1463537369", "1463537369000"])
def test_machine_forms_are_read_in_machine_fields_only(text: str) -> None:
    moment = find_compact(text)
    assert moment is not None
    assert "2016-05-18T10:09:29+08:00" == moment.iso()
    assert find(text) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://a.cn/system/2016/05/18/021154310.shtml", date(2016, 5, 18)),
        ("http://a.cn/zjnews/201605/t20160518_1554310.shtml", date(2016, 5, 18)),
        ("http://a.cn/n1/2019/0615/c1001-31140001.html", date(2019, 6, 15)),
        ("http://a.cn/html/2016-05/18/content_1.htm", date(2016, 5, 18)),
        ("http://a.cn/art/2016/11/22/art_123_4567.html", date(2016, 11, 22)),
        ("http://a.cn/123456789.html", None),
        ("http://a.cn/", None),
    ],
)
def test_the_day_of_an_address(url: str, expected: date | None) -> None:
    assert expected == of_url(url)


@given(st.text(alphabet="0123456789年月日时分:：-/. T上午前天小时一二十GMTZ+", max_size=60))
@settings(deadline=None)
def test_any_text_is_read_without_an_error(text: str) -> None:
    for moment in find_all(text, reference=NEW_YEAR):
        assert moment.iso().endswith("+08:00")
