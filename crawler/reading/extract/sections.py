"""The tree of sections that the headings of an article open."""

from __future__ import annotations

from typing import Any


def sections_of(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sections as a tree, each with the half-open range of blocks it covers.

    :param blocks: the record's blocks; headings have a ``level`` from 1.
    """
    top: list[dict[str, Any]] = []
    opened: list[dict[str, Any]] = []
    for block in blocks:
        if block["type"] != "heading":
            continue
        section: dict[str, Any] = {
            "heading": block["text"],
            "level": block["level"],
            "start": block["i"],
            "end": len(blocks),
            "children": [],
        }
        while opened and opened[-1]["level"] >= section["level"]:
            opened.pop()["end"] = block["i"]
        (opened[-1]["children"] if opened else top).append(section)
        opened.append(section)
    return top
