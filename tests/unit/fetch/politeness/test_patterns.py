from hypothesis import given
from hypothesis import strategies as st

from crawler.fetch.politeness.patterns import pattern, spelling


def test_one_spelling_for_all_ways_to_write_a_path():
    ways = [b"/%7ea/\xe5\x86\x85", b"/~a/%e5%86%85", b"/%7E%61/%E5%86%85"]
    assert {b"/~a/%E5%86%85"} == set(map(spelling, ways))


def test_an_escape_that_is_none_stays():
    assert b"/50%/%zz" == spelling(b"/50%/%zz")


@given(st.binary(max_size=60))
def test_a_spelling_is_its_own_spelling(octets):
    assert spelling(octets) == spelling(spelling(octets))


def test_a_pattern_of_a_hundred_thousand_asterisks_is_quick():
    many = pattern(b"/" + b"*a" * 100_000)
    assert not many.matches(b"/" + b"a" * 2000)


def test_neighbouring_asterisks_are_one():
    assert pattern(b"/a**b") == pattern(b"/a*b")
