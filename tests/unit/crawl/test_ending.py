"""How what happened in a run becomes an outcome."""

import pytest

from crawler.crawl.ending import Tally, verdict
from crawler.errors import EXIT_CODES


def tally(**facts):
    defaults = {
        "finish_reason": "finished", "responses": 9, "pages": 5, "refused_by_robots": 0,
        "errors": 0, "states": {"done": 9},
    }  # fmt: skip
    return Tally(**{**defaults, **facts})


@pytest.mark.parametrize(
    ("facts", "ending", "code"),
    [
        ({}, "complete", 0),
        ({"finish_reason": "shutdown", "states": {"pending": 3}}, "interrupted", 5),
        ({"finish_reason": "closespider_timeout", "states": {"pending": 3}}, "interrupted", 5),
        ({"finish_reason": "closespider_pagecount"}, "complete", 0),
        ({"finish_reason": "start_error"}, "failed", 1),
        ({"errors": 1}, "failed", 1),
        ({"responses": 0, "pages": 0}, "failed", 1),
        ({"pages": 0}, "failed", 1),
        ({"pages": 0, "refused_by_robots": 4}, "refused", 7),
        ({"pages": 0, "states": {"blocked": 2}}, "refused", 7),
        ({"abandoned_hosts": 1, "states": {"pending": 3}}, "degraded", 4),
    ],
)
def test_the_ending_of_a_run(facts, ending, code):
    assert ending == verdict(tally(**facts)).ending
    assert code == EXIT_CODES[ending]


def test_the_reason_says_what_is_left():
    assert "3 addresses" in verdict(tally(finish_reason="shutdown", states={"pending": 3})).reason
