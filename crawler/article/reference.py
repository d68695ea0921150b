"""docs/reference/article.md: the record and the problem codes, generated from the code.

``python -m crawler.article.reference > docs/reference/article.md``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from crawler.article.problems import CODES
from crawler.article.record import Article
from crawler.article.schema import field_docs, summary
from crawler.reading.blocks import KINDS, Block

_INTRODUCTION = """\
# The Article record

<!-- Generated: python -m crawler.article.reference > docs/reference/article.md -->

A line of `articles/<day>.jsonl` is one version of one article: UTF-8 JSON, keys in the order below,
no spaces, one line feed. Every key is always present; what a page does not say is `null` or an
empty list. The same captures read by the same version of the program give the same bytes.

The names are those of [zyte-common-items](https://zyte-common-items.readthedocs.io/) and
[schema.org](https://schema.org/NewsArticle), and of
[ninjs](https://iptc.org/standards/ninjs/) where those have none. The same definition as a JSON
Schema (2020-12) is `crawler/article/article.schema.json`.

## Versions

`versionId` is a hash of the content, so it tells whether two captures say the same. `version` and
`previousVersion` number the changes: going through the captures of an article by date, a capture
whose `versionId` differs from the newest version's is the next version; the others add no line. So
the chain follows from the archive alone. An article changed back has a new number and an old
`versionId`.
"""

_PROBLEMS = """\
## Problems

`crawler.article.validate.problems(article)` judges every article before it is written and changes
nothing. `reject` keeps it out of `articles/` and puts it into the quarantine; `warn` counts it.

| code | severity | what is wrong |
|---|---|---|
"""


def text() -> str:
    """The page as the committed file holds it."""
    parts = [_INTRODUCTION, *_records(), _PROBLEMS.rstrip("\n")]
    codes = (f"| `{code}` | {rule.severity} | {rule.meaning} |" for code, rule in CODES.items())
    return "\n".join([*parts, *codes]) + "\n"


def _records() -> Iterator[str]:
    named: dict[str, type] = {}
    yield "## Article\n"
    yield _table(Article, named)
    seen: set[str] = set()
    while rest := [name for name in named if name not in seen]:
        name = rest[0]
        seen.add(name)
        yield f"### {name}\n\n{summary(named[name])}\n"
        yield _table(named[name], named)


def _table(cls: type[Any], named: dict[str, type]) -> str:
    hints, docs = get_type_hints(cls, include_extras=True), field_docs(cls)
    rows = [
        f"| `{field.name}` | {_shown(hints[field.name], named)} | {_cell(docs[field.name])} |"
        for field in fields(cls)
    ]
    return "\n".join(["| key | type | meaning |", "|---|---|---|", *rows, ""])


def _cell(doc: str) -> str:
    return doc.replace("``", "`").replace("|", "\\|")


def _shown(hint: Any, named: dict[str, type]) -> str:
    origin, arguments = get_origin(hint), get_args(hint)
    if hint == Block:
        named.update({kind.__name__: kind for kind in KINDS})
        return " or ".join(_link(kind) for kind in KINDS)
    if isinstance(hint, type) and is_dataclass(hint):
        named[hint.__name__] = hint
        return _link(hint)
    if origin is Annotated:
        return _shown(arguments[0], named)
    if origin is Literal:
        return " or ".join(f'`"{value}"`' for value in arguments)
    if origin is tuple:
        return f"list of {_shown(arguments[0], named)}"
    if origin is Mapping:
        return f"object of {_shown(arguments[1], named)}"
    if origin in (Union, UnionType):
        return " or ".join(_shown(argument, named) for argument in arguments)
    return {str: "string", int: "integer", float: "number", bool: "boolean"}.get(hint, "null")


def _link(cls: type) -> str:
    return f"[{cls.__name__}](#{cls.__name__.lower()})"


if __name__ == "__main__":
    sys.stdout.write(text())
