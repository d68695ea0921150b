import json
from collections import Counter

import pytest

from crawler.reextract.compare import Differences, compare_day, compare_quarantine


def line(number, *, template="trs-artcon", version=1, **fields):
    told = {
        "id": f"zjol:t:{number}", "version": version, "headline": "渡口", "source": None,
        "extractor": {"name": "x", "version": "1", "template": template},
        "provenance": [{"warcRecordId": f"<urn:uuid:{number}-{version}>"}],
    }  # fmt: skip
    return json.dumps({**told, **fields}, ensure_ascii=False).encode() + b"\n"


@pytest.fixture
def compared(tmp_path):
    def compare(stored, told):
        path = tmp_path / "2026-11-23.jsonl"
        if stored is not None:
            path.write_bytes(b"".join(stored))
        found = Differences()
        compare_day(path, told, found)
        return found

    return compare


def test_equal_bytes_are_the_same(compared):
    lines = [line(1), line(2)]
    found = compared(lines, lines)
    assert (2, False) == (found.same, found.any)


def test_changes_are_counted_by_field_and_template(compared):
    stored = [line(1, source={"name": "甲"}), line(2), line(3)]
    told = [
        line(1, headline="渡口的早晨"), line(2, source={"name": "乙"}),
        line(3, extractor={"name": "x", "version": "2", "template": "general"}),
    ]  # fmt: skip
    found = compared(stored, told)
    assert Counter(changed=3) == found.lines
    assert {
        ("headline", "trs-artcon", "changed"): 1,
        ("source", "trs-artcon", "lost"): 1,
        ("source", "trs-artcon", "added"): 1,
        ("extractor.version", "general", "changed"): 1,
        ("extractor.template", "general", "changed"): 1,
    } == found.fields
    assert ["zjol:t:1#1"] == found.examples["headline", "trs-artcon", "changed"]


def test_lines_that_are_new_and_lines_that_are_gone_are_counted(compared):
    found = compared([line(1), line(2)], [line(2), line(3)])
    assert (1, Counter(added=1, lost=1)) == (found.same, found.lines)
    assert ["zjol:t:3#1"] == found.examples["(line)", "trs-artcon", "added"]
    assert ["zjol:t:1#1"] == found.examples["(line)", "trs-artcon", "lost"]


def test_another_order_is_no_difference_of_a_line(compared):
    assert 2 == compared([line(1), line(2)], [line(2), line(1)]).same


def test_without_a_file_everything_is_new(compared):
    assert Counter(added=2) == compared(None, [line(1), line(2)]).lines


def test_a_line_that_stands_there_twice_is_one_too_many(compared):
    assert Counter(lost=1) == compared([line(1), line(1)], [line(1)]).lines


@pytest.mark.parametrize("broken", [b"no json\n", b"[1]\n", b'{"id": 1}\n', b'{"torn'])
def test_a_line_that_cannot_be_read_is_one_too_many(compared, broken):
    found = compared([line(1), broken], [line(1)])
    assert (1, Counter(lost=1)) == (found.same, found.lines)


def test_a_few_examples_are_kept(compared):
    found = compared([], [line(number) for number in range(20)])
    assert 5 == len(found.examples["(line)", "trs-artcon", "added"])


def test_the_quarantine_is_compared_whatever_its_order():
    found = Differences()
    compare_quarantine([b"a", b"b", b"b"], [b"b", b"a", b"c"], found)
    assert Counter(added=1) == found.quarantined
