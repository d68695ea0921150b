from __future__ import annotations

from crawler.demo.body import Block, parse


def test_each_line_is_one_block() -> None:
    blocks = parse("# 上\n## 下\n一段。\n\n! 图说。 | 甲 摄\n!\n")
    assert (
        Block(kind="heading", level=1, text="上"),
        Block(kind="heading", level=2, text="下"),
        Block(kind="paragraph", text="一段。"),
        Block(kind="image", caption="图说。", credit="甲 摄"),
        Block(kind="image"),
    ) == blocks


def test_rows_in_succession_make_one_table() -> None:
    blocks = parse("| a | b |\n| c | d |\n文\n| e |")
    assert [(("a", "b"), ("c", "d")), (), (("e",),)] == [block.rows for block in blocks]


def test_a_page_break_counts_pages() -> None:
    assert [1, 2, 2, 3] == [block.page for block in parse("甲\n---\n乙\n丙\n---\n丁")]
