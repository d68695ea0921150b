"""The articles: their pages, further pages and twins, and their pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from crawler.demo import addresses, frame, manners
from crawler.demo.columns import HOME, near
from crawler.demo.data import Html, fill, joined
from crawler.demo.edition import Edition
from crawler.demo.frame import Item
from crawler.demo.manners import Resource
from crawler.demo.stories import Story


def resources(edition: Edition) -> Iterator[Resource]:
    """Everything that belongs to an article.

    The image of the trap ``missing-image`` is left out, so that its address ends in a 404.
    """
    everything = edition.stories
    for story in everything:
        make = partial(page, edition=edition, related=_related(story, everything))
        for number in range(1, story.pages + 1):
            yield manners.page_at(addresses.article(story, number), make, story, number)
        if "ext-twin" in story.oddities:
            yield manners.page_at(addresses.twin(story), make, story)
        if story.copy:
            yield manners.page_at(addresses.article(story.copy), make, story.copy)
        count = sum(block.kind == "image" for block in story.blocks)
        for nth in range(count - ("missing-image" in story.oddities)):
            big = "big-image" in story.oddities and nth == 0
            url = addresses.picture(story, nth)
            yield url, partial(manners.big_picture if big else manners.picture, url)


def _related(story: Story, everything: Sequence[Story]) -> list[Item]:
    """Articles before it: of the same host first, then of others."""
    earlier = [other for other in everything if other.published < story.published]
    earlier.sort(key=lambda other: other.column.host == story.column.host)
    return [frame.item(other) for other in earlier[-3:][::-1]]


def page(story: Story, number: int = 1, *, edition: Edition, related: Sequence[Item]) -> Html:
    """One page of an article.

    :param number: of the page, counted from 1.
    :param related: the articles that it links to.
    """
    # A family shares head, breadcrumb and links; a layout has its own blocks.
    old = story.enorth or story.template == "trs-first"
    family, layout = ("old", "old") if old else ("trs", story.template)
    title = f"{family}.font" if "font-title" in story.oddities else "frame.title"
    make = partial(
        fill,
        story=story,
        edition=edition,
        index=number - 1,
        file=_name(addresses.article(story)).removesuffix(".shtml"),
        first=next(block for block in story.blocks if block.kind == "paragraph"),
        catalog=story.number % 10_000 if old else 5000 + story.number % 900,
        names="_".join(reversed(story.column.names)),
        keywords=";".join(story.keywords),
        editors=" ".join(story.editors),
        title=fill(title, story=story),
        crumbs=_crumbs(story, family, edition),
        body=_body(story, number, layout),
        links=_turns(story, number),
        related=frame.lines(f"{family}.related", related, cut=20),
        share=fill("frame.share"),
        notice=frame.NOTICE,
        tip=frame.TIP,
    )
    shown = {
        "day": "two-pubtimes" in story.oddities,
        "tags": story.keywords,
        "author": story.author_slot,
        "signed": story.editors and number == story.pages,
        "pager": story.pages > 1,
    }
    parts = {key: make(f"{layout}.{key}") if wanted else "" for key, wanted in shown.items()}
    if old:
        parts |= {key: make(f"old.{key}", **parts) for key in ("times", "after")}
        parts["main"] = make(f"old.main.{story.template}", **parts)
    text = frame.page(
        make(f"{layout}.page", **parts),
        title=make(f"{family}.head-title"),
        host=story.column.host,
        edition=edition,
        style="enorth" if story.enorth else story.template,
        meta=make(f"{family}.meta"),
    )
    return joined((text, make("old.end")), "") if old else text


def _crumbs(story: Story, family: str, edition: Edition) -> Html:
    """The breadcrumb; a TRS article lies one folder below its column: links climb by ``../``."""
    column = story.column
    crumb = "crumb" if edition.has("unquoted-attributes") and story.enorth else "quoted-crumb"
    made = []
    for name, url in frame.trail(column):
        climb = "../" * (1 + column.url.count("/") - url.count("/"))
        href = near(url) if url == HOME else climb
        made.append(fill(f"{family}.{crumb}", url=url, name=name, href=href))
    return joined(made, "\n&nbsp;&gt;&nbsp;\n" if family == "old" else "&nbsp;&gt;&nbsp;")


def _turns(story: Story, number: int) -> Html:
    """Links to the other pages of an article, in Enorth."""
    names = [_name(addresses.article(story, n)) for n in range(1, story.pages + 1)]
    links = [fill("old.turn", name=name, text=n) for n, name in enumerate(names, 1)]
    links[number - 1] = fill("old.here", text=number)
    if number > 1:
        links.insert(0, fill("old.turn", name=names[number - 2], text="上一页"))
    if number < story.pages:
        links.append(fill("old.turn", name=names[number], text="下一页"))
    return joined(links, "&nbsp;")


def _body(story: Story, number: int, layout: str) -> Html:
    """The blocks of one page."""
    parts = []
    nth = -1
    for block in story.printed:
        nth += block.kind == "image"
        if block.page != number:
            continue
        kind: str = block.kind
        if kind == "heading":
            kind = "bold" if story.headings == "bold" else "paragraph"
        if kind == "paragraph" and "wechat-paste" in story.oddities:
            kind = "pasted"
        if kind == "table":
            parts.append(_table(block.rows))
            continue
        url = addresses.picture(story, nth) if kind == "image" else "//"
        parts.append(
            fill(f"{layout}.{kind}", block=block, url=url, near=near(url), name=_name(url))
        )
        if block.caption:
            parts.append(fill(f"{layout}.caption", block=block))
    return joined(parts, "\r\n" if layout == "trs-cont" else "\n")


def _table(rows: Sequence[Sequence[str]]) -> Html:
    """A data table; its first row is a plain row too, as editors paste them."""
    cells = (joined((fill("frame.cell", cell=cell) for cell in row), "") for row in rows)
    return fill("frame.table", rows=joined(fill("frame.row", cells=row) for row in cells))


def _name(url: str) -> str:
    return url.rpartition("/")[2]
