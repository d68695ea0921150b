"""crawler.article.schema and .reference: what is committed is what the code says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from article_samples import fields, paragraph, reading
from crawler.article import assemble, line, reference, schema
from crawler.article.problems import CODES

ROOT = Path(__file__).parents[3]


def test_the_committed_schema_is_current() -> None:
    assert schema.text() == schema.PATH.read_text(encoding="utf-8"), (
        "run: python -m crawler.article.schema"
    )


def test_the_reference_page_is_current() -> None:
    page = ROOT / "docs" / "reference" / "article.md"
    assert reference.text() == page.read_text(encoding="utf-8"), (
        "run: python -m crawler.article.reference > docs/reference/article.md"
    )


def test_the_reference_page_names_every_key_and_code() -> None:
    page = reference.text()
    keys = {key for part in schema.schema()["$defs"].values() for key in part["properties"]}
    assert set() == {name for name in {*keys, *CODES} if f"| `{name}` |" not in page}


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(schema.schema())


def test_every_object_is_closed_and_complete() -> None:
    root = schema.schema()
    for part in (root, *root["$defs"].values()):
        assert part["additionalProperties"] is False
        assert list(part["properties"]) == part["required"]
        assert all(prop["description"] for prop in part["properties"].values())


def test_lines_are_valid() -> None:
    validator = Draft202012Validator(schema.schema())
    bare = fields(paragraph("只有一段话的文章。"), source=None, dateline=None, authors=[])
    for told in (fields(), bare):
        validator.validate(json.loads(line(assemble([reading(told)]))))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", "zjol:x:1"),
        ("version", "1"),
        ("datePublished", "2016-05-18"),
        ("mood", "glad"),
        ("blocks", [{"type": "paragraph"}]),
        ("pubStatus", "lost"),
        ("provenance", {}),
    ],
)
def test_other_records_are_not(key: str, value: object) -> None:
    record = json.loads(line(assemble([reading()])))
    record[key] = value
    assert not Draft202012Validator(schema.schema()).is_valid(record)
