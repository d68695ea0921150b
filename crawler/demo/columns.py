"""The hosts and columns of the embedded site: where they lie and what they are called."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from crawler.demo.data import load


def root(host: str) -> str:
    """Address of a host's front page, for instance ``http://zjnews.zjol.com.cn/``."""
    return f"http://{host}.zjol.com.cn/"


def near(url: str) -> str:
    """An address without its scheme: ``//host/path``."""
    return url[url.index("//") :]


HOME = root("www")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One list of articles."""

    host: str
    """Host name without ``.zjol.com.cn``."""
    folder: str
    """Path between host and list page, without slashes at its ends."""
    names: tuple[str, ...]
    """The trail of names below 浙江在线, this column's own name last."""
    style: Literal["L1", "L1b", "L2", "L3", "L4", "L5", "enorth"]
    """Mark-up of the list: a key of ``list.item`` among the layouts."""
    pager: Literal["script", "counted", "enorth", "next", "none"]
    """How further list pages are found: a script call, by counting, the Enorth count script, a
    plain link 下一页, or not at all."""
    page_size: int = 6
    """Items on one list page."""
    count: str = ""
    """Number of the Enorth list, for instance ``0112003``."""

    @property
    def key(self) -> str:
        """Host and folder, by which stories name their column."""
        return f"{self.host}/{self.folder}"

    @property
    def url(self) -> str:
        """Address of the list's first page, ending in a slash."""
        return f"{root(self.host)}{self.folder}/"


@cache
def columns() -> dict[str, Column]:
    """All columns by key, in the order of the navigation."""
    rows = [Column(**row | {"names": tuple(row["names"])}) for row in load("columns")["column"]]
    return {column.key: column for column in rows}


@cache
def channels() -> dict[str, str]:
    """Names of all hosts with front pages, by host, in the order of the navigation."""
    return {row["host"]: row["name"] for row in load("columns")["channel"]}
