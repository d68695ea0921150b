"""What a reader must find on every article of the embedded site, from the data alone."""

from __future__ import annotations

from typing import TypedDict

from crawler.demo import addresses, epaper, frame
from crawler.demo.body import Block
from crawler.demo.data import load
from crawler.demo.epaper import DAYS, Row
from crawler.demo.stories import Story, stories

ROLES = {"记者": "reporter", "通讯员": "correspondent", "作者": "author"}


def deleted() -> tuple[str, ...]:
    """Slugs of the articles that the second generation has no more."""
    return tuple(load("second")["deleted"])


def corrected() -> tuple[str, ...]:
    """Slugs of the articles that say something else in the second generation."""
    return tuple(load("second")["corrected"])


class ExpectedPerson(TypedDict):
    """A writer or an editor."""

    name: str
    role: str


class ExpectedBlock(TypedDict, total=False):
    """A block; ``type`` and ``text`` always, the others by type."""

    type: str
    text: str
    page: int
    level: int
    url: str
    caption: str | None
    credit: str | None
    rows: list[list[str]]


class Anywhere(TypedDict):
    """What is known of every article; all but the first three under the names of the record."""

    slug: str
    """Name of the article in the data."""
    template: str
    """Layout of its page, or ``epaper``."""
    pageUrls: list[str]
    """Addresses of its pages in order."""
    id: str
    url: str
    alternateUrls: list[str]
    """Further pages and twins."""
    headline: str
    datePublished: str
    source: str
    """Its name only."""
    authors: list[ExpectedPerson]
    editors: list[ExpectedPerson]
    blocks: list[ExpectedBlock]
    images: list[str]
    """Their addresses."""
    pages: int
    """How many pages it has."""


class Expected(Anywhere, total=False):
    """What is known of every article but those of the e-paper."""

    dateline: dict[str, str | None] | None
    breadcrumbs: list[dict[str, str]]
    articleSection: str
    keywords: list[str]
    """Those that the page shows."""
    keywordsMeta: list[str]
    """Those in the ``<meta>`` element."""
    copyrightNotice: str


def expected(generation: int = 1, *, scheme: str = "http") -> dict[str, Expected]:
    """The ground truth of one generation of the site.

    A full-width space within a headline counts as one ordinary space. The text of the first
    paragraph begins with the dateline and the byline, as printed.

    :param generation: 1 or 2.
    :param scheme: of the crawl; addresses that the pages write in full with ``http:`` keep it.
    :returns: by the address of the article's first page.
    """
    found = [_expected(story, scheme) for story in stories(generation)]
    for day in DAYS:
        for section in day["section"]:
            found += [_of_paper(day, content, scheme) for content in section["content"]]
    return {fields["url"]: fields for fields in found}


def _of_paper(day: Row, content: Row, scheme: str) -> Expected:
    url = _with(scheme, epaper.article(day, content))
    return Expected(
        slug=f"paper-{content['number']}",
        template="epaper",
        pageUrls=[url],
        id=f"zjol:p:zjrb:{content['number']}",
        url=url,
        alternateUrls=[],
        headline=content["headline"],
        datePublished=f"{day['date']}T00:00:00+08:00",
        source=content["source"],
        authors=[],
        editors=[],
        blocks=[
            ExpectedBlock(type="paragraph", text=text, page=1) for text in content["body"].split()
        ],
        images=[],
        pages=1,
    )


def _expected(story: Story, scheme: str) -> Expected:
    own = [addresses.article(story, page) for page in range(1, story.pages + 1)]
    others = own[1:]
    if story.copy:
        others = [*others, addresses.article(story.copy)]
    if "ext-twin" in story.oddities:
        others = [*others, addresses.twin(story)]
    blocks = _blocks(story, scheme)
    visible = list(story.keywords) if story.enorth or story.template == "trs-first" else []
    return Expected(
        slug=story.slug,
        template=story.template,
        id=f"zjol:e:{story.number:09d}" if story.enorth else f"zjol:t:{story.number}",
        url=_with(scheme, own[0]),
        alternateUrls=[_with(scheme, url) for url in others],
        pageUrls=[_with(scheme, url) for url in own],
        headline=story.headline.replace("　", " "),
        datePublished=story.published.isoformat(),
        source=story.source,
        authors=[
            ExpectedPerson(name=name, role=ROLES[p.label])
            for p in story.people
            for name in p.name.split()  # one label may stand before several names
        ],
        editors=[ExpectedPerson(name=name, role="responsibleEditor") for name in story.editors],
        dateline=_dateline(story),
        breadcrumbs=[
            {"name": name, "url": url if _in_full(story) else _with(scheme, url)}
            for name, url in frame.trail(story.column)
        ],
        articleSection=story.column.names[-1],
        keywords=visible,
        keywordsMeta=list(story.keywords),
        blocks=blocks,
        images=[block["url"] for block in blocks if block["type"] == "image"],
        copyrightNotice=frame.TIP if story.template == "trs-art" else frame.NOTICE,
        pages=story.pages,
    )


def _in_full(story: Story) -> bool:
    """Whether the layout writes its addresses in full."""
    return story.template in {"enorth", "enorth-a", "county", "trs-first"}


def _dateline(story: Story) -> dict[str, str | None] | None:
    if not story.dateline:
        return None
    dated = story.agency != "本报"
    return {
        "text": story.dateline,
        "agency": story.agency,
        "place": None,
        "date": f"{story.published:%Y-%m-%d}" if dated else None,
    }


def _blocks(story: Story, scheme: str) -> list[ExpectedBlock]:
    made: list[ExpectedBlock] = []
    nth = -1
    for block in story.printed:
        nth += block.kind == "image"
        made.append(_block(story, block, scheme, nth))
    return made


def _block(story: Story, block: Block, scheme: str, nth: int) -> ExpectedBlock:
    if block.kind == "image":
        url = addresses.picture(story, nth)
        return ExpectedBlock(
            type="image",
            text="",
            page=block.page,
            url=url if _in_full(story) else _with(scheme, url),
            caption=block.caption or None,
            credit=block.credit or None,
        )
    if block.kind == "table":
        text = "\n".join("\t".join(row) for row in block.rows)
        rows = [list(row) for row in block.rows]
        return ExpectedBlock(type="table", text=text, page=block.page, rows=rows)
    if block.kind == "heading":
        return ExpectedBlock(type="heading", text=block.text, page=block.page, level=block.level)
    return ExpectedBlock(type="paragraph", text=block.text, page=block.page)


def _with(scheme: str, url: str) -> str:
    return f"{scheme}:{url.partition(':')[2]}"
