"""crawler.article.validate: each code is given for what it names, and only for that."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.article import article_from
from crawler.article.validate import CODES, problems, rejected

LINE = (Path(__file__).with_name("article.jsonl")).read_bytes()
Record = dict[str, Any]


def codes(record: Record) -> list[str]:
    return [problem.code for problem in problems(article_from(json.dumps(record)))]


def changed(**values: Any) -> Callable[[Record], None]:
    return lambda record: record.update(values)


def body(*texts: str) -> Callable[[Record], None]:
    """A body of paragraphs, all else in step with it."""

    def change(record: Record) -> None:
        text = "\n".join(text for text in texts if text)
        record["blocks"] = [
            {"i": i, "type": "paragraph", "text": text, "page": 1} for i, text in enumerate(texts)
        ]
        record.update(articleBody=text, sections=[])
        record["wordCount"]["chars"] = len("".join(text.split()))

    return change


def within(*path: Any, to: Any) -> Callable[[Record], None]:
    def change(record: Record) -> None:
        where: Any = record
        for step in path[:-1]:
            where = where[step]
        where[path[-1]] = to

    return change


def author(name: str, raw: str) -> Callable[[Record], None]:
    return changed(authors=[{"name": name, "nameRaw": raw, "role": "author", "organization": None}])


LONG = "清晨的渡口还罩着一层薄雾，头班船已经坐满了人，桥上的灯还亮着。"
NO_BLOCKS = {"blocks": [], "articleBody": "", "sections": []}
VERSION_ID = "sha256:" + "0" * 64

CASES: list[tuple[str, Callable[[Record], None]]] = [
    ("headline-missing", changed(headline=None)),
    ("headline-missing", changed(headline="　 ")),
    ("body-empty", changed(**NO_BLOCKS)),
    ("id-malformed", changed(versionId="sha256:0")),
    ("id-malformed", changed(versionId=VERSION_ID + "\n")),
    ("id-url-mismatch", changed(id="zjol:t:1554311")),
    ("version-chain", changed(version=0)),
    ("version-chain", changed(version=2)),
    ("version-chain", changed(previousVersion=VERSION_ID)),
    ("url-malformed", changed(url="ftp://zjnews.zjol.com.cn/t20160518_1554310.shtml")),
    ("provenance-missing", changed(provenance=[])),
    ("status-not-ok", within("provenance", 0, "httpStatus", to=404)),
    ("status-not-ok", within("provenance", 0, "httpStatus", to=None)),
    ("time-malformed", changed(datePublished="2016-05-18 10:09")),
    ("time-malformed", changed(datePublished="2016-05-18T10:09:29")),
    ("time-malformed", changed(datePublished="2016-13-18T10:09:29+08:00")),
    ("time-malformed", changed(dateModified="2016-05-18")),
    ("block-index-gap", within("blocks", 3, "i", to=4)),
    ("block-page-order", within("blocks", 9, "page", to=2)),
    ("block-page-order", within("blocks", 0, "page", to=0)),
    ("block-malformed", within("blocks", 1, "url", to="/a.jpg")),
    ("block-malformed", within("blocks", 2, "level", to=0)),
    ("block-malformed", within("blocks", 6, "rows", to=[])),
    ("block-malformed", within("blocks", 7, "items", to=[])),
    ("block-malformed", body(LONG, "")),
    ("section-out-of-range", within("sections", 0, "end", to=99)),
    ("section-out-of-range", within("sections", 0, "start", to=3)),
    ("section-out-of-range", within("sections", 0, "start", to=-1)),
    ("body-blocks-mismatch", changed(articleBody=LONG)),
    ("pagination-contradiction", changed(pagination={"pages": 2, "complete": True})),
    ("pagination-contradiction", changed(pagination={"pages": 1, "complete": False})),
    ("pages-missing", changed(pagination={"pages": 2, "complete": False})),
    ("mojibake", body(LONG, "锟斤拷锟斤拷锟斤拷锟斤拷")),
    ("mojibake", body("鍦ㄦ竻鏅ㄧ殑娓″彛锛岄钖勯浘銆傚湪妗ヤ笂锛岀伅杩樹寒鐫€銆")),
    (
        "mojibake",
        body("清晨的渡口还罩着一层薄雾，船上坐满了人".encode().decode("cp1252", "ignore")),
    ),
    ("mojibake-traces", body(LONG * 20, "桥上的\ufffd还亮着。")),
    ("text-halfwidth", changed(warnings=["text.halfwidth"])),
    ("html-remains", body(LONG, "<p>桥</p>")),
    ("html-remains", body(LONG, "桥&amp;nbsp;路")),
    ("control-characters", body(LONG, "桥\x07路很长")),
    ("furniture-in-body", body(LONG, "责任编辑：周以宁")),
    ("furniture-in-body", body(LONG, "上一页 1 2 下一页")),
    ("body-short", body("桥修好了。")),
    ("editor-among-authors", author("周甲", "责任编辑: 周甲")),
    ("author-is-editor", author("周以宁", "记者 周以宁")),
    ("name-odd", author("记者林小禾", "记者林小禾")),
    ("name-odd", author("", "作者：")),
    ("name-odd", author("林" * 41, "林")),
    ("source-odd", changed(source={"name": "来源：青石日报", "nameRaw": "", "url": None})),
    ("headline-site-suffix", changed(headline="三座老桥修缮完工_浙江新闻_浙江在线")),
    ("length-absurd", changed(headline="桥" * 301)),
    ("length-absurd", changed(description="桥" * 10_001)),
    ("length-absurd", lambda record: record.update(editors=record["editors"] * 201)),
    ("published-missing", changed(datePublished=None)),
    ("published-too-early", changed(datePublished="1994-12-31T23:59:59+08:00")),
    ("published-after-capture", changed(datePublished="2026-11-23T10:10:06+08:00")),
    ("published-off-url", changed(datePublished="2016-05-21T00:00:00+08:00")),
    ("modified-before-published", changed(dateModified="2016-05-17T23:59:59+08:00")),
]

ALSO = {
    "published-too-early": ["published-off-url"],
    "published-after-capture": ["published-off-url"],
}
"""Codes that cannot come alone in these cases."""


def test_a_sound_article_has_no_problem() -> None:
    assert [] == codes(json.loads(LINE))


@pytest.mark.parametrize(("code", "spoil"), CASES, ids=[f"{i}-{c[0]}" for i, c in enumerate(CASES)])
def test_a_code_is_given_for_what_it_names(code: str, spoil: Callable[[Record], None]) -> None:
    record = json.loads(LINE)
    spoil(record)
    assert [code, *ALSO.get(code, [])] == list(dict.fromkeys(codes(record)))


def test_every_code_has_a_case() -> None:
    assert set(CODES) == {code for code, _ in CASES}


@pytest.mark.parametrize(
    "published",
    [
        "1995-01-01T00:00:00+08:00",
        "2026-11-23T10:09:05+08:00",
        "2026-11-23T02:10:05Z",
    ],
)
def test_times_within_the_limits_are_not_refused(published: str) -> None:
    record = json.loads(LINE)
    record["datePublished"] = published
    found = problems(article_from(json.dumps(record)))
    assert not rejected(found)


@pytest.mark.parametrize("day", ["2016-05-16", "2016-05-20"])
def test_two_days_off_the_address_are_ordinary(day: str) -> None:
    record = json.loads(LINE)
    record["datePublished"] = f"{day}T12:00:00+08:00"
    assert [] == codes(record)


def test_warnings_keep_an_article_and_refusals_do_not() -> None:
    record = json.loads(LINE)
    record["datePublished"] = None
    warned = problems(article_from(json.dumps(record)))
    assert ["warn"] == [problem.severity for problem in warned]
    assert not rejected(warned)
    record["headline"] = None
    assert rejected(problems(article_from(json.dumps(record))))


def test_a_problem_says_where_and_what() -> None:
    record = json.loads(LINE)
    record["blocks"][3]["i"] = 8
    found = problems(article_from(json.dumps(record)))
    assert ("block-index-gap", "blocks.3", "i is 8") == (
        found[0].code,
        found[0].field,
        found[0].detail,
    )


@given(st.text(max_size=200), st.text(max_size=50), st.text(max_size=30))
def test_any_text_is_judged_without_error(text: str, headline: str, date: str) -> None:
    record = json.loads(LINE)
    body(text, headline)(record)
    record.update(headline=headline, datePublished=date, url=headline)
    record["provenance"][0]["dateDownloaded"] = date
    assert all(problem.code in CODES for problem in problems(article_from(json.dumps(record))))
