"""Whole pages in the structures of real sites, with invented text, read field by field."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crawler import extract_page
from crawler.page.document import parse
from crawler.reading.extract import extract, is_article

GOLDEN = Path(__file__).parents[3] / "golden" / "extract"
CASES = sorted(path.name for path in GOLDEN.iterdir() if path.is_dir())


def _names(people: list[dict[str, Any]]) -> list[str]:
    return [person["name"] for person in people]


def _told(fields: dict[str, Any], ignored: list[str]) -> dict[str, Any]:
    """The fields in the shape the cases spell their expectations."""
    blocks = fields["blocks"]
    source, dateline, rights = fields["source"], fields["dateline"], fields["rights"]
    return {
        **fields,
        "source": source["name"] if source else None,
        "publisher": fields["publisher"]["name"],
        "authors": _names(fields["authors"]),
        "editors": _names(fields["editors"]),
        "dateline": dateline["text"] if dateline else None,
        "breadcrumbs": _names(fields["breadcrumbs"]),
        "paragraphs": [block["text"] for block in blocks if block["text"]],
        "headings": [
            block["text"]
            for block in blocks
            if block["type"] == "heading" and block["text"] not in ignored
        ],
        "captions": [block["caption"] for block in blocks if block.get("caption")],
        "credits": [block["credit"] for block in blocks if block.get("credit")],
        "copyrightHolder": rights["copyrightHolder"],
        "holderBasis": rights["holderBasis"],
        "copyrightNotice": rights["copyrightNotice"],
        "pagination": {key: fields["pagination"][key] for key in ("pages", "page", "next")},
    }


@pytest.mark.parametrize("name", CASES)
def test_a_page_is_read_as_a_reader_would(name: str) -> None:
    case = json.loads((GOLDEN / name / "case.json").read_text(encoding="utf-8"))
    body = (GOLDEN / name / "page.html").read_bytes()
    fields = extract_page(body, case["url"], case["contentType"])
    expected = case["expected"]
    told = _told(fields, expected.pop("headingsIgnored", []))
    assert expected == {key: told[key] for key in expected}
    assert is_article(extract(parse(body, case["url"], case["contentType"])))


@pytest.mark.parametrize("name", CASES)
def test_no_editor_is_ever_an_author(name: str) -> None:
    case = json.loads((GOLDEN / name / "case.json").read_text(encoding="utf-8"))
    fields = extract_page((GOLDEN / name / "page.html").read_bytes(), case["url"])
    assert not set(_names(fields["authors"])) & set(_names(fields["editors"]))
