"""Lines of lists that are no plain article: each belongs to a trap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crawler.demo.numbers import BEIJING
from crawler.demo.pages.lists import Item

STUB = "http://zjnews.zjol.com.cn/zjnews/hznews/201905/t20190521_10170233.shtml"
MISSING = "http://zjnews.zjol.com.cn/zjnews/hznews/201905/t20190520_10166120.shtml"
SOFTLY_GONE = "http://zjnews.zjol.com.cn/zjnews/hznews/201905/t20190519_10161007.shtml"
EMPTY = "http://zjnews.zjol.com.cn/zjnews/202511/t20251109_31337004.shtml"
MOVED = "http://china.zjol.com.cn/05china/ktx/201804/t20180412_7011002.shtml"
TO_HOME = "http://china.zjol.com.cn/ktx/201803/t20180330_6920015.shtml"
LOOP = "http://china.zjol.com.cn/ktx/201803/t20180329_6913308.shtml"
FORBIDDEN = "http://biz.zjol.com.cn/zjjjbd/neibu/202008/t20200819_14011206.shtml"
SHORT = "http://town.zjol.com.cn/czjsb/202306/t20230611_25800117.shtml"
CALENDAR = "http://gotrip.zjol.com.cn/jieqi/calendar.shtml?month=24315"
WECHAT = ("https://mp.weixin.qq.com/s/demo0001", "https://mp.weixin.qq.com/s/demo0002")
APP = "http://zj.zjol.com.cn/news/1442399.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """A line of a list that is no plain article."""

    trap: str
    """Name of its trap."""
    column: str
    """Key of the list that shows it."""
    item: Item
    """The line."""


def extras(column: str) -> list[Extra]:
    """The extra lines of one list.

    :param column: its key.
    """
    return [extra for extra in _EXTRAS if extra.column == column]


def _extra(trap: str, column: str, url: str, title: str, listed: tuple[int, int, int]) -> Extra:
    at = datetime(*listed, 9, 0, 0, tzinfo=BEIJING)
    return Extra(trap=trap, column=column, item=Item(url=url, title=title, listed=at))


_HANGZHOU, _ZJXC, _KTX = "zjnews/zjnews/hznews", "zjnews/zjxc", "china/ktx"
_EXTRAS = (
    _extra("off-site-items", _ZJXC, WECHAT[0], "公众号 | 一碗片儿川的来历", (2026, 2, 26)),
    _extra("off-site-items", _ZJXC, WECHAT[1], "公众号丨梅雨天怎么晾被子", (2025, 6, 12)),
    _extra("off-site-items", _ZJXC, APP, "客户端｜看一场露天电影", (2025, 8, 3)),
    _extra("script-stub", _HANGZHOU, STUB, "这篇稿子搬到了别的栏目", (2019, 5, 21)),
    _extra("missing-article", _HANGZHOU, MISSING, "一篇撤下的稿子", (2019, 5, 20)),
    _extra("soft-404", _HANGZHOU, SOFTLY_GONE, "一篇悄悄撤下的稿子", (2019, 5, 19)),
    _extra("empty-template", "zjnews/zjnews", EMPTY, "一篇只剩框架的稿子", (2025, 11, 9)),
    _extra("redirect-chain", _KTX, MOVED, "一篇两次搬家的稿子", (2018, 4, 12)),
    _extra("redirect-home", _KTX, TO_HOME, "一篇跳回首页的稿子", (2018, 3, 30)),
    _extra("redirect-loop", _KTX, LOOP, "一篇跳个不停的稿子", (2018, 3, 29)),
    _extra("robots", "biz/zjjjbd/cjxw", FORBIDDEN, "一篇不让机器读的稿子", (2020, 8, 19)),
    _extra("short-body", "town/czjsb", SHORT, "一篇传到一半断掉的稿子", (2023, 6, 11)),
    _extra("calendar", "gotrip/xw14873/lyjsb", CALENDAR, "按月查节气", (2018, 1, 1)),
)
