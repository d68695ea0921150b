"""The addresses of the newspaper's electronic edition: two issues of Founder's layout."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache, partial
from importlib import resources as package

from crawler.demo import manners, pictures
from crawler.demo.answer import Answer
from crawler.demo.edition import Edition
from crawler.demo.pages import epaper, other
from crawler.demo.pages.epaper import Content, Day, Section
from crawler.demo.resources.articles import Resource

INDEX = f"http://{epaper.HOST}/paperindex.htm"


def resources(edition: Edition) -> Iterator[Resource]:
    """The index, which leads to the newest issue, and both issues."""
    if not edition.has("epaper"):
        return
    previous, newest = days()
    target = f"{newest.folder.lstrip('/')}node_{newest.sections[0].node}.htm"
    yield INDEX, partial(_page, other.refresh_redirect(target))
    yield from _day(newest, previous)
    yield from _day(previous, None)


def _day(day: Day, previous: Day | None) -> Iterator[Resource]:
    root = f"http://{epaper.HOST}"
    for at, section in enumerate(day.sections):
        text = epaper.section(day, at, previous=previous)
        yield f"{root}{day.folder}node_{section.node}.htm", partial(_page, text)
        image = f"{root}/images/{day.date}/{section.node}/brief.jpg"
        yield image, partial(_picture, image)
        for content in section.contents:
            url = f"{root}{day.folder}content_{content.number}.htm"
            make = partial(_page, epaper.content(day, content))
            yield url, make
            yield f"{url}?div=-1", make


@cache
def days() -> tuple[Day, ...]:
    """The issues, oldest first."""
    text = package.files("crawler.demo").joinpath("data/paper.toml").read_text("utf-8")
    made = []
    for row in tomllib.loads(text)["day"]:
        sections = []
        for part in row["section"]:
            contents = (
                Content(
                    number=entry["number"],
                    headline=entry["headline"],
                    source=entry["source"],
                    paragraphs=tuple(entry["body"].split()),
                )
                for entry in part["content"]
            )
            sections.append(
                Section(node=part["node"], label=part["label"], contents=tuple(contents))
            )
        made.append(Day(date=row["date"], sections=tuple(sections)))
    return tuple(made)


def _page(text: str) -> Answer:
    return manners.page(epaper.HOST, text)


def _picture(url: str) -> Answer:
    return manners.file(pictures.jpeg(pictures.landscape(url)), "image/jpeg")
