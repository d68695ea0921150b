"""crawler.article.body: what looks like personal data is counted."""

from __future__ import annotations

import pytest

from crawler.article.body import personal_data


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("电话13812345678。", (1, 0, 0)),
        ("电话12812345678，113812345678，1381234567", (0, 0, 0)),
        ("证号11010519491231002X，错号110105194912310021", (0, 1, 0)),
        ("月份不对110105194913310020", (0, 0, 0)),
        ("写信到 a.b@example.cn 或 c@example.com.cn", (0, 0, 2)),
        ("@某某 a@ @b", (0, 0, 0)),
        ("", (0, 0, 0)),
    ],
)
def test_numbers_and_addresses(text: str, expected: tuple[int, int, int]) -> None:
    found = personal_data(text)
    assert expected == (found.phone, found.idCard, found.email)


def test_a_long_run_of_letters_is_read_once() -> None:
    assert 0 == personal_data("a" * 200_000 + "@" + "." * 200_000).email
