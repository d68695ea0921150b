"""Golden cases: one test for each field of each article, read from the captures beside it."""

from functools import cache
from pathlib import Path

import pytest

from crawler.inspection import golden

FOLDER = Path(__file__).parent
FIELDS = [(case, name) for case in golden.cases(FOLDER) for name in sorted(golden.expected(case))]


@cache
def told(case):
    return golden.read_case(case)


@pytest.mark.parametrize(
    ("case", "name"), FIELDS, ids=[f"{c.parent.name}/{c.name}-{n}" for c, n in FIELDS]
)
def test_a_field_is_read_as_before(case, name):
    assert golden.expected(case)[name] == told(case)[name]


@pytest.mark.parametrize("case", golden.cases(FOLDER), ids=lambda case: case.name)
def test_no_field_is_new(case):
    assert golden.expected(case).keys() == told(case).keys()
