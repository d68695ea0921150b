"""What stands around every page, and the lines of its lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from crawler.demo import addresses
from crawler.demo.columns import HOME, Column, channels, columns, near, root
from crawler.demo.data import Html, fill, joined
from crawler.demo.edition import Edition
from crawler.demo.stories import Story

NOTICE = fill("frame.notice")
TIP = fill("frame.tip")


def page(
    middle: Html, *, title: str, host: str, edition: Edition,
    style: str = "trs-cont", meta: str = "",
) -> Html:  # fmt: skip
    """A whole page.

    :param middle: what stands between navigation and footer.
    :param host: short name of the host; the navigation shows its columns.
    :param style: key of its first lines and style sheet.
    :param meta: further elements of the head.
    """
    links = [(HOME, "首页"), *((root(name), label) for name, label in channels().items())]
    own = (column for column in columns().values() if column.host == host)
    links += [(column.url, column.names[-1]) for column in own]
    navigation = [fill("frame.navigation", near=near(url), name=name) for url, name in links]
    return fill(
        "frame.page", middle=middle, title=title, meta=meta,
        banner=fill(f"banner.{edition.generation}"), year=fill(f"year.{edition.generation}"),
        opening=fill(f"style.{style}.opening"), css=fill(f"style.{style}.css"),
        navigation=joined(navigation, ""),
    )  # fmt: skip


def trail(column: Column) -> list[tuple[str, str]]:
    """The breadcrumb of a column: name and absolute address, 浙江在线 first.

    A name is linked to the column that has it, and to the front page of the host where none has.
    """
    known = {(other.host, other.names): other.url for other in columns().values()}
    trails = [column.names[: depth + 1] for depth in range(len(column.names))]
    return [
        ("浙江在线", HOME),
        *((names[-1], known.get((column.host, names), root(column.host))) for names in trails),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a list."""

    url: str
    """Absolute address that it leads to."""
    title: str
    listed: datetime
    """Time as the list shows it, Beijing."""


def item(story: Story) -> Item:
    """The line of an article."""
    return Item(url=addresses.article(story), title=story.headline, listed=story.published)


def lines(layout: str, items: Iterable[Item], *, cut: int = 22, base: str = "//") -> Html:
    """Items in their layout, one a line.

    :param cut: the longest title, in characters, that layouts with ``{short}`` show whole.
    :param base: address below which layouts with ``{href}`` name an item by its relative address.
    """
    filled = []
    for item in items:
        short = item.title if len(item.title) <= cut else f"{item.title[: cut - 2]}..."
        href = item.url.replace(base, "./") if item.url.startswith(base) else near(item.url)
        filled.append(fill(layout, item=item, near=near(item.url), short=short, href=href))
    return joined(filled)
