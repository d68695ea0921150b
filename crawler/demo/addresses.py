"""Where the articles and their pictures lie: addresses in the forms of both systems."""

from __future__ import annotations

from urllib.parse import urljoin

from crawler.demo.columns import root
from crawler.demo.stories import Story

PICTURE_SITES = {"zjnews": "zjxw", "biz": "zsw", "ec": "zsw", "town": "zjczw"}
"""Folder of a host below ``/mlf/dzw/`` on the image host."""


def article(story: Story, page: int = 1) -> str:
    """Address of an article or of a further page of it.

    Page 2 is ``_01`` in Enorth and ``_1`` in TRS.

    :param page: counted from 1.
    """
    host = root(story.column.host)
    if story.enorth:
        tail = f"_{page - 1:02d}" if page > 1 else ""
        return f"{host}{_enorth_folder(story)}{story.filed:%Y/%m/%d}/{story.number:09d}{tail}.shtml"
    tail = f"_{page - 1}" if page > 1 else ""
    name = f"t{story.filed:%Y%m%d}_{story.number}{tail}.shtml"
    return f"{host}{story.column.folder}/{story.filed:%Y%m}/{name}"


def twin(story: Story) -> str:
    """Address of the ``_ext`` copy of a TRS article."""
    return article(story).removesuffix(".shtml") + "_ext.shtml"


def _enorth_folder(story: Story) -> str:
    site = story.column.folder.partition("/")[0]
    special = {"county": f"{site}/system/", "enorth-a": f"05{story.column.host}/system/"}
    return special.get(story.template, "system/")


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
