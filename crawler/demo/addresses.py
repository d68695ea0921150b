"""Where the articles and their pictures lie: addresses in the forms of both systems."""

from __future__ import annotations

from urllib.parse import urljoin

from crawler.demo.columns import Column
from crawler.demo.stories import Story

ZONE = "zjol.com.cn"
HOME = f"http://www.{ZONE}/"
PICTURE_SITES = {"zjnews": "zjxw", "biz": "zsw", "ec": "zsw", "town": "zjczw"}
"""Folder of a host below ``/mlf/dzw/`` on the image host."""


def host(name: str) -> str:
    """Full host name of a channel, for instance ``zjnews.zjol.com.cn``."""
    return f"{name}.{ZONE}"


def column(of: Column) -> str:
    """Address of a list's first page, ending in a slash."""
    return f"http://{host(of.host)}{of.path}"


def article(story: Story, page: int = 1, *, second: Column | None = None) -> str:
    """Address of an article or of a further page of it.

    Page 2 is ``_01`` in Enorth and ``_1`` in TRS.

    :param story: the article.
    :param page: counted from 1.
    :param second: the other column, for the second address of an article in two columns.
    """
    where = second or story.column
    base = f"http://{host(where.host)}/"
    if story.enorth:
        tail = f"_{page - 1:02d}" if page > 1 else ""
        return f"{base}{_enorth_folder(story)}{story.filed:%Y/%m/%d}/{story.number:09d}{tail}.shtml"
    tail = f"_{page - 1}" if page > 1 else ""
    name = f"t{story.filed:%Y%m%d}_{story.number}{tail}.shtml"
    return f"{base}{where.folder}/{story.filed:%Y%m}/{name}"


def twin(story: Story) -> str:
    """Address of the ``_ext`` copy of a TRS article."""
    return article(story).removesuffix(".shtml") + "_ext.shtml"


def _enorth_folder(story: Story) -> str:
    if story.template == "county":
        return f"{story.column.folder.partition('/')[0]}/system/"
    return f"05{story.column.host}/system/" if story.template == "enorth-a" else "system/"


def picture(story: Story, nth: int) -> str:
    """Address of the n-th image of an article, counted from 0 over all its pages."""
    if story.enorth:
        digits = f"{story.number % 100_000_000:08d}"
        pairs = "/".join(digits[i : i + 2] for i in (0, 2, 4))
        server = ("img.zjol.com.cn", "img.zjolcdn.com", "img2.zjolcdn.com")[nth % 3]
        suffix = "png" if nth % 3 == 2 else "jpg"
        return f"http://{server}/pic/0/{pairs}/{digits.lstrip('0')}_{217 + 131 * nth}.{suffix}"
    name = f"W0{story.filed:%Y%m%d}{story.number % 1_000_000:06d}{nth:06d}.jpg"
    if story.template == "trs-art":
        folder = story.column.folder.removeprefix("zjnews/")
        site = PICTURE_SITES[story.column.host]
        return f"http://img.zjol.com.cn/mlf/dzw/{site}/{folder}/{story.filed:%Y%m}/{name}"
    return urljoin(article(story), name)
