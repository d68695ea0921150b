"""crawler.article.lines: one article, one line, always the same bytes."""

from __future__ import annotations

import json
from dataclasses import fields as members
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from article_samples import fields, image, paragraph, reading, table
from crawler.article import Article, article_from, assemble, line

STORED = Path(__file__).with_name("article.jsonl")
TEXT = st.text(max_size=60)


def test_keys_stand_in_the_order_of_the_record() -> None:
    written = json.loads(line(assemble([reading()])))
    assert [field.name for field in members(Article)] == list(written)


def test_a_line_ends_once_and_holds_no_spaces_between_tokens() -> None:
    written = line(assemble([reading(fields(headline="一\n二\u2028三\u2029四\x85五"))]))
    assert 1 == len(written.decode().splitlines())
    assert written.endswith(b"}\n")
    assert b'"version":1,"previousVersion":null' in written


def test_the_same_readings_give_the_stored_bytes() -> None:
    """Fails when the format or ``versionId`` changes: then say so in the changelog, and run
    ``python -m pytest`` with the new line in the file."""
    assert STORED.read_bytes() == line(assemble([reading(second=5)], spider="zjol"))


def test_a_line_read_back_is_the_same_article() -> None:
    article = assemble([reading()])
    assert article == article_from(line(article))


@given(
    headline=st.none() | TEXT,
    body=st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=5),
    caption=st.none() | TEXT,
    cells=st.lists(TEXT, min_size=2, max_size=2),
    keywords=st.lists(TEXT, max_size=3),
    confidence=st.floats(0, 1),
)
def test_any_article_survives_the_round_trip(
    headline: str | None,
    body: list[str],
    caption: str | None,
    cells: list[str],
    keywords: list[str],
    confidence: float,
) -> None:
    told = fields(
        *map(paragraph, body),
        image("http://img.example.cn/a.jpg", caption),
        table(cells),
        headline=headline,
        keywords=keywords,
        fieldSources={"headline": {"rule": "css:h1", "confidence": confidence}},
    )
    article = assemble([reading(told)])
    assert article == article_from(line(article))
    assert line(article) == line(article_from(line(article)))


def _without(record: dict[str, Any]) -> None:
    del record["kicker"]


def _beyond(record: dict[str, Any]) -> None:
    record["mood"] = "glad"


def _wrong(record: dict[str, Any]) -> None:
    record["version"] = "1"


def _bool(record: dict[str, Any]) -> None:
    record["version"] = True


def _block(record: dict[str, Any]) -> None:
    record["blocks"][0]["type"] = "riddle"


def _status(record: dict[str, Any]) -> None:
    record["pubStatus"] = "lost"


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (_without, "kicker"),
        (_beyond, "mood"),
        (_wrong, "Article.version"),
        (_bool, "Article.version"),
        (_block, "Article.blocks"),
        (_status, "Article.pubStatus"),
    ],
)
def test_another_record_is_refused_by_name(spoil: Any, named: str) -> None:
    record = json.loads(line(assemble([reading()])))
    spoil(record)
    with pytest.raises(ValueError, match=named):
        article_from(json.dumps(record))


@pytest.mark.parametrize("written", [b"", b"{}", b"[]", b"null", b'"a"', b"\xff", b"[" * 100_000])
def test_what_is_no_article_is_refused(written: bytes) -> None:
    with pytest.raises(ValueError):
        article_from(written)
