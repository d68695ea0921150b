"""The flat sequence of lines and pictures that everything else reads."""

from __future__ import annotations

from crawler.page.document import parse
from crawler.reading.extract.outline import MAX_ITEMS, Line, Media, Outline, hidden, outline


def outline_of(markup: str) -> Outline:
    document = parse(markup.encode(), "http://a.cn/")
    return outline(document, hidden(document))


def lines(markup: str) -> list[str]:
    flat = outline_of(markup)
    return [item.text if isinstance(item, Line) else "*" for item in flat.items]


def test_blocks_and_breaks_part_lines_and_inline_elements_do_not() -> None:
    assert ["甲乙", "丙", "丁"] == lines("<p>甲<b>乙</b></p><div>丙<br>丁</div>")


def test_scripts_controls_and_hidden_blocks_are_left_out() -> None:
    markup = "<script>a</script><select><option>b</select><div style='DISPLAY : none'>c</div><p>d"
    assert ["d"] == lines(markup)


def test_a_picture_parts_the_text_and_a_glyph_does_not() -> None:
    assert ["甲", "*", "乙"] == lines("<p>甲<img src=a.jpg>乙</p>")
    assert ["*", "甲乙"] == lines("<p>甲<img src=a.gif width=16>乙</p>")


def test_a_run_knows_its_link() -> None:
    flat = outline_of("<p>甲<a href=x>乙</a>丙</p>")
    line = flat.items[0]
    assert isinstance(line, Line)
    assert [False, True, False] == [run.link is not None for run in line.runs]


def test_spans_hold_the_items_of_their_elements() -> None:
    document = parse("<div id=a><p>甲</p><p>乙</p></div><p>丙</p>".encode(), "http://a.cn/")
    flat = outline(document, frozenset())
    span = flat.span_of(document.ids["a"][0])
    assert span is not None
    assert (0, 2) == (flat.starts[span], flat.ends[span])


def test_frames_are_media_and_items_are_bounded() -> None:
    assert ["甲", "*"] == lines("<p>甲</p><iframe src=http://v.example.cn/1></iframe>")
    many = outline_of("x<br>" * 2 * MAX_ITEMS)
    assert len(many.items) <= MAX_ITEMS + 2
    assert not any(isinstance(item, Media) for item in many.items)
