"""The invented articles as structured values: what is said, by whom, when and where.

They are the ground truth of the embedded site. The pages are made from them, and so is what the
tests expect of a reader; no page is ever read back.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any, Literal

from crawler.demo import body, generate, numbers
from crawler.demo.body import Block
from crawler.demo.columns import Column, columns

Template = Literal["enorth-a", "enorth", "county", "trs-first", "trs-cont", "trs-art"]
"""Page layout: Enorth of 2012, Enorth of 2013–17, an Enorth county site, the first TRS pages
(the same layout as ``enorth``, in UTF-8), TRS contTit/contTxt, TRS artTitle/artCon."""
Headings = Literal["bare", "bold"]
"""How headings are marked: not at all, or as a paragraph that is wholly bold."""
Byline = Literal["dateline", "author", "none"]
"""Where the writers are named: in parentheses after the dateline, in the author slot, nowhere."""

ENORTH_TEMPLATES = frozenset({"enorth-a", "enorth", "county"})
ROLES = {"记者": "reporter", "通讯员": "correspondent", "作者": "author"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who is named as a writer."""

    label: str
    """The word before the name: a key of :data:`ROLES`."""
    name: str
    """The name as printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One invented article."""

    slug: str
    """A name for it, unique among all; tests say it."""
    column: Column
    """The list it belongs to."""
    template: Template
    published: datetime
    """Aware, Beijing time: what the page says."""
    filed: datetime
    """When the document was made in the system: gives the address its date and number."""
    headline: str
    source: str
    """Name after 来源, empty when the page has none."""
    editors: tuple[str, ...]
    """Names after 责任编辑."""
    people: tuple[Person, ...]
    """The writers, in the order of the byline."""
    byline: Byline
    agency: str
    """First words of the dateline: 浙江在线, 本报, or empty when there is none."""
    keywords: tuple[str, ...]
    blocks: tuple[Block, ...]
    """The article without dateline and byline."""
    headings: Headings
    oddities: frozenset[str]
    """Names of the traps this article's own page holds; see :data:`crawler.demo.edition.TRAPS`."""
    also_in: Column | None
    """A second column that shows the same document under a second address."""
    generation: int
    """The first generation of the site that has it."""

    @property
    def enorth(self) -> bool:
        """Whether the article is kept by Enorth, else by TRS."""
        return self.template in ENORTH_TEMPLATES

    @property
    def number(self) -> int:
        """The document number."""
        points = numbers.ENORTH if self.enorth else numbers.TRS
        return numbers.number(points, self.filed)

    @property
    def pages(self) -> int:
        """How many pages the article is split into."""
        return max(block.page for block in self.blocks)

    @property
    def dateline(self) -> str:
        """The dateline as printed, empty when there is none."""
        if not self.agency:
            return ""
        if self.agency == "本报":
            return "本报讯"
        return f"{self.agency}{self.published:%m月%d日}讯"

    @property
    def byline_text(self) -> str:
        """The writers in parentheses, as printed after the dateline; empty when not there."""
        return f"（{people_text(self.people)}）" if self.byline == "dateline" else ""

    @property
    def author_slot(self) -> str:
        """The writers as the page's author slot names them; empty when they are not there."""
        return " ".join(p.name for p in self.people) if self.byline == "author" else ""

    @property
    def printed(self) -> tuple[Block, ...]:
        """The blocks as the page shows them: the first paragraph begins with the dateline."""
        head = self.dateline + self.byline_text
        if not head:
            return self.blocks
        gap = "" if self.byline_text else " "
        at = next(i for i, block in enumerate(self.blocks) if block.kind == "paragraph")
        first = replace(self.blocks[at], text=f"{head}{gap}{self.blocks[at].text}")
        return (*self.blocks[:at], first, *self.blocks[at + 1 :])


def people_text(people: tuple[Person, ...]) -> str:
    """Writers as a byline names them: ``记者 甲 乙 通讯员 丙``."""
    words: list[str] = []
    label = ""
    for person in people:
        if person.label != label:
            label = person.label
            words.append(label)
        words.append(person.name)
    return " ".join(words)


@cache
def stories(generation: int = 1) -> tuple[Story, ...]:
    """All articles that one generation of the site has, oldest first.

    :param generation: 1, or 2 for the next day: with the late batch, corrections made, and
        without what was deleted.
    """
    second = _toml("second.toml")
    rows: list[dict[str, Any]] = []
    for name in ("enorth.toml", "county.toml", "trs_2016.toml", "trs_2019.toml", "trs_2020.toml"):
        rows += _toml(name)["story"]
    rows += generate.rows(_toml("phrases.toml"))
    if generation > 1:
        rows += [{**row, "generation": 2} for row in second["story"]]
        gone = set(second["deleted"])
        rows = [_corrected(row, second["corrected"]) for row in rows if row["slug"] not in gone]
    return tuple(sorted((_story(row) for row in rows), key=lambda story: story.published))


def deleted() -> tuple[str, ...]:
    """Slugs of the articles that the second generation has no more."""
    return tuple(_toml("second.toml")["deleted"])


def corrected() -> tuple[str, ...]:
    """Slugs of the articles that say something else in the second generation."""
    return tuple(_toml("second.toml")["corrected"])


def _corrected(row: dict[str, Any], corrections: dict[str, Any]) -> dict[str, Any]:
    correction = corrections.get(row["slug"])
    if correction is None:
        return row
    text = row["body"]
    for wrong, right in correction["replace"]:
        if text.count(wrong) != 1:
            raise ValueError(f"the correction of {row['slug']} does not fit: {wrong}")
        text = text.replace(wrong, right)
    return {**row, "body": text, "headline": correction.get("headline", row["headline"])}


def _story(row: dict[str, Any]) -> Story:
    published = row["published"].replace(tzinfo=numbers.BEIJING)
    people = [entry.split(" ", 1) for entry in row.get("people", ())]
    filed = row.get("filed")
    return Story(
        slug=row["slug"],
        column=columns()[row["column"]],
        template=row["template"],
        published=published,
        filed=filed.replace(tzinfo=numbers.BEIJING) if filed else published - timedelta(minutes=9),
        headline=row["headline"],
        source=row.get("source", "浙江在线"),
        editors=tuple(row.get("editors", ())),
        people=tuple(Person(label=label, name=name) for label, name in people),
        byline=row.get("byline", "dateline" if people else "none"),
        agency=row.get("agency", ""),
        keywords=tuple(row.get("keywords", ())),
        blocks=body.parse(row["body"]),
        headings=row.get("headings", "bare"),
        oddities=frozenset(row.get("oddities", ())),
        also_in=columns()[row["also_in"]] if "also_in" in row else None,
        generation=row.get("generation", 1),
    )


@cache
def _toml(name: str) -> dict[str, Any]:
    text = resources.files("crawler.demo").joinpath("data", name).read_text("utf-8")
    return tomllib.loads(text)
