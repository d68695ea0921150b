"""The newspaper's electronic edition: two issues of Founder's layout (UTF-8)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from crawler.demo import manners
from crawler.demo.columns import root
from crawler.demo.data import Html, fill, joined, load
from crawler.demo.edition import Edition
from crawler.demo.manners import Resource

HOST = root("zjrb")
INDEX = f"{HOST}paperindex.htm"
Row = dict[str, Any]
"""An issue, one of its sections, or one article of a section, as ``data/paper.toml`` has them."""

DAYS: list[Row] = load("paper")["day"]
"""The issues, oldest first."""


def article(day: Row, content: Row) -> str:
    """Address of an article."""
    return f"{HOST}{_folder(day)}content_{content['number']}.htm"


def _folder(day: Row) -> str:
    return f"html/{day['date'][:7]}/{day['date'][8:]}/"


def resources(edition: Edition) -> Iterator[Resource]:
    """The index, which leads to the newest issue, and both issues."""
    if not edition.has("epaper"):
        return
    previous, newest = DAYS
    target = f"{_folder(newest)}node_{newest['section'][0]['node']}.htm"
    yield manners.page_at(INDEX, fill, "odd.refresh-redirect", target=target)
    yield from _day(newest, previous)
    yield from _day(previous, None)


def _day(day: Row, previous: Row | None) -> Iterator[Resource]:
    for at, section in enumerate(day["section"]):
        node = f"{HOST}{_folder(day)}node_{section['node']}.htm"
        yield manners.page_at(node, _section, day, at, previous)
        image = f"{HOST}images/{day['date']}/{section['node']}/brief.jpg"
        yield image, partial(manners.picture, image)
        for content in section["content"]:
            for url in (article(day, content), f"{article(day, content)}?div=-1"):
                yield manners.page_at(url, _article, day, content)


def _section(day: Row, at: int, previous: Row | None) -> Html:
    """A section page: page image with a map, sections, articles."""
    this = day["section"][at]
    contents = this["content"]
    areas = (
        fill("paper.area", content=content, top=20 + 90 * n, bottom=100 + 90 * n)
        for n, content in enumerate(contents)
    )
    turn = [fill("paper.next", section=section) for section in day["section"][at + 1 : at + 2]]
    if previous:
        section = previous["section"][0]
        turn.append(fill("paper.back", day=previous["date"][8:], section=section))
    return fill(
        "paper.section",
        head=fill("paper.head", title=this["label"]),
        day=day,
        this=this,
        areas=joined(areas, ""),
        sections=joined(fill("paper.section-link", section=each) for each in day["section"]),
        links=joined(fill("paper.article-link", content=content) for content in contents),
        turn=joined(turn, ""),
    )


def _article(day: Row, content: Row) -> Html:
    head = fill("paper.head", title=content["headline"])
    paragraphs = (fill("paper.paragraph", text=text) for text in content["body"].split())
    return fill("paper.article", head=head, day=day, content=content, body=joined(paragraphs, ""))
