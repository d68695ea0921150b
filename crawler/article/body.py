"""Views of a body: its text, its length, plain HTML, the sections under its headings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from html import escape

from crawler.article.blocks import (
    Block,
    Heading,
    Image,
    List,
    Paragraph,
    Quote,
    Table,
    Video,
)
from crawler.article.parts import Section, WordCount

_HAN = re.compile("[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]+")
_WEB = re.compile(r"https?://", re.IGNORECASE)


def text_of(blocks: Iterable[Block]) -> str:
    """The ``articleBody``: the text of all blocks that have any, one a line."""
    return "\n".join([block.text for block in blocks if block.text])


def word_count(text: str) -> WordCount:
    """Characters that are not white space, and Han characters (Unicode script Han) among them."""
    return WordCount(chars=len("".join(text.split())), cjk=sum(map(len, _HAN.findall(text))))


def sections_of(
    blocks: Sequence[Block], place_of: Callable[[str], str | None]
) -> tuple[Section, ...]:
    """The parts under the headings: each ends where a heading of the same or a higher level
    stands, or with the body.

    :param place_of: the code of the place a heading names, None when it names none.
    """
    found: list[Section] = []
    open_: list[Heading] = []

    def close(level: int, end: int) -> None:
        while open_ and open_[-1].level >= level:
            head = open_.pop()
            found.append(
                Section(
                    heading=head.text,
                    level=head.level,
                    start=head.i,
                    end=end,
                    place=place_of(head.text),
                )
            )

    for block in blocks:
        if isinstance(block, Heading):
            close(block.level, block.i)
            open_.append(block)
    close(min((head.level for head in open_), default=0), len(blocks))
    found.sort(key=lambda section: section.start)
    return tuple(found)


def images_of(blocks: Iterable[Block]) -> tuple[str, ...]:
    """Addresses of the pictures, in order, without repeats."""
    return tuple(dict.fromkeys(block.url for block in blocks if isinstance(block, Image)))


def html_of(blocks: Iterable[Block]) -> str:
    """The ``articleBodyHtml``: one element a block, one a line; all text escaped, addresses only
    where they are http or https."""
    return "\n".join([_element(block) for block in blocks])


def _element(block: Block) -> str:
    match block:
        case Paragraph():
            return f"<p>{_lines(block.text)}</p>"
        case Heading():
            tag = f"h{min(max(block.level, 1), 3) + 1}"
            return f"<{tag}>{_lines(block.text)}</{tag}>"
        case Quote():
            return f"<blockquote><p>{_lines(block.text)}</p></blockquote>"
        case List():
            tag = "ol" if block.ordered else "ul"
            items = "".join([f"<li>{_lines(item)}</li>" for item in block.items])
            return f"<{tag}>{items}</{tag}>"
        case Table():
            return f"<table>{''.join([_row(row) for row in block.rows])}</table>"
        case Image():
            picture = f"<img{_address('src', block.url)}>"
            return _figure(picture, block.caption, block.credit)
        case Video():
            film = f"<video controls{_address('src', block.url)}{_address('poster', block.poster)}>"
            return _figure(f"{film}</video>", block.caption, None)


def _row(cells: Sequence[str]) -> str:
    return f"<tr>{''.join([f'<td>{_lines(cell)}</td>' for cell in cells])}</tr>"


def _figure(content: str, caption: str | None, credit: str | None) -> str:
    said = " ".join([escape(part, quote=False) for part in (caption, credit) if part])
    under = f"<figcaption>{said}</figcaption>" if said else ""
    return f"<figure>{content}{under}</figure>"


def _address(name: str, url: str | None) -> str:
    return f' {name}="{escape(url)}"' if url and _WEB.match(url) else ""


def _lines(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>")
