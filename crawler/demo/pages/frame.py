"""What stands around every page: top bar, banners, navigation, notice, footer."""

from __future__ import annotations

from html import escape

from crawler.demo import addresses
from crawler.demo.columns import Column, channels, columns
from crawler.demo.edition import Edition
from crawler.demo.pages.markup import items, link, protocol_relative

NOTICE_HEAD = "版权和免责申明"
NOTICE = (
    "稿件注明“来源：浙江在线”，或者电头写作“浙江在线”的，版权归浙江在线独有，"
    "他人未获准许，请勿转载、摘编或者另建镜像；获准转载的，须写明出处为“浙江在线”，"
    "且不得删去稿件里“浙江在线”的电头。"
)
"""The rights notice of the older layouts: the legal meaning of zjol's, in words of our own."""
TIP = "本网稿件未经许可不得转载，经许可转载的请注明出处“浙江在线”。"
"""The shorter notice of the newest layout."""


def head(css: str, *, charset: str, meta: str, title: str) -> str:
    """The ``<head>`` element.

    :param css: address of the style sheet.
    :param charset: the label, put into the ``http-equiv`` form for Enorth pages.
    :param meta: further elements, written as given.
    """
    declared = (
        f'<meta http-equiv="Content-Type" content="text/html; charset={charset}" />'
        if charset != "utf-8"
        else '<meta charset="utf-8">'
    )
    return (
        f"<head>\n{declared}\n<title>{escape(title)}</title>\n{meta}\n"
        f'<link href="{css}" rel="stylesheet" type="text/css" />\n'
        '<link rel="shortcut icon" href="//img.zjol.com.cn/favicon.ico" />\n'
        '<script src="//img.zjol.com.cn/05zjol/adcode/js/cachejs/top.js"></script>\n</head>'
    )


def top(edition: Edition) -> str:
    """The bar with services, and below it the banners of the day."""
    first, second = edition.banners
    topic = f"http://{addresses.host('zjnews')}/ztjj/zt/laojie/index.shtml"
    return (
        '<div id="topBar"><div class="wrap">'
        '<a href="http://www.zjol.com.cn/" title="浙江在线首页">浙江在线</a>\n'
        '<ul><li class="topBarRqz"><a href="http://visa.zjol.com.cn" title="网上签证">签证</a></li>'
        '<li class="topBarRgh"><a href="http://m.zjol.com.cn/" title="手机版">手机版</a></li>'
        '<li class="topBarRzh"><a href="https://weibo.com/zjol">微博</a></li></ul></div></div>\n'
        f'<div class="banners"><a href="#">{escape(first)}</a>\n'
        f"{link(topic, second)}</div>"
    )


def navigation(host: str) -> str:
    """Links to the home page, to every channel, and to the columns of this one."""
    links = [link("//www.zjol.com.cn/", "首页")]
    links += [
        link(f"//{addresses.host(channel.host)}/", channel.name) for channel in channels().values()
    ]
    own = [
        link(protocol_relative(addresses.column(column)), column.names[-1])
        for column in columns().values()
        if column.host == host
    ]
    return (
        f'<div class="nav"><ul>{"".join(f"<li>{line}</li>" for line in (*links, *own))}</ul></div>'
    )


def trail(column: Column) -> list[tuple[str, str]]:
    """The breadcrumb of a column: name and absolute address, 浙江在线 first.

    The second name is the channel; a folder above the column is named when it is a column itself,
    else it links to the channel.
    """
    crumbs = [("浙江在线", addresses.HOME)]
    root = f"http://{addresses.host(column.host)}/"
    known = {(other.host, other.names): addresses.column(other) for other in columns().values()}
    for depth in range(1, len(column.names) + 1):
        names = column.names[:depth]
        crumbs.append((names[-1], known.get((column.host, names), root)))
    return crumbs


def footer(edition: Edition) -> str:
    """The last lines of every page."""
    about = "http://www.zjol.com.cn/05zjol/sitemap/indexmap.html"
    lines = (link(about, "网站地图"), link(about, "关于我们"), "<span>电话 0571-00000000</span>")
    return (
        '<div id="footer"><ul class="dDfootUl">\n'
        f"{items(lines)}\n"
        f"</ul>\n<p>Copyright &copy; 1999-{edition.footer_year} Zjol. All Rights Reserved "
        "浙江在线版权所有</p></div>\n"
        '<script src="//img.zjol.com.cn/05zjol/js/stat.js"></script>'
    )


def share() -> str:
    """The share widget: words, icons and a script."""
    icons = "".join(
        f'<a href="#" class="bds_{name}" data-cmd="{name}" title="{title}"></a>'
        for name, title in (
            ("weixin", "分享到微信"),
            ("tsina", "分享到新浪微博"),
            ("qzone", "分享到QQ空间"),
        )
    )
    return f'<div class="bdsharebuttonbox">分享到: {icons}</div>'
