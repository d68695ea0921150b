"""Redirects, stubs, refusals and other places where crawlers stumble."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time
from functools import cache, partial
from typing import NamedTuple

from crawler.demo import addresses, articles, frame, manners
from crawler.demo.answer import Answer
from crawler.demo.columns import HOME, near, root
from crawler.demo.data import Html, fill, joined, load
from crawler.demo.edition import Edition
from crawler.demo.frame import Item
from crawler.demo.manners import Resource
from crawler.demo.numbers import BEIJING
from crawler.demo.stories import story

ROBOTS = f"{root('biz')}robots.txt"
CHALLENGE = root("fin")
SECOND_MOVE = f"{root('china')}ktx/201804/t20180412_7011002_1_old.shtml"
"""Where the first redirect of a chain leads, and the second begins."""
SHORT = 1500
"""Bytes that come of the page that is cut short."""
CALENDAR_MONTHS = range(24_000, 25_200)
"""Counted from January of the year 0."""


class Extra(NamedTuple):
    """A line of a list that is no plain article."""

    trap: str
    """Name of its trap."""
    column: str
    """Key of the list that shows it."""
    item: Item


@cache
def extras() -> tuple[Extra, ...]:
    """All such lines."""
    made = []
    for row in load("extras")["extra"]:
        at = datetime.combine(row["listed"], time(9), BEIJING)
        item = Item(url=row["url"], title=row["title"], listed=at)
        made.append(Extra(row["trap"], row["column"], item))
    return tuple(made)


def resources(edition: Edition) -> Iterator[Resource]:
    """Everything that belongs to a trap and is no article of the data."""
    return (resource for trap, resource in _all(edition) if edition.has(trap))


def _all(edition: Edition) -> Iterator[tuple[str, Resource]]:
    at = {extra.trap: extra.item.url for extra in extras()}
    page_at = manners.page_at
    target = near(addresses.article(story("night-swim-lessons")))
    yield "script-stub", page_at(at["script-stub"], fill, "odd.script-redirect", target=target)
    yield "soft-404", page_at(at["soft-404"], fill, "odd.gone-softly")
    yield "empty-template", page_at(at["empty-template"], _empty, edition)
    end = addresses.article(story("crested-ibis"))
    yield "redirect-chain", manners.redirect(at["redirect-chain"], SECOND_MOVE, status=301)
    yield "redirect-chain", manners.redirect(SECOND_MOVE, end)
    yield "redirect-home", manners.redirect(at["redirect-home"], HOME)
    loop = at["redirect-loop"]
    yield "redirect-loop", manners.redirect(loop, f"{loop}?again=1")
    yield "redirect-loop", manners.redirect(f"{loop}?again=1", loop)
    robots = b"User-agent: *\r\nDisallow: /zjjjbd/neibu/\r\n"
    yield "robots", (ROBOTS, lambda: Answer(body=robots, content_type="text/plain"))
    yield "robots", page_at(at["robots"], _forbidden, edition)
    yield "short-body", (at["short-body"], partial(_short, edition))
    yield "challenge", page_at(CHALLENGE, _challenge)
    calendar = at["calendar"].partition("=")[0]
    for month in CALENDAR_MONTHS:
        yield "calendar", page_at(f"{calendar}={month}", _calendar, month, edition)


def _empty(edition: Edition) -> Html:
    """An article page whose article is missing: the frame with nothing in it."""
    middle = fill("odd.empty", tip=frame.TIP)
    return frame.page(middle, title="_浙江新闻_浙江在线", host="zjnews", edition=edition)


def _calendar(month: int, edition: Edition) -> Html:
    """A calendar whose pages go on for a hundred years."""
    middle = fill(
        "odd.calendar", year=month // 12, month=month % 12 + 1, before=month - 1, after=month + 1
    )
    return frame.page(middle, title="节气表_浙江在线", host="gotrip", edition=edition)


def _forbidden(edition: Edition) -> Html:
    """An article in a folder that robots.txt closes: our crawler may never ask for it."""
    forbidden = replace(story("umbrella-market"), headline="试读稿：本页只给编辑看")
    return articles.page(forbidden, edition=edition, related=())


def _short(edition: Edition) -> Answer:
    """A page whose connection breaks off before the article has begun."""
    text = articles.page(story("town-cinema"), edition=edition, related=())
    answer = manners.page("town.zjol.com.cn", text)
    return replace(answer, framing="length", missing=len(answer.body) - SHORT)


def _challenge() -> Html:
    """What a web application firewall shows to robots: about 8 KB of script and no link."""
    host = b"fin.zjol.com.cn"
    blob = hashlib.shake_256(host).hexdigest(3600)
    lines = [f"_0x{n:04x}='{blob[n : n + 80]}';" for n in range(0, len(blob), 80)]
    argument = hashlib.sha256(host).hexdigest()[:40].upper()
    return fill("odd.challenge", argument=argument, lines=joined(lines))
