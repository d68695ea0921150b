"""One day of a newspaper's electronic edition in Founder's layout (UTF-8)."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

HOST = "zjrb.zjol.com.cn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One article of the paper."""

    number: int
    """Number in its address."""
    headline: str
    source: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One page of the paper."""

    node: int
    """Number in its address."""
    label: str
    """For instance 第01版：要闻."""
    contents: tuple[Content, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One issue."""

    date: str
    """ISO date."""
    sections: tuple[Section, ...]

    @property
    def folder(self) -> str:
        """Path of its pages, ending in a slash."""
        return f"/html/{self.date[:7]}/{self.date[8:]}/"


def section(day: Day, at: int, *, previous: Day | None) -> str:
    """A section page: page image with a map, sections, articles.

    Quirk: every link to a section bears the same id, and links to articles are unquoted.

    :param day: the issue.
    :param at: index of the section in it.
    :param previous: the issue before, linked as 上一期.
    """
    this = day.sections[at]
    links = "\n".join(
        f"<li><a href=content_{content.number}.htm?div=-1><div id=mp{content.number}>"
        f"{escape(content.headline)}</div></a></li>"
        for content in this.contents
    )
    areas = "".join(
        f'<area coords="2,{20 + 90 * n},340,{100 + 90 * n}" shape="rect" '
        f'href="content_{content.number}.htm">'
        for n, content in enumerate(this.contents)
    )
    sections = "\n".join(
        f"<dt><a id=pageLink href=node_{other.node}.htm>{other.label}</a></dt>"
        for other in day.sections
    )
    turn = ""
    if at + 1 < len(day.sections):
        turn += f'<a class=preart href="node_{day.sections[at + 1].node}.htm">下一版</a>'
    if previous:
        back = f"../{previous.date[8:]}/node_{previous.sections[0].node}.htm"
        turn += f'<a class=preart href="{back}">上一期</a>'
    image = f"../../../images/{day.date}/{this.node}/brief.jpg"
    return (
        f"{_head(this.label)}\n<body><div class=wrap>\n"
        f'<map name="PagePicMap">{areas}</map><img src={image} border=0 USEMAP=#PagePicMap>\n'
        f"<div class=main-ednav-nav><dl>\n{sections}\n</dl></div>\n<p class=rq>{day.date}</p>\n"
        f'<ul class="main-ed-articlenav-list">\n{links}\n</ul>\n{turn}\n</div></body></html>\n'
    )


def content(day: Day, this: Content) -> str:
    """An article page."""
    body = "".join(f"<P>　　{escape(paragraph)}</P>" for paragraph in this.paragraphs)
    return (
        f"{_head(this.headline)}\n<body><div class=main-article-alltitle>"
        f"<div class=main-article-title>{escape(this.headline)}</div></div>\n"
        f"<p class=info>{day.date}　来源：{escape(this.source)}</p>\n"
        f'<div class="main-article-content"><div id="ozoom"><founder-content>{body}'
        "</founder-content></div></div>\n"
        f"<!--enpproperty <founder-date>{day.date}</founder-date>"
        f"<founder-title>{escape(this.headline)}</founder-title> /enpproperty-->\n</body></html>\n"
    )


def _head(title: str) -> str:
    return (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
        '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n<html>\n<head>\n'
        '<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />\n'
        f"<title>{escape(title)}-浙江日报</title>\n"
        '<link href="../../../tplimg/paper.css" rel="stylesheet" type="text/css" />\n</head>'
    )
