"""The columns of the embedded site: where they lie, what they are called, how they list."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

Style = Literal["L1", "L1b", "L2", "L3", "L4", "L5", "enorth"]
"""Mark-up of the list; see :mod:`crawler.demo.pages.lists`."""
Pager = Literal["script", "counted", "enorth", "next", "none"]
"""How further list pages are found: a script call, by counting, the Enorth count script, a
plain link 下一页, or not at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One list of articles."""

    host: str
    """Host name without ``.zjol.com.cn``."""
    folder: str
    """Path between host and list page, without slashes at its ends."""
    names: tuple[str, ...]
    """The trail of names below 浙江在线, this column's own name last."""
    style: Style
    pager: Pager
    page_size: int = 6
    """Items on one list page."""
    count: str = ""
    """Number of the Enorth list, for instance ``0112003``."""

    @property
    def key(self) -> str:
        """Host and folder, by which stories name their column."""
        return f"{self.host}/{self.folder}"

    @property
    def path(self) -> str:
        """Path of the list, ending in a slash."""
        return f"/{self.folder}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One host with pages of its own."""

    host: str
    """Host name without ``.zjol.com.cn``."""
    name: str
    """What the host is called on its pages."""


@cache
def columns() -> dict[str, Column]:
    """All columns by key, in the order of the navigation."""
    rows = [Column(**{**row, "names": tuple(row["names"])}) for row in _table()["column"]]
    return {column.key: column for column in rows}


@cache
def channels() -> dict[str, Channel]:
    """All hosts with pages, by host, in the order of the navigation."""
    return {row["host"]: Channel(**row) for row in _table()["channel"]}


@cache
def _table() -> dict[str, list[dict[str, Any]]]:
    text = resources.files("crawler.demo").joinpath("data/columns.toml").read_text("utf-8")
    return tomllib.loads(text)
