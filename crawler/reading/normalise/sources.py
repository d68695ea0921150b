"""Names of sources and publishers: what belongs to a name, and which names are the same house."""

from __future__ import annotations

import re

ALIASES_VERSION = "2026.1"
"""Version of the table below; a change of it changes records."""
ALIASES = {
    "浙江在线新闻网站": "浙江在线",
    "浙江在线网": "浙江在线",
    "浙江在线-浙江日报": "浙江日报",
    "浙江在线·浙江日报": "浙江日报",
    "浙江在线综合": "浙江在线",
    "钱报网": "钱江晚报",
}
"""The same house under two names; ``nameRaw`` always keeps what the page shows."""

_HOSTS = {"zjol.com.cn": "浙江在线", "zjolcdn.com": "浙江在线"}
_OPENING = re.compile(r"^(?:来\s{0,4}源(?:于|自)?\s{0,3}[:：]|[:：\s　-]+)")
_CLOSING = re.compile(
    r"[\s　]+(?:原创稿?|综合|微信公众号|独家稿?件?|作者|编辑|字号|参与互动).{0,12}$"
    r"|[\s　]*[(（](?:北京|上海|广州|深圳|杭州|原创)[)）]$|[|丨:：,，;；\s　]+$"
)
_NOT_SOURCES = re.compile(
    r"^(?:未知|不详|网络|互联网|本站原创|原创|转载|无|null|none|undefined|暂无|other|作者|编辑"
    r"|时间|字号|打印|分享|\d+)$",
    re.I,
)


def tidy(name: str) -> str:
    """A source's name without label, remarks and stray marks."""
    name = _OPENING.sub("", name.strip())
    name = _CLOSING.sub("", name).strip(" 　-|｜")
    if name.startswith(("《", "“", '"')) and name.endswith(("》", "”", '"')):
        inner = name[1:-1]
        name = inner if not re.search('[《》“”"]', inner) else name
    return name


def is_source(name: str) -> bool:
    """Whether a text can name a source at all."""
    if not 2 <= len(name) <= 40 or _NOT_SOURCES.match(name):
        return False
    return re.search(r"[\u4e00-\u9fffA-Za-z]", name) is not None and not re.search(
        r"[。！？；]", name
    )


def alias(name: str) -> str:
    """The house's usual name for one of its others."""
    return ALIASES.get(name, name)


def of_host(host: str) -> str | None:
    """The publisher of a host that belongs to the crawled site, None for others."""
    for suffix, name in _HOSTS.items():
        if host == suffix or host.endswith(f".{suffix}"):
            return name
    return None
