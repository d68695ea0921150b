"""Bylines and editor lines: who did what, and nobody who is not named."""

from __future__ import annotations

import pytest

from crawler.reading.normalise.names import author_field, bylines, editors, labels_editor, signature


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("责任编辑：冯小棠", [("冯小棠", "responsibleEditor")]),
        ("标签: 党建;湖州　责任编辑: 冯小棠", [("冯小棠", "responsibleEditor")]),
        (
            "(责编：宋心怡、赵小霞)",
            [("宋心怡", "responsibleEditor"), ("赵小霞", "responsibleEditor")],
        ),
        ("【编辑：姚　昊】", [("姚昊", "editor")]),
        ("责任编辑：杨小倩_NF4425", [("杨小倩", "responsibleEditor")]),
        ("[责任编辑：王小飞 PN050]", [("王小飞", "responsibleEditor")]),
        ("（责任编辑：HN666）", [("HN666", "responsibleEditor")]),
        ("责任编辑：alonliu", [("alonliu", "responsibleEditor")]),
        ("责任编辑：", []),
        ("责任编辑：王小萌【纠错】", [("王小萌", "responsibleEditor")]),
        ("编辑部：青澜", []),
        ("责任编辑：新华网", []),
        (
            "责编：张三丰 审核：李小四 监制：王五一",
            [("张三丰", "responsibleEditor"), ("李小四", "reviewer"), ("王五一", "supervisor")],
        ),
        ("图片编辑：张三丰  校对：李小四", [("张三丰", "visualEditor"), ("李小四", "proofreader")]),
        ("编辑丨王五一", [("王五一", "editor")]),
        ("记者 潘小东 | 编辑 谈小勇", [("谈小勇", "editor")]),
    ],
)
def test_editors_of_a_line(line: str, expected: list[tuple[str, str]]) -> None:
    assert expected == [(person.name, person.role) for person in editors(line)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("记者 刘小平", [("刘小平", "reporter", None)]),
        (
            "（记者 张小三 通讯员 李小四 王五一）",
            [
                ("张小三", "reporter", None),
                ("李小四", "correspondent", None),
                ("王五一", "correspondent", None),
            ],
        ),
        ("记者陈智 整合", [("陈智", "reporter", None)]),
        ("中青报·中青网记者 魏小濛 来源：中国青年报", [("魏小濛", "reporter", "中青报·中青网")]),
        ("本报记者　张　三", [("张三", "reporter", "本报")]),
        ("文｜财新记者 张小三", [("张小三", "reporter", None)]),
        (
            "记者 陈 佳 通讯员 王小明 文/图",
            [("陈佳", "reporter", None), ("王小明", "correspondent", None)],
        ),
        ("新华社记者 张小三 摄", [("张小三", "photographer", "新华社")]),
        ("文/张小三 图/李小四", [("张小三", "author", None), ("李小四", "photographer", None)]),
        ("【文/观察者网 齐小倩】", [("齐小倩", "author", None)]),
        ("记者了解到，今天的会议", []),
        ("记者从县里获悉", []),
        ("本报评论员", []),
        ("文化图片展", []),
        ("特约记者 王晓光 成都报道", [("王晓光", "specialReporter", None)]),
    ],
)
def test_authors_of_a_byline(line: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert expected == [(one.name, one.role, one.organization) for one in bylines(line)]


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("作者：", []),
        ("石小佳/中国青年报", [("石小佳", "中国青年报")]),
        ("张小三", [("张小三", None)]),
        ("email@gmail.com", []),
        ("Name; Email Com", []),
        ("我已授权", []),
        ("编辑：冯小棠", []),
        ("本报记者", []),
        ("综合", []),
        ("新华社", []),
        ("作者：记者 张小三", [("张小三", None)]),
        ("作者：往事如烟", [("往事如烟", None)]),
    ],
)
def test_a_field_for_authors_may_hold_anything(
    field: str, expected: list[tuple[str, str | None]]
) -> None:
    assert expected == [(person.name, person.organization) for person in author_field(field)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("将先后举行。（张巨小）", ["张巨小"]),
        ("将先后举行。（张小三 李小四）", ["张小三", "李小四"]),
        ("将先后举行。（完）", []),
        ("（资料来源：某某消息）", []),
        ("在会上说（见图）", []),
    ],
)
def test_a_signature_closes_the_text(text: str, expected: list[str]) -> None:
    assert expected == [person.name for person in signature(text)]


def test_the_quick_look_finds_what_the_reading_finds() -> None:
    assert labels_editor("责任编辑：冯小棠")
    assert not labels_editor("水务局的值守人员每天沿着堤岸走一遍")
