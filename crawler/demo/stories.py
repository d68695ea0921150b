"""The invented articles as structured values: what is said, by whom, when and where.

They are the ground truth of the embedded site. The pages are made from them, and so is what the
tests expect of a reader; no page is ever read back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import groupby
from typing import Any, Literal, NamedTuple

from crawler.demo import body, numbers
from crawler.demo.body import Block
from crawler.demo.columns import Column, columns
from crawler.demo.data import load


class Person(NamedTuple):
    """A writer."""

    label: str
    """The word before the name: 记者, 通讯员 or 作者."""
    name: str
    """The name as printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One invented article."""

    slug: str
    """A name for it, unique among all; tests say it."""
    column: Column
    """The list it belongs to."""
    also_in: Column | None
    """A second column that shows the same document under a second address."""
    template: Literal["enorth-a", "enorth", "county", "trs-first", "trs-cont", "trs-art"]
    """Page layout: Enorth of 2012, Enorth of 2013–17, an Enorth county site, the first TRS pages
    (the same layout as ``enorth``, in UTF-8), TRS contTit/contTxt, TRS artTitle/artCon."""
    published: datetime
    """Aware, Beijing time: what the page says."""
    filed: datetime
    """When the document was made in the system: gives the address its date and number."""
    headline: str
    source: str = "浙江在线"
    """Name after 来源."""
    editors: tuple[str, ...]
    """Names after 责任编辑."""
    people: tuple[Person, ...]
    """The writers in the order of the byline."""
    byline: Literal["dateline", "author", "none"]
    """Where they are named: in parentheses after the dateline, in the author slot, nowhere."""
    agency: str = ""
    """First words of the dateline: 浙江在线, 本报, or empty when there is none."""
    keywords: tuple[str, ...]
    blocks: tuple[Block, ...]
    """The article without dateline and byline."""
    headings: Literal["bare", "bold"] = "bare"
    """How headings are marked: not at all, or as a paragraph that is wholly bold."""
    oddities: frozenset[str]
    """Names of the traps this article's own page holds; see :data:`crawler.demo.edition.TRAPS`."""

    @property
    def enorth(self) -> bool:
        """Whether the article is kept by Enorth, else by TRS."""
        return self.template in ("enorth-a", "enorth", "county")

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
    def author_slot(self) -> str:
        """The writers as the page's author slot names them; empty when they are not there."""
        return " ".join(p.name for p in self.people) if self.byline == "author" else ""

    @property
    def copy(self) -> Story | None:
        """The same document in its second column."""
        return replace(self, column=self.also_in) if self.also_in else None

    @property
    def printed(self) -> tuple[Block, ...]:
        """The blocks as the page shows them: dateline and byline open the first paragraph."""
        byline = f"（{_byline(self.people)}）" if self.byline == "dateline" else ""
        opening = self.dateline + (byline or (self.dateline and " "))
        at = next(i for i, block in enumerate(self.blocks) if block.kind == "paragraph")
        first = replace(self.blocks[at], text=opening + self.blocks[at].text)
        return (*self.blocks[:at], first, *self.blocks[at + 1 :])


def _byline(people: tuple[Person, ...]) -> str:
    """Writers as a byline names them: ``记者 甲 乙 通讯员 丙``."""
    groups = groupby(people, key=lambda person: person.label)
    return " ".join(f"{label} {' '.join(p.name for p in group)}" for label, group in groups)


@cache
def stories(generation: int = 1) -> tuple[Story, ...]:
    """All articles that one generation of the site has, oldest first.

    :param generation: 1, or 2 for the next day: with the late batch, corrections made, and
        without what was deleted.
    """
    second = load("second")
    rows: list[dict[str, Any]] = []
    for name in ("enorth", "county", "trs_2016", "trs_2019", "trs_2020"):
        rows += load(name)["story"]
    rows += _generated(load("phrases"))
    if generation > 1:
        rows += second["story"]
        gone = set(second["deleted"])
        rows = [_corrected(row, second["corrected"]) for row in rows if row["slug"] not in gone]
    return tuple(sorted((_story(row) for row in rows), key=lambda story: story.published))


def story(slug: str) -> Story:
    """An article of the first generation."""
    return next(story for story in stories() if story.slug == slug)


def _generated(bank: dict[str, Any]) -> list[dict[str, Any]]:
    """The shorter articles, made from phrase banks, in the form of the hand-written ones.

    A theme's middle paragraphs are dealt out like cards: the first article gets the first, fourth,
    seventh … of them, the second the second, fifth, eighth …; so no two articles share a sentence.
    """
    made = []
    reporters, sources = bank["reporters"], bank["sources"]
    for theme in bank["theme"]:
        for nth, row in enumerate(theme["story"]):
            paragraphs = [row["open"], *theme["middle"][nth :: len(theme["story"])], row["close"]]
            lines = [paragraph.format(**row) for paragraph in paragraphs]
            picture = len(row["headline"]) % 3
            if picture == 1:
                lines.insert(1, f"! {row['place']}，记者到访的这一天。 | 资料图")
            elif picture == 2:
                lines.insert(2, "!")
            host, _, folder = row["column"].partition("/")
            fields = ("slug", "column", "template", "published", "headline")
            story = {key: row[key] for key in fields} | {
                "source": sources.get(folder, sources.get(host, "浙江在线")),
                "editors": [bank["editors"][host]],
                "people": [reporters[len(row["slug"]) % len(reporters)]] if nth < 2 else [],
                "agency": "浙江在线" if host == "zjnews" and folder != "zjxc" else "本报",
                "keywords": [*theme["keywords"], row["place"]],
                "body": "\n".join(lines),
            }
            made.append(story)
    return made


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
    filed = row.get("filed", row["published"] - timedelta(minutes=9))
    people = tuple(Person(*entry.split(" ", 1)) for entry in row.get("people", ()))
    fields = {key: value for key, value in row.items() if key != "body"}
    fields |= {key: tuple(row.get(key, ())) for key in ("editors", "keywords")}
    fields |= {
        "column": columns()[row["column"]],
        "also_in": columns().get(row.get("also_in", "")),
        "published": published,
        "filed": filed.replace(tzinfo=numbers.BEIJING),
        "people": people,
        "byline": row.get("byline", "dateline" if people else "none"),
        "blocks": body.parse(row["body"]),
        "oddities": frozenset(row.get("oddities", ())),
    }
    return Story(**fields)
