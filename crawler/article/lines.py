"""An article as one line of JSON, always the same bytes for the same article; and its versions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from operator import attrgetter
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from crawler.article.body import image_key, is_furniture
from crawler.article.record import Article
from crawler.reading.blocks import Block, Image, Table, Video
from crawler.reading.normalise.text import canonical_key
from crawler.reading.parts import Editor, Person, Source


def line(article: Article) -> bytes:
    """The article as UTF-8 JSON and one line feed: keys in the order of the record, no spaces.

    U+0085, U+2028 and U+2029 are escaped, so that every reader of lines agrees where it ends.

    :raises ValueError: when the article holds NaN or a lone surrogate; ``assemble`` and
        ``article_from`` make none such.
    """
    text = _ENCODER.encode(article)
    for character, escape in _LINE_ENDS:
        if character in text:
            text = text.replace(character, escape)
    return text.encode() + b"\n"


def article_from(written: bytes | str) -> Article:
    """The article a line holds: ``line(article_from(line(a))) == line(a)``.

    :raises ValueError: when it is no JSON, or not this record: it says which key is wrong.
    """
    try:
        return record_from(Article, json.loads(written))
    except RecursionError as error:
        raise ValueError("Article: nested too deeply") from error


_LINE_ENDS = (("\x85", "\\u0085"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029"))


@cache
def _members(cls: Any) -> tuple[tuple[str, ...], Callable[[Any], tuple[object, ...]]]:
    names = tuple(field.name for field in fields(cls))
    return names, attrgetter(*names)


def _plain(record: object) -> dict[str, object]:
    cls: Any = type(record)
    names, values = _members(cls)
    return dict(zip(names, values(record), strict=True))


_ENCODER = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":"), default=_plain
)


T = TypeVar("T")
Read = Callable[[Any], Any]

_SCALARS: tuple[type, ...] = (int, bool, float)


def record_from(cls: type[T], value: object) -> T:
    """A parsed JSON object → the dataclass it stands for.

    Lone surrogates, which neither UTF-8 nor Parquet can hold, become U+FFFD.

    :raises ValueError: saying which key is missing, unknown or of the wrong type.
    """
    record: T = reader(cls)(value)
    return record


def reader(hint: Any) -> Read:
    """The function that reads values of one type; made once a type."""
    read: Read = _reader(hint)
    return read


@cache
def _reader(hint: Any) -> Read:
    if get_origin(hint) is Annotated:
        return reader(get_args(hint)[0])
    if hint is str:
        return _text
    if hint in _SCALARS:
        return _scalar(hint)
    if isinstance(hint, type) and is_dataclass(hint):
        return _record(hint)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return _literal(arguments)
    if origin in (Union, UnionType):
        return _union(arguments)
    if origin is tuple:
        return _sequence(reader(arguments[0]))
    if origin is Mapping:
        return _mapping(reader(arguments[1]))
    raise TypeError(f"a record cannot hold {hint!r}")


def _text(value: object) -> str:
    if type(value) is not str:
        raise ValueError(f"a string expected, not {_shown(value)}")
    if value.isascii():
        return value
    try:
        value.encode()
    except UnicodeEncodeError:
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return value


def _scalar(hint: type) -> Read:
    accepted = (int, float) if hint is float else (hint,)

    def read(value: object) -> object:
        if type(value) not in accepted:
            raise ValueError(f"{hint.__name__} expected, not {_shown(value)}")
        return value

    return read


def _literal(allowed: tuple[object, ...]) -> Read:
    def read(value: object) -> object:
        if type(value) is str and value in allowed:
            return value
        raise ValueError(f"one of {allowed} expected, not {_shown(value)}")

    return read


def _sequence(read_item: Read) -> Read:
    def read(value: object) -> object:
        if type(value) is not list:
            raise ValueError(f"a list expected, not {_shown(value)}")
        return tuple([read_item(item) for item in value])

    return read


def _mapping(read_item: Read) -> Read:
    def read(value: object) -> object:
        if type(value) is not dict:
            raise ValueError(f"an object expected, not {_shown(value)}")
        return {_text(key): read_item(item) for key, item in value.items()}

    return read


def _union(arguments: tuple[Any, ...]) -> Read:
    kinds = [argument for argument in arguments if argument is not type(None)]
    if len(kinds) == len(arguments):
        return _tagged(kinds)
    read_some = reader(kinds[0]) if len(kinds) == 1 else _tagged(kinds)

    def read(value: object) -> object:
        return None if value is None else read_some(value)

    return read


def _tagged(kinds: list[Any]) -> Read:
    """Dataclasses distinguished by the value of their ``type``."""
    readers = {get_args(get_type_hints(kind)["type"])[0]: reader(kind) for kind in kinds}

    def read(value: object) -> object:
        tag = value.get("type") if type(value) is dict else None
        read_kind = readers.get(tag) if type(tag) is str else None
        if read_kind is None:
            raise ValueError(f"an object of a known type expected, not {_shown(value)}")
        return read_kind(value)

    return read


def _record(cls: type[Any]) -> Read:
    hints = get_type_hints(cls, include_extras=True)
    members = [(field.name, reader(hints[field.name])) for field in fields(cls)]
    names = {name for name, _ in members}

    def read(value: object) -> object:
        if type(value) is not dict:
            raise ValueError(f"{cls.__name__}: an object expected, not {_shown(value)}")
        if value.keys() != names:
            wrong = sorted(str(name) for name in value.keys() ^ names)
            raise ValueError(f"{cls.__name__}: missing or unknown keys: {', '.join(wrong)}")
        arguments = {}
        for name, read_member in members:
            try:
                arguments[name] = read_member(value[name])
            except ValueError as error:
                raise ValueError(f"{cls.__name__}.{name}: {error}") from error
        return cls(**arguments)

    return read


def _shown(value: object) -> str:
    return f"{type(value).__name__} {str(value)[:60]!r}"


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
