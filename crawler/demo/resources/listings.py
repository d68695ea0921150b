"""The addresses of list pages, channel pages, the home page and the topic page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from crawler.demo import addresses, manners
from crawler.demo.answer import Answer
from crawler.demo.columns import Column, channels, columns
from crawler.demo.edition import Edition
from crawler.demo.pages import lists, other
from crawler.demo.pages.lists import Item
from crawler.demo.resources.articles import Resource
from crawler.demo.resources.extras import extras
from crawler.demo.stories import Story, stories

TOPIC = "http://zjnews.zjol.com.cn/ztjj/zt/laojie/index.shtml"
HOME_ITEMS = 12
CHANNEL_ITEMS = 5


def resources(edition: Edition) -> Iterator[Resource]:
    """Everything that lists articles."""
    for column in columns().values():
        found = items(column, edition)
        make = _enorth if column.pager == "enorth" else _trs
        yield from make(column, found, edition)
    newest = [_item(story) for story in reversed(stories(edition.generation))]
    for channel in channels().values():
        own = [item for item in newest if f"//{channel.host}." in item.url][:CHANNEL_ITEMS]
        host = addresses.host(channel.host)
        text = partial(other.channel, channel, own, edition=edition)
        yield f"http://{host}/", partial(_page, host, text)
        yield f"http://{host}/index.shtml", partial(_page, host, text)
    home = partial(other.home, newest[:HOME_ITEMS], edition=edition)
    yield addresses.HOME, partial(_page, "www.zjol.com.cn", home)
    old = [item for item in newest if item.listed.year < 2015][-6:]
    yield TOPIC, partial(_page, "zjnews.zjol.com.cn", partial(other.topic, old, edition=edition))
    site_map = partial(other.site_map, edition=edition)
    yield (
        f"{addresses.HOME}05zjol/sitemap/indexmap.html",
        partial(_page, "www.zjol.com.cn", site_map),
    )


def items(column: Column, edition: Edition) -> list[Item]:
    """All lines of a list, newest first.

    Articles stand by the time that they show, so a late batch comes in behind newer ones.
    """
    found: list[Item] = []
    for story in stories(edition.generation):
        if story.column == column:
            found.append(_item(story))
            if "ext-twin" in story.oddities and edition.has("ext-twin"):
                found.append(replace(_item(story), url=addresses.twin(story)))
        if story.also_in == column and edition.has("two-columns"):
            url = addresses.article(story, second=column)
            found.append(Item(url=url, title=story.headline, listed=story.published))
    found += [extra.item for extra in extras(column.key) if edition.has(extra.trap)]
    return sorted(found, key=lambda item: (item.listed, item.url), reverse=True)


def _item(story: Story) -> Item:
    return Item(url=addresses.article(story), title=story.headline, listed=story.published)


def _trs(column: Column, found: Sequence[Item], edition: Edition) -> Iterator[Resource]:
    """``index.shtml``, ``index_1.shtml``, … newest first; after the last one there is a 404."""
    base = addresses.column(column)
    size = column.page_size
    count = max(1, -(-len(found) // size))
    for index in range(count):
        part = found[index * size : (index + 1) * size]
        text = partial(lists.page, column, part, index=index, count=count, edition=edition)
        make = partial(_page, addresses.host(column.host), text)
        if index == 0:
            yield base, make
            yield f"{base}index.shtml", make
        else:
            yield f"{base}index_{index}.shtml", make


def _enorth(column: Column, found: Sequence[Item], edition: Edition) -> Iterator[Resource]:
    """The front holds the newest; whole pages of older ones are numbered from the oldest."""
    host = addresses.host(column.host)
    size = column.page_size
    whole = max(0, (len(found) - 1) // size)
    oldest_first = found[::-1]
    front = oldest_first[whole * size :][::-1]
    base = addresses.column(column)
    count = whole + 1
    text = partial(lists.page, column, front, index=0, count=count, edition=edition)
    make = partial(_page, host, text, charset="gb18030")
    yield base, make
    yield f"{base}index.shtml", make
    for number in range(1, whole + 1):
        part = oldest_first[(number - 1) * size : number * size][::-1]
        at = count - number
        text = partial(lists.page, column, part, index=at, count=count, edition=edition)
        url = f"http://{host}{lists.count_page(column, number)}"
        yield url, partial(_page, host, text, charset="gb18030")
    script = lists.count_script_text(column, whole).encode("gb18030")
    yield lists.count_script(column), partial(manners.file, script, "application/javascript")


def _page(host: str, text: partial[str], *, charset: str = "utf-8") -> Answer:
    return manners.page(host, text(), charset=charset)
