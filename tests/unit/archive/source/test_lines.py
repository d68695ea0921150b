from hypothesis import given
from hypothesis import strategies as st

from crawler.archive.source.lines import SortedLines


class Held:
    name = "held"

    def __init__(self, data):
        self.data = data

    def read(self, offset, length):
        return self.data[offset : offset + length]


WORD = st.binary(max_size=6).map(lambda word: word.replace(b"\n", b""))


@given(st.lists(WORD, max_size=40), WORD, st.booleans())
def test_what_is_found_is_what_begins_so(words, prefix, ended):
    lines = sorted(word for word in words if word)
    data = b"\n".join(lines) + (b"\n" if ended and lines else b"")
    found = SortedLines(Held(data), len(data)).beginning_with(prefix)
    assert [line for line in lines if line.startswith(prefix)] == [line for line in found if line]


def test_lines_longer_than_a_window_are_found():
    lines = sorted(b"%04d " % number + b"x" * 20_000 for number in range(40))
    data = b"\n".join(lines) + b"\n"
    found = SortedLines(Held(data), len(data))
    for line in lines:
        assert [line] == list(found.beginning_with(line[:5]))
    assert [] == list(found.beginning_with(b"0040"))
