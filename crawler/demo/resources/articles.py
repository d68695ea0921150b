"""The addresses of the articles, of their further pages and twins, and of their pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from crawler.demo import addresses, manners, pictures
from crawler.demo.answer import Answer
from crawler.demo.edition import Edition
from crawler.demo.pages import enorth, trs
from crawler.demo.stories import Story, stories

Resource = tuple[str, Callable[[], Answer]]
"""An absolute address and what makes its answer."""
RELATED = 3


def resources(edition: Edition) -> Iterator[Resource]:
    """Everything that belongs to an article.

    The image of the trap ``missing-image`` is left out, so that its address ends in a 404.
    """
    everything = stories(edition.generation)
    for story in everything:
        related = _related(story, everything)
        for number in range(1, story.pages + 1):
            make = partial(_page, story, number, edition, related)
            yield addresses.article(story, number), make
        if "ext-twin" in story.oddities and edition.has("ext-twin"):
            yield addresses.twin(story), partial(_page, story, 1, edition, related)
        if story.also_in and edition.has("two-columns"):
            copy = replace(story, column=story.also_in)
            yield addresses.article(copy), partial(_page, copy, 1, edition, related)
        yield from _pictures(story, edition)


def _page(story: Story, number: int, edition: Edition, related: tuple[Story, ...]) -> Answer:
    old = story.enorth or story.template == "trs-first"
    layout = enorth.article if old else trs.article
    text = layout(story, number, edition=edition, related=related)
    charset = "gb18030" if story.enorth else "utf-8"
    return manners.page(addresses.host(story.column.host), text, charset=charset)


def _pictures(story: Story, edition: Edition) -> Iterator[Resource]:
    missing = "missing-image" in story.oddities and edition.has("missing-image")
    count = sum(block.kind == "image" for block in story.blocks)
    for nth in range(count):
        if missing and nth == count - 1:
            continue
        url = addresses.picture(story, nth)
        if "big-image" in story.oddities and edition.has("big-image") and nth == 0:
            yield url, partial(_big, url)
        else:
            yield url, partial(_picture, url)


def _picture(url: str) -> Answer:
    mosaic = pictures.landscape(url)
    if url.endswith(".png"):
        return manners.file(pictures.png(mosaic), "image/png")
    return manners.file(pictures.jpeg(mosaic), "image/jpeg")


def _big(url: str) -> Answer:
    """Quirk: a PNG under the name of a JPEG, as editors upload them."""
    return manners.file(pictures.grainy(url, tile=16), "image/jpeg")


def _related(story: Story, everything: tuple[Story, ...]) -> tuple[Story, ...]:
    """The articles before it: of the same host first, then of others."""
    earlier = [other for other in everything if other.published < story.published]
    near = [other for other in earlier if other.column.host == story.column.host]
    far = [other for other in earlier if other.column.host != story.column.host]
    return tuple((far + near)[-RELATED:][::-1])
