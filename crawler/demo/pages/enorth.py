"""The Enorth article layouts, 2012 to 2021, and the first TRS pages, which kept their looks.

Quirk: Enorth leaves comments with the date at which a part was made, and writes the links of its
breadcrumb without quotes. Pages say gb2312 and hold whatever their editors typed.
"""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

from crawler.demo import addresses
from crawler.demo.edition import Edition
from crawler.demo.pages import frame
from crawler.demo.pages.markup import (
    INDENT,
    items,
    link,
    table,
)
from crawler.demo.stories import Story

DOCTYPE = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">'
)
CSS = "/05zjol/sitemap/css/indexz.css"
"""Style sheet, on the host of the page."""


def article(story: Story, page: int, *, edition: Edition, related: tuple[Story, ...]) -> str:
    """One page of an article: ``enorth``, ``enorth-a``, ``county`` or ``trs-first``."""
    charset = "utf-8" if story.template == "trs-first" else "gb2312"
    title = f"{story.headline}-{story.column.names[0]}-浙江在线"
    head = frame.head(CSS, charset=charset, meta=_meta(story), title=title)
    middle = {"county": _county, "enorth-a": _table_layout}.get(story.template, _main)
    return (
        f'{DOCTYPE}\n<html xmlns="http://www.w3.org/1999/xhtml">\n{head}\n<body>\n'
        f"{frame.top(edition)}\n{frame.navigation(story.column.host)}\n"
        f"{_comment(edition, 5)}\n{_position(story, edition)}\n"
        f"{middle(story, page, edition, related)}\n"
        f"{frame.footer(edition)}\n</body>\n</html>\n{_comment(edition, 130)}\n"
    )


def _meta(story: Story) -> str:
    catalogs = f"8{story.number % 10_000:04d}001000000000"
    return (
        '<meta name="filetype" content="0">\n<meta name="publishedtype" content="1">\n'
        f'<meta name="pagetype" content="1|2">\n<meta name="catalogs" content="{catalogs}">\n'
        f'<meta name="keywords" content="{escape(";".join(story.keywords))}">'
    )


def _comment(edition: Edition, cost: int) -> str:
    return (
        f'<!--enorth cms page [ enorth parse_date="{edition.now:%Y/%m/%d %H:%M:%S}.029", '
        f'cost="{cost}", server="demo", error_count="0"]-->'
    )


def _position(story: Story, edition: Edition) -> str:
    quote = "" if edition.has("unquoted-attributes") and story.enorth else '"'
    crumbs = "\n&nbsp;&gt;&nbsp;\n".join(
        f"<a href={quote}{url}{quote}>{escape(name)}</a>" for name, url in frame.trail(story.column)
    )
    return (
        '<div class="crumb">\n<!--enorth cms block start [ name="v5.position" ]-->\n'
        f'您当前的位置 ：{crumbs}\n<!--enorth cms block end [ name="v5.position" cost="13"]-->'
        "&nbsp;正文</div>"
    )


def _times(story: Story, edition: Edition) -> str:
    time = f"{story.published:%Y年%m月%d日 %H:%M:%S}"
    span = f'<span id="pubtime_baidu">{time}</span>'
    if "two-pubtimes" in story.oddities and edition.has("two-pubtimes"):
        span = f'<span id="pubtime_baidu" style="display:none">{story.filed:%Y-%m-%d}</span>' + span
    return (
        f'{span}&nbsp;\n<span id="source_baidu">来源: {escape(story.source)}</span>\n'
        f'<span id="author_baidu">作者：{escape(story.author_slot)}</span>'
    )


def _title(story: Story, edition: Edition) -> str:
    if "font-title" in story.oddities and edition.has("font-title"):
        return f'<font color="#003366">{escape(story.headline)}</font>'
    return escape(story.headline)


def _body(story: Story, page: int) -> str:
    parts = []
    nth = -1
    for block in story.printed:
        nth += block.kind == "image"
        if block.page != page:
            continue
        if block.kind == "image":
            url = addresses.picture(story, nth)
            image = f'<img src="{url}" border=0 alt="{escape(block.caption)}" />'
            parts.append(f"<p align=center>{image}</p>")
            if block.caption:
                words = escape(f"{block.caption}{block.credit}")
                parts.append(f'<p align="center"><font color="#333399">{words}</font></p>')
        elif block.kind == "table":
            parts.append(table(block.rows))
        elif block.kind == "heading" and story.headings == "bold":
            parts.append(f"<p>{INDENT}<strong>{escape(block.text)}</strong></p>")
        else:
            parts.append(f"<p>{INDENT}{escape(block.text)}</p>")
    return "\n".join(parts) + ("\n" + _pager(story, page) if story.pages > 1 else "")


def _pager(story: Story, page: int) -> str:
    names = [
        urlsplit(addresses.article(story, n)).path.rpartition("/")[2]
        for n in range(1, story.pages + 1)
    ]
    links = [f"<b>{n}</b>" if n == page else link(name, str(n)) for n, name in enumerate(names, 1)]
    if page > 1:
        links.insert(0, link(names[page - 2], "上一页"))
    if page < story.pages:
        links.append(link(names[page], "下一页"))
    return (
        '<!--enorth cms block start [ name="v5.pages" ]-->\n'
        f'<div id="news_more_page_div_id">{"&nbsp;".join(links)}</div>\n'
        '<!--enorth cms block end [ name="v5.pages" cost="4"]-->'
    )


def _after(story: Story, related: tuple[Story, ...]) -> str:
    """Tags, editor, related list, share widget and notice."""
    tags = f"标签: {escape(';'.join(story.keywords))}　" if story.keywords else ""
    editors = escape(" ".join(story.editors))
    lines = []
    for other in related:
        short = other.headline if len(other.headline) <= 20 else other.headline[:18] + "..."
        extra = f' title="{escape(other.headline)}" target=_blank'
        lines.append(link(addresses.article(other), short, extra=extra))
    return (
        f'<div class="tags">{tags}<span id="editor_baidu">责任编辑: {editors}</span></div>\n'
        '<div class="follow">看浙江新闻,关注浙江在线微信</div>\n'
        f'<div class="related"><h4>相关阅读</h4>\n<ul>\n{items(lines)}\n</ul></div>\n'
        f'{frame.share()}\n<div class="notice"><h4>{frame.NOTICE_HEAD}</h4>\n'
        f"<p>{frame.NOTICE}</p></div>"
    )


def _main(story: Story, page: int, edition: Edition, related: tuple[Story, ...]) -> str:
    name = "artTitle" if story.template == "trs-first" else "contTit"
    return (
        f'<div id="main">\n<div class="{name}">{_title(story, edition)}</div>\n'
        f'<div class="time">{_times(story, edition)}</div>\n'
        f'<div class="contTxt">\n{_body(story, page)}\n</div>\n{_after(story, related)}\n</div>'
    )


def _table_layout(story: Story, page: int, edition: Edition, related: tuple[Story, ...]) -> str:
    """2012: a page laid out with tables."""
    return (
        '<table width="960" align=center cellspacing=0><tr><td width=700 valign=top>\n'
        f'<div class="list" id="main"><div class="title">{_title(story, edition)}</div>\n'
        f'<div class="time">{_times(story, edition)}</div>\n'
        f'<div class="contTxt">\n{_body(story, page)}\n</div>\n{_after(story, related)}</div>\n'
        '</td><td width=240 valign=top><div class="side">\n<h4>服务</h4><p>电子报订阅</p>'
        "<p>读者来信</p></div></td></tr></table>"
    )


def _county(story: Story, page: int, edition: Edition, related: tuple[Story, ...]) -> str:
    """A county site: other names around the same ids."""
    return (
        f'<div class="wrap end" id="main">\n<h1>{_title(story, edition)}</h1>\n'
        f'<div class="info">{_times(story, edition)}</div>\n'
        f'<div class="artCon">\n{_body(story, page)}\n</div>\n{_after(story, related)}\n</div>'
    )
