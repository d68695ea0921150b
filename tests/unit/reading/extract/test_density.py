"""Where the body is, told by the prose alone; the pages bear no name a rule could know."""

from __future__ import annotations

from crawler.page.document import parse
from crawler.reading.extract.density import Prose
from crawler.reading.extract.outline import Line, outline

LINE = "镇里把闲置的粮站改成了公共书房，四千多册图书由村民自己编目，借阅登记全靠一台旧电脑。"
LINKS = (
    "<ul>" + "".join(f"<li><a href=/{n}>一条新闻的标题{n}</a></li>" for n in range(30)) + "</ul>"
)


def body_of(markup: str, headline: str | None = None) -> list[str]:
    flat = outline(parse(markup.encode(), "http://a.cn/"), frozenset())
    texts = [item.text if isinstance(item, Line) else "" for item in flat.items]
    region = Prose(flat).densest(texts.index(headline) if headline else None)
    return texts[region.start : region.end] if region else []


def paragraphs(count: int, tag: str = "p") -> str:
    return "".join(f"<{tag}>{n}{LINE}</{tag}>" for n in range(count))


def expected(count: int) -> list[str]:
    return [f"{n}{LINE}" for n in range(count)]


def test_a_page_without_prose_has_no_body() -> None:
    assert [] == body_of(f"<div>{LINKS}</div>")


def test_links_around_the_text_are_not_of_it() -> None:
    page = f"<div>{LINKS}</div><div><div>{paragraphs(4)}</div><div>{LINKS}</div></div>"
    assert expected(4) == body_of(page)


def test_divisions_and_breaks_are_paragraphs_too() -> None:
    assert expected(4) == body_of(f"{LINKS}<div>{paragraphs(4, 'div')}</div>")
    breaks = "<br>".join(expected(4))
    assert expected(4) == body_of(f"{LINKS}<table><tr><td>{breaks}</td></tr></table>")


def test_a_text_in_two_equal_elements_is_one() -> None:
    half = f'<div class="part">{paragraphs(4)}</div>'
    assert expected(4) * 2 == body_of(f"<div>{LINKS}</div><div>{half}{half}</div>")


def test_a_paragraph_beside_the_container_goes_with_it() -> None:
    page = f"<div>{LINKS}</div><div><p>导语{LINE}</p><div>{paragraphs(6)}</div></div>"
    assert [f"导语{LINE}", *expected(6)] == body_of(page)


def test_the_text_goes_on_behind_a_sure_headline() -> None:
    page = (
        f"<div><h2>粮站里的书房</h2><div>{paragraphs(2)}</div><dl>{paragraphs(9, 'dd')}</dl></div>"
    )
    assert expected(2) == body_of(page, "粮站里的书房")


def test_nested_sections_of_a_paste_are_one_body() -> None:
    nested = "".join(f"<section><section><p>{text}</p></section></section>" for text in expected(5))
    assert expected(5) == body_of(f"<div>{LINKS}</div><div>{nested}</div>")
