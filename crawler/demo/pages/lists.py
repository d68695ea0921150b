"""List pages in zjol's several mark-ups, and the ways their further pages are found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from crawler.demo.columns import Column
from crawler.demo.edition import Edition
from crawler.demo.pages import enorth, frame, trs
from crawler.demo.pages.markup import link, protocol_relative


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a list."""

    url: str
    """Absolute address that it leads to."""
    title: str
    listed: datetime
    """Time as the list shows it, Beijing."""


def page(column: Column, items: Sequence[Item], *, index: int, count: int, edition: Edition) -> str:
    """One page of a list.

    :param column: whose list; says mark-up and pager.
    :param items: those of this page, in order.
    :param index: of this page, the first being 0.
    :param count: how many pages there are.
    """
    old = column.style == "enorth"
    name = "_".join(reversed(column.names))
    css = enorth.CSS if old else trs.CSS_2016
    charset = "gb2312" if old else "utf-8"
    head = frame.head(css, charset=charset, meta="", title=f"{name}_浙江在线")
    crumbs = "&nbsp;&gt;&nbsp;".join(
        link(url, title, extra=' class="CurrChnlCls"') for title, url in frame.trail(column)
    )
    colon = " ：" if old else "："
    return (
        f"{enorth.DOCTYPE if old else '<!DOCTYPE html>'}\n<html>\n{head}\n<body>\n"
        f"{frame.top(edition)}\n{frame.navigation(column.host)}\n"
        f'<div class="crumb">您当前的位置{colon}{crumbs}</div>\n'
        f"{_items(column, items)}\n{_pager(column, index, count)}\n"
        f"{frame.footer(edition)}\n</body>\n</html>\n"
    )


def _items(column: Column, items: Sequence[Item]) -> str:
    lines = "\n".join(_line(column, item) for item in items)
    match column.style:
        case "L1" | "L1b" | "L2":
            return f'<div id="main"><ul class="listUl">\n{lines}\n</ul></div>'
        case "L3":
            return f'<div id="pageContent"><div class="textList">\n{lines}\n</div></div>'
        case "L4":
            return f'<div id="main"><ul class="newslist">\n{lines}\n</ul></div>'
        case "L5":
            aside = '<div class="side"><p>旅游热线每天九点到十七点有人接听</p></div>'
            return f'<div id="main"><div>\n<ul>\n{lines}\n</ul></div>{aside}</div>'
        case "enorth":
            return (
                '<!--enorth cms block start [ name="v5.latest" ]-->\n'
                f'<div id="main"><ul class="listUl cf">\n{lines}\n</ul></div>\n'
                '<!--enorth cms block end [ name="v5.latest" cost="105"]-->'
            )


def _line(column: Column, item: Item) -> str:
    title = escape(item.title)
    href = escape(protocol_relative(item.url))
    match column.style:
        case "L1":
            time = f'<span class="listSpan">{item.listed:%Y年%m月%d日%H时}</span>'
            return f'<li class="listLi">{time}<a href="{href}" target="_blank">{title}</a></li>'
        case "L1b":
            time = f'<span class="listSpan">{item.listed:%Y年%m月%d日%H时}</span>'
            folder = f"//{column.host}.zjol.com.cn{column.path}"
            near = f"./{href.removeprefix(folder)}" if href.startswith(folder) else href
            return f'<li class="listLi">{time}<a href="{near}">{title}</a></li>'
        case "L2":
            time = f'<span class="time">{item.listed:%Y-%m-%d %H:%M:%S}</span>'
            return f'<li><h4><a href="{href}">{title}</a></h4>{time}</li>'
        case "L3":
            return f'<h3><a href="{href}">{title}</a><span>{item.listed:%Y-%m-%d}</span></h3>'
        case "L4":
            return f'<li><a href="{href}" title="{title}">{title}</a></li>'
        case "L5":
            return f'<li><a href="{href}" target="_blank">{title}</a></li>'
        case "enorth":
            short = title if len(item.title) <= 22 else escape(item.title[:20]) + "..."
            return (
                f'<li><a href={escape(item.url)} target=_blank title="{title}">{short}</a>'
                f'<span class="date">{item.listed:%Y-%m-%d}</span></li>'
            )


def _pager(column: Column, index: int, count: int) -> str:
    match column.pager:
        case "script":
            call = f'createPageHTML({count}, {index}, "index", "shtml");'
            return (
                '<div class="page"><script src="//img.zjol.com.cn/js/pager.js"></script>'
                f"<script>\n{call}\n</script></div>"
            )
        case "next":
            further = f'<a href="index_{index + 1}.shtml">下一页</a>' if index + 1 < count else ""
            return f'<span class="fenye"><div>第{index + 1}页 {further}</div></span>'
        case "enorth":
            return (
                '<!--enorth cms block start [ name="v5.select_page" ]-->\n'
                f'<script src="{count_script(column)}"></script><div id="pagetemple"></div>\n'
                '<!--enorth cms block end [ name="v5.select_page" cost="2"]-->'
            )
        case "counted" | "none":
            return ""


def count_script(column: Column) -> str:
    """Address of the script that knows how many further pages an Enorth list has."""
    return (
        f"http://{column.host}.zjol.com.cn/system/count/{column.count}/000000000000/"
        f"count_page_list_{column.count}000000000000.js"
    )


def count_page(column: Column, number: int) -> str:
    """Path of a further page of an Enorth list; pages are numbered from the oldest, 1.

    Quirk: the folders after the list's number are the page number by hundreds, and the address
    has two slashes in a row.
    """
    name = f"c{column.count}000000000000_{number:09d}.shtml"
    folders = f"{number // 100_000:03d}/{number // 100 % 1000:03d}"
    return f"/system/count//{column.count}/000000000000/{folders}/{name}"


def count_script_text(column: Column, pages: int) -> str:
    """The script itself."""
    return (
        f"var maxpage = {pages};\nvar listid = '{column.count}000000000000';\n"
        "document.getElementById('pagetemple').innerHTML = '共' + (maxpage + 1) + '页';\n"
    )
