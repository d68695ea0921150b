"""Pages that are neither articles nor lists of one column: home, channels, stubs, errors."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from html import escape

from crawler.demo import addresses
from crawler.demo.columns import Channel, columns
from crawler.demo.edition import Edition
from crawler.demo.pages import frame, trs
from crawler.demo.pages.lists import Item
from crawler.demo.pages.markup import items, link, protocol_relative


def _page(title: str, host: str, middle: str, edition: Edition) -> str:
    head = frame.head(trs.CSS_2016, charset="utf-8", meta="", title=title)
    return (
        f"<!DOCTYPE html>\n<html>\n{head}\n<body>\n{frame.top(edition)}\n"
        f"{frame.navigation(host)}\n{middle}\n{frame.footer(edition)}\n</body>\n</html>\n"
    )


def home(news: Sequence[Item], *, edition: Edition) -> str:
    """The front page; its pictures come only when one scrolls (``data-original``)."""
    lines = items(
        link(protocol_relative(item.url), item.title, extra=' target="_blank"') for item in news
    )
    pictures = "".join(
        f'<img src="//img.zjol.com.cn/zjolui/blank.gif" alt="" width="320" height="240" '
        f'data-original="//img.zjol.com.cn/zjolui/home{n}.png">'
        for n in (1, 2)
    )
    middle = (
        f'<div id="main"><div class="focus">{pictures}</div>\n<h3>要闻</h3>\n'
        f'<ul class="newslist">\n{lines}\n</ul>\n<div class="links"><h3>更多</h3><ul>\n'
        '<li><a href="http://zj.zjol.com.cn/news/1442314.html">浙江新闻客户端</a></li>\n'
        '<li><a href="http://zjrb.zjol.com.cn/paperindex.htm">浙江日报电子版</a></li>\n'
        '<li><a href="http://fin.zjol.com.cn/">金融频道</a></li>\n'
        '<li><a href="https://www.example.org/">友情链接</a></li>\n</ul></div></div>'
    )
    return _page("浙江在线-浙江省门户网站", "www", middle, edition)


def channel(of: Channel, news: Sequence[Item], *, edition: Edition) -> str:
    """The front page of one host: its columns and its newest articles."""
    lines = items(link(protocol_relative(item.url), item.title) for item in news)
    middle = f'<div id="main"><h3>{of.name}</h3>\n<ul class="newslist">\n{lines}\n</ul></div>'
    return _page(f"{of.name}_浙江在线", of.host, middle, edition)


def topic(news: Sequence[Item], *, edition: Edition) -> str:
    """A topic page: old articles that no list shows any more."""
    lines = items(link(item.url, item.title) for item in news)
    middle = (
        '<div id="main"><h2>老街新事：读者讲述集</h2>\n'
        "<p>下面这些旧稿，由读者从报摊和抽屉里翻出来。</p>\n"
        f'<ul id="zt_Ullist">\n{lines}\n</ul></div>'
    )
    return _page("老街新事_专题_浙江新闻_浙江在线", "zjnews", middle, edition)


def site_map(*, edition: Edition) -> str:
    """The map of the site for people."""
    lines = items(
        link(addresses.column(column), " > ".join(column.names)) for column in columns().values()
    )
    middle = f'<div id="main"><h2>网站地图</h2><ul class="map">\n{lines}\n</ul></div>'
    return _page("网站地图_浙江在线", "www", middle, edition)


def script_redirect(target: str) -> str:
    """A document that is only a script which leads to another one."""
    return f'<html><head><script>location.replace("{target}");</script></head></html>\n'


def refresh_redirect(target: str) -> str:
    """A document that leads on by ``<meta http-equiv=refresh>``, spelt as e-papers spell it."""
    return f'<HTML><HEAD><META HTTP-EQUIV="REFRESH" CONTENT="0; URL={target}"></HEAD></HTML>\n'


def not_found() -> str:
    """The page of a true 404."""
    return (
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>404</title></head><body>'
        '<h1>404 Not Found</h1><p>您要找的页面没有了。</p><a href="//www.zjol.com.cn/">返回首页</a>'
        "</body></html>\n"
    )


def gone_softly() -> str:
    """A page that says the article is gone, to be served with status 200."""
    return (
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8">'
        "<title>页面不存在_浙江在线</title></head>"
        '<body><div class="err"><p>对不起，您访问的页面不存在或已被删除。</p>'
        '<p><a href="//www.zjol.com.cn/">回到首页</a></p></div></body></html>\n'
    )


def empty_template(*, edition: Edition) -> str:
    """An article page whose article is missing: the frame with nothing in it."""
    middle = (
        '<div class="content"><h1 class="artTitle"></h1><div class="info"></div>'
        f'<div class="artCon"></div><div class="cprtip">{frame.TIP}</div></div>'
    )
    return _page("_浙江新闻_浙江在线", "zjnews", middle, edition)


def calendar(month: int, *, edition: Edition) -> str:
    """A trap: a calendar whose pages go on for ever.

    :param month: counted from January of the year 0.
    """
    year, rest = divmod(month, 12)
    links = link(f"calendar.shtml?month={month + 1}", "下个月") + link(
        f"calendar.shtml?month={month - 1}", "上个月"
    )
    middle = f'<div id="main"><h2>{year}年{rest + 1}月农历节气表</h2>{links}</div>'
    return _page("节气表_浙江在线", "gotrip", middle, edition)


def challenge(host: str) -> str:
    """What a web application firewall shows to robots: about 8 KB of script and no link."""
    blob = hashlib.shake_256(host.encode()).hexdigest(3600)
    lines = "\n".join(f"_0x{n:04x}='{blob[n : n + 80]}';" for n in range(0, len(blob), 80))
    argument = hashlib.sha256(host.encode()).hexdigest()[:40].upper()
    return (
        f"<html><head><meta charset=\"utf-8\"><script>var arg1='{argument}';\n{lines}\n"
        "function reload(x){document.cookie='acw_sc__v2='+x+';path=/';location.reload();}\n"
        "reload(arg1);</script></head><body><noscript>"
        f"{escape('请开启 JavaScript 后再访问。')}</noscript></body></html>\n"
    )
