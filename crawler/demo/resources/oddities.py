"""The addresses of redirects, stubs, refusals and other places where crawlers stumble."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from crawler.demo import addresses, manners
from crawler.demo.answer import Answer
from crawler.demo.edition import Edition
from crawler.demo.pages import other, trs
from crawler.demo.pages.markup import protocol_relative
from crawler.demo.resources import extras
from crawler.demo.resources.articles import Resource
from crawler.demo.stories import Story, stories

ROBOTS = "http://biz.zjol.com.cn/robots.txt"
CHALLENGE = "http://fin.zjol.com.cn/"
CHAIN = (extras.MOVED, "http://china.zjol.com.cn/ktx/201804/t20180412_7011002_1_old.shtml")
SHORT = 1500
"""Bytes that come of the page that is cut short."""
CALENDAR_MONTHS = range(24_000, 25_200)


def resources(edition: Edition) -> Iterator[Resource]:
    """Everything that belongs to a trap and is no article of the data."""
    for trap, url, make in _all(edition):
        if edition.has(trap):
            yield url, make


def chain_end() -> Story:
    """The article that the chain of redirects ends at."""
    return next(story for story in stories() if story.slug == "crested-ibis")


def stub_target() -> Story:
    """The article that the script stub leads to."""
    return next(story for story in stories() if story.slug == "night-swim-lessons")


def _all(edition: Edition) -> Iterator[tuple[str, str, partial[Answer]]]:
    stub = other.script_redirect(protocol_relative(addresses.article(stub_target())))
    yield "script-stub", extras.STUB, _page("zjnews", stub)
    yield "soft-404", extras.SOFTLY_GONE, _page("zjnews", other.gone_softly())
    yield "empty-template", extras.EMPTY, _page("zjnews", other.empty_template(edition=edition))
    first, second = CHAIN
    end = addresses.article(chain_end())
    yield "redirect-chain", first, partial(manners.redirect, second, status=301)
    yield "redirect-chain", second, partial(manners.redirect, end)
    yield "redirect-home", extras.TO_HOME, partial(manners.redirect, addresses.HOME)
    yield "redirect-loop", extras.LOOP, partial(manners.redirect, extras.LOOP + "?again=1")
    yield "redirect-loop", extras.LOOP + "?again=1", partial(manners.redirect, extras.LOOP)
    yield "robots", ROBOTS, partial(_robots)
    yield "robots", extras.FORBIDDEN, partial(_forbidden, edition)
    yield "short-body", extras.SHORT, partial(_short, edition)
    yield "challenge", CHALLENGE, _page("fin", other.challenge("fin.zjol.com.cn"))
    base = extras.CALENDAR.partition("=")[0]
    for month in CALENDAR_MONTHS:
        yield "calendar", f"{base}={month}", partial(_calendar, month, edition)


def _page(channel: str, text: str) -> partial[Answer]:
    return partial(manners.page, addresses.host(channel), text)


def _calendar(month: int, edition: Edition) -> Answer:
    return manners.page("gotrip.zjol.com.cn", other.calendar(month, edition=edition))


def _robots() -> Answer:
    text = "User-agent: *\r\nDisallow: /zjjjbd/neibu/\r\n"
    return Answer(body=text.encode(), content_type="text/plain")


def _forbidden(edition: Edition) -> Answer:
    """An article in a folder that robots.txt closes: nobody of ours may ever ask for it."""
    story = next(story for story in stories() if story.slug == "umbrella-market")
    headline = "试读稿：本页只给编辑看"
    text = trs.article(replace(story, headline=headline), 1, edition=edition, related=())
    return manners.page("biz.zjol.com.cn", text)


def _short(edition: Edition) -> Answer:
    """A page whose connection breaks off before the article has begun."""
    story = next(story for story in stories() if story.slug == "town-cinema")
    text = trs.article(story, 1, edition=edition, related=())
    answer = manners.page("town.zjol.com.cn", text)
    return replace(answer, framing="length", missing=len(answer.body) - SHORT)
