"""The dateline: agency, place, day; and prose that only looks like one."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.reading.normalise.sources import dateline_of

PUBLISHED = date(2017, 1, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("浙江在线05月18日讯 积极", ("浙江在线05月18日讯", "浙江在线", None, date(2017, 5, 18))),
        (
            "新华社北京11月17日电（记者",
            ("新华社北京11月17日电", "新华社", "北京", date(2016, 11, 17)),
        ),
        (
            "浙江在线11月27日讯（记者 刘",
            ("浙江在线11月27日讯", "浙江在线", None, date(2016, 11, 27)),
        ),
        ("本报讯 昨天", ("本报讯", "本报", None, None)),
        (
            "TNW中文站 10月14日报道",
            ("TNW中文站 10月14日报道", "TNW中文站", None, date(2016, 10, 14)),
        ),
        ("中新网青澜12月31日电 ", ("中新网青澜12月31日电", "中新网", "青澜", date(2016, 12, 31))),
        ("央视网消息：今天", ("央视网消息", "央视网", None, None)),
        (
            "（新华社北京2015年11月17日电）",
            ("新华社北京2015年11月17日电", "新华社", "北京", date(2015, 11, 17)),
        ),
        (
            "央广网杭州5月18日消息（记者",
            ("央广网杭州5月18日消息", "央广网", "杭州", date(2017, 5, 18)),
        ),
        ("新华社电", ("新华社电", "新华社", None, None)),
    ],
)
def test_a_dateline_is_taken_apart(
    text: str, expected: tuple[str, str, str | None, date | None]
) -> None:
    found = dateline_of(text, published=PUBLISHED)
    assert found is not None
    day = date.fromisoformat(found.date) if found.date else None
    assert expected == (found.text, found.agency, found.place, day)


@pytest.mark.parametrize(
    "text",
    [
        "据新华社报道，",
        "据参考消息网5月9日报道",
        "5月9日，山东",
        "今年以来，我市",
        "记者从通讯公司获悉",
        "电视台报道了此事",
        "",
    ],
)
def test_prose_has_no_dateline(text: str) -> None:
    assert dateline_of(text, published=PUBLISHED) is None


def test_the_year_of_december_read_in_january_is_the_year_before() -> None:
    found = dateline_of("浙江在线12月31日讯 岁末", published=date(2017, 1, 1))
    assert found is not None
    assert "2016-12-31" == found.date
