"""The pages that list articles: columns with their pagers, front pages, topic and site map."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from crawler.demo import addresses, frame, manners, oddities
from crawler.demo.columns import HOME, Column, channels, columns, root
from crawler.demo.data import Html, fill, joined
from crawler.demo.edition import Edition
from crawler.demo.frame import Item
from crawler.demo.manners import Resource

TOPIC = f"{root('zjnews')}ztjj/zt/laojie/index.shtml"
SITE_MAP = f"{HOME}05zjol/sitemap/indexmap.html"


def resources(edition: Edition) -> Iterator[Resource]:
    """Everything that lists articles."""
    for column in columns().values():
        yield from _column(column, edition)
    newest = [frame.item(story) for story in reversed(edition.stories)]
    portal = partial(_portal, edition)
    for host, name in channels().items():
        own = [item for item in newest if item.url.startswith(root(host))][:5]
        for url in (root(host), f"{root(host)}index.shtml"):
            yield manners.page_at(url, portal, "channel", own, host, f"{name}_浙江在线", name)
    title = "浙江在线-浙江省门户网站"
    yield manners.page_at(HOME, portal, "home", newest[:12], "www", title)
    title = "老街新事_专题_浙江新闻_浙江在线"
    old = [item for item in newest if item.listed.year < 2015][-6:]
    yield manners.page_at(TOPIC, portal, "topic", old, "zjnews", title)
    lists = [
        Item(url=column.url, title=" > ".join(column.names), listed=edition.now)
        for column in columns().values()
    ]
    yield manners.page_at(SITE_MAP, portal, "map", lists, "www", "网站地图_浙江在线")


def _portal(
    edition: Edition, layout: str, items: Sequence[Item], host: str, title: str, name: str = ""
) -> Html:
    """A page with the newest of several lists, or with other addresses."""
    lines = frame.lines(f"portal.{layout}-item", items)
    middle = fill(f"portal.{layout}", items=lines, name=name)
    return frame.page(middle, title=title, host=host, edition=edition)


def _column(column: Column, edition: Edition) -> Iterator[Resource]:
    """The pages of one list.

    Its first page is ``index.shtml``. In TRS ``index_1.shtml`` comes next, and after the last page
    there is a 404. In Enorth the first page holds what whole pages of older ones leave over.
    """
    old = column.pager == "enorth"
    found = _items(column, edition)
    count = max(1, -(-len(found) // column.page_size))
    first = len(found) - (count - 1) * column.page_size if old else column.page_size
    for index in range(count):
        start = first + (index - 1) * column.page_size if index else 0
        part = found[start : first + index * column.page_size]
        urls = [column.url, f"{column.url}index.shtml"]
        if index and old:
            urls = [fill("list.count-page", column=column, number=count - index)]
        elif index:
            urls = [f"{column.url}index_{index}.shtml"]
        for url in urls:
            yield manners.page_at(url, _page, column, part, index, count, edition)
    if old:
        script = fill("list.pager.count", pages=count - 1, column=column).encode("gb18030")
        yield count_script(column), partial(manners.file, script, "application/javascript")


def _items(column: Column, edition: Edition) -> list[Item]:
    """All lines of a list, newest first.

    Articles stand by the time that they show, so a late batch comes in behind newer ones.
    """
    found = [
        extra.item
        for extra in oddities.extras()
        if extra.column == column.key and edition.has(extra.trap)
    ]
    for story in edition.stories:
        if story.column == column:
            found.append(frame.item(story))
            if "ext-twin" in story.oddities:
                found.append(replace(frame.item(story), url=addresses.twin(story)))
        if story.copy and story.also_in == column:
            found.append(frame.item(story.copy))
    return sorted(found, key=lambda item: (item.listed, item.url), reverse=True)


def _page(column: Column, part: Sequence[Item], index: int, count: int, edition: Edition) -> Html:
    """One page of a list; ``index`` counts from 0."""
    old = column.style == "enorth"
    crumbs = (fill("list.crumb", url=url, name=name) for name, url in frame.trail(column))
    lines = frame.lines(f"list.{column.style}.item", part, base=column.url)
    pager = "last" if column.pager == "next" and index + 1 == count else column.pager
    middle = fill(
        "list.page",
        colon=" ：" if old else "：",
        crumbs=joined(crumbs, "&nbsp;&gt;&nbsp;"),
        items=fill(f"list.{column.style}.items", items=lines),
        pager=fill(
            f"list.pager.{pager}", count=count, index=index, next=index + 1,
            script=count_script(column),
        ),
    )  # fmt: skip
    return frame.page(
        middle,
        title=f"{'_'.join(reversed(column.names))}_浙江在线",
        host=column.host,
        edition=edition,
        style="enorth-list" if old else "trs-cont",
    )


def count_script(column: Column) -> str:
    """Address of the script that knows how many further pages an Enorth list has."""
    return fill("list.count-script", column=column)
