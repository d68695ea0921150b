"""What the embedded site holds against careless crawlers and readers, each thing by name."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.demo import addresses, assets, epaper, lists, oddities
from crawler.demo.columns import columns
from crawler.demo.stories import stories, story
from demo_truth import corrected, deleted


@dataclass(frozen=True, slots=True, kw_only=True)
class Trap:
    """One difficulty."""

    name: str
    """What :class:`crawler.demo.Site` takes in ``without``."""
    what: str
    """What the server does."""
    want: str
    """What a good crawler makes of it."""
    urls: tuple[str, ...]
    """Where it is, as ``http:`` addresses."""
    switchable: bool = True
    """Whether ``without`` can leave it out; the others are part of the data."""


def _with(oddity: str) -> tuple[str, ...]:
    found = (story for story in stories() if oddity in story.oddities)
    return tuple(addresses.article(story) for story in found)


def _pages(slug: str) -> tuple[str, ...]:
    split = story(slug)
    return tuple(addresses.article(split, page) for page in range(1, split.pages + 1))


def _columns(pager: str) -> tuple[str, ...]:
    return tuple(c.url for c in columns().values() if c.pager == pager)


def _listed(trap: str) -> tuple[str, ...]:
    return tuple(extra.item.url for extra in oddities.extras() if extra.trap == trap)


def _late() -> tuple[str, ...]:
    known = {story.slug for story in stories()}
    return tuple(
        addresses.article(story)
        for story in stories(2)
        if story.slug not in known
        and story.filed > story.published
        and story.filed.date() != story.published.date()
    )


def _article_traps() -> list[Trap]:
    shared = story("museum-night")
    copy = shared.copy
    assert copy
    twin = story("rain-gauge")
    missing = story("crested-ibis")
    last = sum(block.kind == "image" for block in missing.blocks) - 1
    return [
        Trap(
            name="gbk-beyond-gb2312",
            what="a page says gb2312 and holds 喆, 镕 and a four-byte character of GB 18030",
            want="it is decoded without loss",
            urls=_with("gbk-beyond-gb2312"),
            switchable=False,
        ),
        Trap(
            name="unquoted-attributes",
            what="the breadcrumb of Enorth pages has unquoted addresses",
            want="they are read whole",
            urls=_with("gbk-beyond-gb2312"),
        ),
        Trap(
            name="two-pubtimes",
            what="two elements with the id pubtime_baidu; the first has the day of filing only",
            want="the second one is the time of publication",
            urls=_with("two-pubtimes"),
        ),
        Trap(
            name="font-title",
            what="the title is wrapped in <font>",
            want="the headline is its text",
            urls=_with("font-title"),
        ),
        Trap(
            name="wechat-paste",
            what='paragraphs are wrapped in <span leaf="">',
            want="the text is read once",
            urls=_with("wechat-paste"),
        ),
        Trap(
            name="split-enorth",
            what="an article in three pages: _01, _02",
            want="one article of three pages",
            urls=_pages("tea-picking-bus"),
            switchable=False,
        ),
        Trap(
            name="split-trs",
            what="an article in two pages: _1, by createPageHTML",
            want="one article of two pages",
            urls=_pages("bus-route-17"),
            switchable=False,
        ),
        Trap(
            name="ext-twin",
            what="the same document at an address that ends in _ext",
            want="one article",
            urls=(addresses.article(twin), addresses.twin(twin)),
        ),
        Trap(
            name="two-columns",
            what="the same document in two columns, same number, two addresses",
            want="one article",
            urls=(addresses.article(shared), addresses.article(copy)),
        ),
        Trap(
            name="missing-image",
            what="an image of an article is a 404",
            want="the article is whole, the image is gone",
            urls=(addresses.picture(missing, last),),
        ),
        Trap(
            name="big-image",
            what="an image of half a megabyte, a PNG that calls itself a JPEG",
            want="captured whole, or cut with its reason",
            urls=(addresses.picture(story("umbrella-market"), 0),),
        ),
    ]


def _list_traps() -> list[Trap]:
    old = next(column for column in columns().values() if column.pager == "enorth")
    return [
        Trap(
            name="script-pager",
            what="further list pages are written by createPageHTML",
            want="all of them are found",
            urls=_columns("script"),
            switchable=False,
        ),
        Trap(
            name="counted-pager",
            what="nothing tells of further list pages; after the last one comes a 404",
            want="index_N is counted up to the 404",
            urls=_columns("counted"),
            switchable=False,
        ),
        Trap(
            name="oldest-first-pager",
            what="further pages are numbered from the oldest, their number is in a script",
            want="all of them are found",
            urls=(*_columns("enorth"), lists.count_script(old)),
            switchable=False,
        ),
        Trap(
            name="off-site-items",
            what="list items lead to WeChat and to the app",
            want="no request; excluded with a reason",
            urls=_listed("off-site-items"),
        ),
        Trap(
            name="calendar",
            what="pages that link to next month for a hundred years",
            want="it ends soon",
            urls=_listed("calendar"),
        ),
        Trap(
            name="robots",
            what="robots.txt closes a folder that a list links to; other hosts have none (404)",
            want="not one request goes there",
            urls=_listed("robots"),
        ),
        Trap(
            name="epaper",
            what="a newspaper: meta refresh, sections with equal ids, unquoted links, ?div=-1",
            want="found by its sections",
            urls=(epaper.INDEX,),
        ),
        Trap(
            name="late-batch",
            what="the second generation has articles dated before those already known",
            want="they are found though they stand behind known ones",
            urls=_late(),
            switchable=False,
        ),
        Trap(
            name="corrected",
            what="an article says something else in the second generation",
            want="a second version",
            urls=tuple(addresses.article(story(slug)) for slug in corrected()),
            switchable=False,
        ),
        Trap(
            name="deleted",
            what="an article of the first generation is a 404 in the second",
            want="gone, and kept in the archive",
            urls=tuple(addresses.article(story(slug)) for slug in deleted()),
            switchable=False,
        ),
    ]


def _wire_traps() -> list[Trap]:
    return [
        Trap(
            name="script-stub",
            what="a page that is only location.replace to an article of another address",
            want="recorded as a redirect and followed",
            urls=(*_listed("script-stub"), addresses.article(story("night-swim-lessons"))),
        ),
        Trap(
            name="redirect-chain",
            what="a 301 to a 302 to an article",
            want="all three captured",
            urls=(
                *_listed("redirect-chain"),
                oddities.SECOND_MOVE,
                addresses.article(story("crested-ibis")),
            ),
        ),
        Trap(
            name="redirect-home",
            what="a removed article redirects to the home page",
            want="no article; gone",
            urls=_listed("redirect-home"),
        ),
        Trap(
            name="redirect-loop",
            what="two addresses that redirect to one another",
            want="given up with a reason",
            urls=_listed("redirect-loop"),
        ),
        Trap(
            name="missing-article",
            what="a list item that is a 404",
            want="gone",
            urls=_listed("missing-article"),
        ),
        Trap(
            name="soft-404",
            what="status 200 and a page that says 页面不存在",
            want="gone, no article",
            urls=_listed("soft-404"),
        ),
        Trap(
            name="empty-template",
            what="the frame of an article with nothing in it",
            want="no article",
            urls=_listed("empty-template"),
        ),
        Trap(
            name="challenge",
            what="a host answers with 8 KB of script and no link",
            want="blocked; no attempt to get round it",
            urls=(oddities.CHALLENGE,),
        ),
        Trap(
            name="short-body",
            what="the connection ends before the article has begun",
            want="a truncated capture",
            urls=_listed("short-body"),
        ),
        Trap(
            name="slow",
            what="the icon comes after 0.3 seconds",
            want="nobody minds",
            urls=(f"{assets.IMG}favicon.ico",),
        ),
    ]


TRAPS: dict[str, Trap] = {
    trap.name: trap for trap in (*_article_traps(), *_list_traps(), *_wire_traps())
}
"""All of them by name."""
