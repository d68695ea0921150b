"""The two TRS article layouts: contTit/contTxt of 2016–2019 and artTitle/artCon of 2019–2026."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

from crawler.demo import addresses
from crawler.demo.columns import Column
from crawler.demo.edition import Edition
from crawler.demo.pages import frame
from crawler.demo.pages.markup import (
    INDENT,
    items,
    link,
    protocol_relative,
    table,
)
from crawler.demo.stories import Story

CSS_2016 = "//img.zjol.com.cn/css/channel2016.css"
CSS_2019 = "//img.zjol.com.cn/zjolui/article2019.css"


def article(story: Story, page: int, *, edition: Edition, related: tuple[Story, ...]) -> str:
    """One page of an article in the layout ``trs-cont`` or ``trs-art``."""
    new = story.template == "trs-art"
    names = "_".join(reversed(story.column.names))
    title = f"{story.headline}_{names}_浙江在线"
    css = CSS_2019 if new else CSS_2016
    head = frame.head(css, charset="utf-8", meta=_meta(story), title=title)
    middle = _art(story, page, edition) if new else _cont(story, page, edition)
    links = items(
        link(protocol_relative(addresses.article(other)), other.headline, extra=' target="_blank"')
        for other in related
    )
    return (
        f"<!DOCTYPE html>\n<html>\n{head}\n<body>\n{frame.top(edition)}\n"
        f"{frame.navigation(story.column.host)}\n"
        f'<div class="crumb">{_position(story.column)}</div>\n{middle}\n'
        f'<div class="related"><h4>相关阅读</h4><ul>\n{links}\n</ul></div>\n{frame.share()}\n'
        f"{'' if new else _notice()}{frame.footer(edition)}\n</body>\n</html>\n"
    )


def _notice() -> str:
    return f'<div class="notice"><h4>{frame.NOTICE_HEAD}</h4><p>{frame.NOTICE}</p></div>\n'


def _meta(story: Story) -> str:
    first = next(block.text for block in story.blocks if block.kind == "paragraph")
    values = {
        "keywords": ";".join(story.keywords),
        "description": first[:80],
        "filetype": "0",
        "publishedtype": "1",
        "pagetype": "1",
        "catalogs": str(5000 + story.number % 900),
        "contentid": str(story.number),
        "publishdate": f"{story.filed:%Y-%m-%d}",
        "author": story.author_slot,
        "source": story.source,
        "editor": "",
    }
    return "\n".join(
        f'<meta name="{name}" content="{escape(value)}">' for name, value in values.items()
    )


def _position(column: Column) -> str:
    """The breadcrumb; the article lies one folder below its column, so links climb by ``../``."""
    crumbs = []
    root = f"http://{addresses.host(column.host)}/"
    for name, url in frame.trail(column):
        path = url.removeprefix(root)
        if url == addresses.HOME or path == url:
            href = protocol_relative(url)
        else:
            depth = column.path.count("/") - path.count("/")
            href = "../" * depth
        crumbs.append(link(href, name, extra=f' title="{escape(name)}" class="CurrChnlCls"'))
    return "您当前的位置：" + "&nbsp;&gt;&nbsp;".join(crumbs)


def _title(story: Story, edition: Edition) -> str:
    if "font-title" in story.oddities and edition.has("font-title"):
        return f"<font>{escape(story.headline)}</font>"
    return escape(story.headline)


def _cont(story: Story, page: int, edition: Edition) -> str:
    time = f"{story.published:%Y-%m-%d %H:%M:%S}"
    times = f'<span id="pubtime_baidu">{time}</span>'
    if "two-pubtimes" in story.oddities and edition.has("two-pubtimes"):
        times = f'<span id="pubtime_baidu" class="none">{story.filed:%Y-%m-%d}</span>{times}'
    author = ""
    if story.author_slot:
        author = f'<span id="author_baidu">作者：{escape(story.author_slot)}</span>'
    editors = ""
    if story.editors and page == story.pages:
        names = escape(" ".join(story.editors))
        editors = f'<p style="text-align: right;">{INDENT}责任编辑：{names}</p>\r\n'
    return (
        f'<div id="main">\n<div class="contTit">{_title(story, edition)}</div>\n'
        f'<div class="time">{times}\n<span id="source_baidu">来源：{escape(story.source)}</span>'
        f'{author}</div>\n<div class="contTxt">\r\n\r\n{_cont_body(story, page)}\r\n{editors}'
        f'<div class="news_more_page" style="text-align: center;">{_pager(story, page)}</div>\n'
        "</div>\n</div>"
    )


def _cont_body(story: Story, page: int) -> str:
    parts = []
    nth = -1
    for block in story.printed:
        nth += block.kind == "image"
        if block.page != page:
            continue
        if block.kind == "image":
            name = addresses.picture(story, nth).rpartition("/")[2]
            parts.append(
                f'<p style="text-align:center"><img src="./{name}" oldsrc="{name}" alt=""></p>'
            )
            if block.caption:
                words = escape(f"{block.caption}{block.credit}")
                parts.append(f'<p style="text-align: center;">{INDENT}{words}</p>')
        elif block.kind == "table":
            parts.append(table(block.rows))
        elif block.kind == "heading" and story.headings == "bold":
            parts.append(
                f'<p style="text-align: left;"><strong>{INDENT}{escape(block.text)}</strong></p>'
            )
        else:
            parts.append(f'<p style="text-align: left;">{INDENT}{escape(block.text)}<br></p>')
    return "\r\n".join(parts)


def _pager(story: Story, page: int) -> str:
    if story.pages == 1:
        return ""
    name = urlsplit(addresses.article(story)).path.rpartition("/")[2].removesuffix(".shtml")
    call = f'createPageHTML({story.pages}, {page - 1}, "{name}", "shtml");'
    return f'<script src="//img.zjol.com.cn/js/pager.js"></script><script>{call}</script>'


def _art(story: Story, page: int, edition: Edition) -> str:
    spans = [f"{story.published:%Y-%m-%d %H:%M:%S}", f"来源：{story.source}"]
    if story.author_slot:
        spans.append(f"作者：{story.author_slot}")
    if story.editors:
        spans.append(f"责任编辑：{' '.join(story.editors)}")
    info = "".join(f"<span>{escape(span)}</span>" for span in spans)
    pager = f'<div class="news_more_page">{_pager(story, page)}</div>' if story.pages > 1 else ""
    return (
        '<div class="pageHead" style="background-image:url(//img.zjol.com.cn/zjolui/head.png)">'
        f'<img class="logo" src="//img.zjol.com.cn/zjolui/logo.png" '
        'srcset="//img.zjol.com.cn/zjolui/logo.png 1x, //img.zjol.com.cn/zjolui/logo2.png 2x" '
        'alt="浙江在线"></div>\n'
        f'<div class="content">\n<h1 class="artTitle">{_title(story, edition)}</h1>\n'
        f'<div class="info">{info}</div>\n<div class="artCon">\n{_art_body(story, page, edition)}\n'
        f'{pager}</div>\n<div class="cprtip">{frame.TIP}</div>\n</div>'
    )


def _art_body(story: Story, page: int, edition: Edition) -> str:
    pasted = "wechat-paste" in story.oddities and edition.has("wechat-paste")
    parts = []
    nth = -1
    for block in story.printed:
        nth += block.kind == "image"
        if block.page != page:
            continue
        text = escape(block.text)
        if block.kind == "image":
            src = protocol_relative(addresses.picture(story, nth))
            parts.append(f'<p style="text-align:center"><img src="{src}"></p>')
            if block.caption:
                words = escape(f"{block.caption}{block.credit}")
                parts.append(f'<p style="text-align:center">{words}</p>')
        elif block.kind == "table":
            parts.append(table(block.rows))
        elif block.kind == "heading" and story.headings == "bold":
            parts.append(f"<p><strong>{text}</strong></p>")
        elif pasted:
            parts.append(f'<p style="margin:0px"><span leaf="">{text}</span></p>')
        else:
            parts.append(f"<p>{INDENT}{text}</p>")
    return "\n".join(parts)
