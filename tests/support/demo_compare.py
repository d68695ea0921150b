"""Holds what was read against what should have been read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from demo_truth import Expected

PLAIN = ("headline", "datePublished", "articleSection", "keywords", "keywordsMeta", "dateline")
"""Fields that are compared as they are."""


def differences(read: Mapping[str, Any], truth: Expected) -> list[str]:
    """What is wrong with an article, one line a field; nothing when all is right.

    Blocks are compared by the keys that the truth has; identity and addresses are not compared.

    :param read: an Article record as a dict, or what ``crawler.extract_page`` returns
        for an article of one page.
    :param truth: one value of :func:`demo_truth.expected`.
    """
    wanted: dict[str, object] = {key: truth[key] for key in PLAIN if key in truth}  # type: ignore[literal-required]
    got: dict[str, object] = {key: read[key] for key in PLAIN if key in truth}
    wanted["source"], got["source"] = truth["source"], (read["source"] or {}).get("name")
    wanted["images"], got["images"] = truth["images"], list(read["images"])
    wanted["authors"], got["authors"] = truth["authors"], _people(read["authors"])
    wanted["editors"], got["editors"] = truth["editors"], _people(read["editors"])
    if "breadcrumbs" in truth:
        wanted["breadcrumbs"], got["breadcrumbs"] = truth["breadcrumbs"], list(read["breadcrumbs"])
    if "copyrightNotice" in truth:
        wanted["copyrightNotice"] = truth["copyrightNotice"]
        got["copyrightNotice"] = read["rights"]["copyrightNotice"]
    lines = [
        f"{key}: {got[key]!r} instead of {value!r}"
        for key, value in wanted.items()
        if got[key] != value
    ]
    return lines + _blocks(list(read["blocks"]), truth)


def _people(people: Iterable[Mapping[str, Any]]) -> list[dict[str, object]]:
    return [{"name": person["name"], "role": person["role"]} for person in people]


def _blocks(read: list[Mapping[str, Any]], truth: Expected) -> list[str]:
    lines = []
    for at, wanted in enumerate(truth["blocks"]):
        found = {key: read[at].get(key) for key in wanted} if at < len(read) else None
        if found != wanted:
            lines.append(f"blocks[{at}]: {found!r} instead of {wanted!r}")
    surplus = len(read) - len(truth["blocks"])
    if surplus > 0:
        lines.append(f"blocks: {surplus} too many, {read[-surplus]!r} …")
    return lines
