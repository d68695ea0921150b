"""When two captures of an article say the same, and which version comes after which."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

from crawler.article.body import image_key, is_furniture
from crawler.article.record import Article
from crawler.reading.blocks import Block, Image, Table, Video
from crawler.reading.normalise.text import canonical_key
from crawler.reading.parts import Editor, Person, Source

_RECIPE = "1"
"""Changes when the same content must get another ``versionId``."""


def content_text(blocks: tuple[Block, ...]) -> str:
    """The canonical key of the body's text: no page furniture, no white space, widths folded."""
    kept = [block.text for block in blocks if block.text and not is_furniture(block.text)]
    return canonical_key("\n".join(kept))


def version_id(
    headlines: tuple[str | None, str | None, str | None],
    published: str | None,
    *,
    source: Source | None,
    people: tuple[Person | Editor, ...],
    blocks: tuple[Block, ...],
    text: str,
) -> str:
    """``sha256:`` and the hash of the canonical content.

    What counts: headline, alternative headline and kicker; time of publication; name of the
    source; names and roles of people; the text in order; cells of tables; which pictures and
    films, with captions and credits. What does not: where paragraphs and pages break, what is a
    heading, hosts and schemes, keywords, breadcrumbs, rights notices, and whatever is around the
    article.

    :param headlines: headline, alternative headline, kicker.
    :param published: ``datePublished``.
    :param text: SHA-256 of ``content_text(blocks)``.
    """
    content = (
        _RECIPE,
        [_key(words) for words in headlines],
        published,
        _key(source.name) if source else None,
        [[type(person).__name__, person.role, _key(person.name)] for person in people],
        text,
        [_media(block) for block in blocks if isinstance(block, (Table, Image, Video))],
    )
    written = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(written.encode()).hexdigest()}"


def successor(article: Article, previous: tuple[int, str] | None) -> Article | None:
    """The article as the version after another one; None when it says the same as that one.

    The chain is a function of the archive: going through the captures of an article by date and
    asking this for each gives the same versions as the crawl did.

    :param article: as ``assemble`` made it.
    :param previous: ``version`` and ``versionId`` of the newest version so far, None for none.
    """
    if previous is None:
        return article
    number, newest = previous
    if newest == article.versionId:
        return None
    return replace(article, version=number + 1, previousVersion=newest)


def _media(block: Table | Image | Video) -> list[object]:
    if isinstance(block, Table):
        return ["table", *([canonical_key(cell) for cell in row] for row in block.rows)]
    if isinstance(block, Image):
        return ["image", image_key(block.url), _key(block.caption), _key(block.credit)]
    film = image_key(block.url) if block.url else None
    return ["video", film, _key(block.caption)]


def _key(words: str | None) -> str | None:
    return canonical_key(words) if words else None
