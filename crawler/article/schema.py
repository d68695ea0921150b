"""article.schema.json: the record's JSON Schema, generated from the dataclasses.

``python -m crawler.article.schema`` writes it beside this module; ``… schema -`` prints it.
"""

from __future__ import annotations

import ast
import inspect
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from itertools import pairwise
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from crawler.article.record import SCHEMA_VERSION, Article
from crawler.reading.parts import Matching

PATH = Path(__file__).with_name("article.schema.json")
DIALECT = "https://json-schema.org/draft/2020-12/schema"

_SCALARS = {str: "string", int: "integer", float: "number", bool: "boolean"}

Schema = dict[str, Any]


def schema() -> Schema:
    """The JSON Schema (2020-12) of one article line.

    itemadapter's ``get_json_schema`` was tried: it cannot do ``Literal`` and fails on unions of
    several dataclasses, which the blocks are.
    """
    definitions: dict[str, Schema] = {}
    root = _record(Article, definitions)
    return {
        "$schema": DIALECT,
        "$id": f"urn:zjol-archive:article:{SCHEMA_VERSION}",
        "title": "Article",
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def text() -> str:
    """The schema as the committed file holds it."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def summary(cls: type) -> str:
    """A class's docstring as one paragraph a line feed parts."""
    paragraphs = inspect.cleandoc(cls.__doc__ or "").split("\n\n")
    return "\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def field_docs(cls: type) -> dict[str, str]:
    """The string under each field of a dataclass, of its bases too, white space folded."""
    docs: dict[str, str] = {}
    for base in filter(is_dataclass, reversed(cls.__mro__)):
        body = ast.parse(inspect.getsource(base)).body[0]
        assert isinstance(body, ast.ClassDef)
        docs.update(_documented(body.body))
    return docs


def _documented(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    for statement, following in pairwise(body):
        match statement, following:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(written))),
            ):
                yield name, " ".join(written.split())


def _record(cls: type[Any], definitions: dict[str, Schema]) -> Schema:
    hints, docs = get_type_hints(cls, include_extras=True), field_docs(cls)
    names = [field.name for field in fields(cls)]
    return {
        "description": summary(cls),
        "type": "object",
        "properties": {
            name: {"description": docs[name], **_value(hints[name], definitions)} for name in names
        },
        "required": names,
        "additionalProperties": False,
    }


def _value(hint: Any, definitions: dict[str, Schema]) -> Schema:
    origin, arguments = get_origin(hint), get_args(hint)
    if hint in _SCALARS:
        return {"type": _SCALARS[hint]}
    if isinstance(hint, type) and is_dataclass(hint):
        if hint.__name__ not in definitions:
            definitions[hint.__name__] = {}
            definitions[hint.__name__] = _record(hint, definitions)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    if origin is Annotated:
        patterns = [mark.pattern for mark in arguments[1:] if isinstance(mark, Matching)]
        return {**_value(arguments[0], definitions), "pattern": patterns[0]}
    if origin is Literal:
        return {"const": arguments[0]} if len(arguments) == 1 else {"enum": list(arguments)}
    if origin is tuple:
        return {"type": "array", "items": _value(arguments[0], definitions)}
    if origin is Mapping:
        return {"type": "object", "additionalProperties": _value(arguments[1], definitions)}
    if origin in (Union, UnionType):
        return _union(
            [_value(argument, definitions) for argument in arguments if argument is not type(None)],
            type(None) in arguments,
        )
    raise TypeError(f"a record cannot hold {hint!r}")


def _union(kinds: list[Schema], nullable: Any) -> Schema:
    if not nullable:
        return {"oneOf": kinds}
    if len(kinds) > 1 or "$ref" in kinds[0]:
        return {"anyOf": [*kinds, {"type": "null"}]}
    only = kinds[0]
    if "enum" in only:
        return {"enum": [*only["enum"], None]}
    return {**only, "type": [only["type"], "null"]}


if __name__ == "__main__":
    if sys.argv[1:] == ["-"]:
        sys.stdout.write(text())
    else:
        PATH.write_text(text(), encoding="utf-8")
