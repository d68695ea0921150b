"""Zhejiang Online as data: its hosts, columns, resource hosts and what is left out.

The host table follows the map of sub-domains in the site's own statistics script; it is not
complete, so a host of the domain that is missing here is admitted too (``unknown-host``).
"""

from __future__ import annotations

from crawler.sites.model import Column, Scope

DOMAIN = "zjol.com.cn"

MAIN = """
    www zjnews china opinion js ent py photo v biz fin ec zzhz gotrip health edu auto cz cs st
    zjtyol culture art mq fabu town djt visa yz pol green society smartzj
"""
"""News, themes and services."""

CITIES = "hangzhou nb jx sx jinhua qz zsxq tz lstk huzhou wz"
"""The eleven cities."""

COUNTIES = """
    nhnews jxxznews txnews hnnews hyxww ph2009 jsxww dqnews ajnews cxnews wxnews nxnews zgkqw
    synews sznews xcnews hynews jjnews luqiao lhnews wlnews yhnews xjnews ttnews jhwcw jdnews
    lxnews dynews wynews yknews pjnews panews qtnews lqnews qynews zgyhnews syxww scnews jynews
    jnnews khnews jsnews lynews csnews kcnews qjnews dhnews ptnews dsnews ssnews ohnews
"""
"""County sites, Enorth to this day."""

PAPERS = "zjrb qjwb jrzb msb zjlnb zjfzb gcdy rarb wldaily jnyb"
"""E-papers."""

RESOURCES = ("img.zjol.com.cn", "img.zjolcdn.com", "img2.zjolcdn.com", "v-cdn.zjol.com.cn",
             "v-img.zjol.com.cn", "stc-new.8531.cn")  # fmt: skip
"""Hosts that serve files for pages; no pages of their own."""

EXCLUDED = {
    "m": "mobile-host",
    "m2": "mobile-host",
    "ms": "mobile-host",
    "s": "search-host",
    "bbs": "forum-host",
    "blog": "forum-host",
}
"""Hosts of the domain that are no news pages."""

FOREIGN = {
    "mp.weixin.qq.com": "off-site-wechat",
    "tidenews.com.cn": "off-site-app",
    "8531.cn": "off-site-app",
    "thehour.cn": "off-site-paper",
    "zjonline.com.cn": "off-site-old-domain",
}
"""Domains outside with a rule of their own; everything else outside is ``off-site``."""

# A list is begun with https where its host belongs to the TRS platform, whose lists several
# spiders of 2026 read by https; with http where only http was ever seen (Enorth, e-papers).
_HTTPS_COLUMNS = {
    "zjnews": """
        zjnews zjnews/hznews zjnews/nbnews zjnews/wznews zjnews/jxnews zjnews/huzhounews
        zjnews/tznews zjnews/zjxw zjnews/90zxw gaoceng_developments
        gaoceng_developments/yjj/xgsp gaoceng_developments/zsj rsdt/zxrm zjxc yc yc/qmt ymkzj
        ztjj/zt ztjj/ztddh
    """,
    "china": "gnxw gjxw gat ktx",
    "opinion": "cp/sptt bwgd",
    "py": "pyxw zjsj",
    "biz": "zjjjbd/cjxw zjjjbd/cjxw_11149 zjjjbd/gdxw tslm/newszt",
    "ec": "ezx",
    "health": "jkxw ycxw nnb",
    "edu": "jyjsb/ye jyjsb/jyfb jyjsb/zh",
    "gotrip": "xw14873/lyjsb xw14873/ycll14875 xw14873/cytx",
    "zjtyol": "tyjsb dsww zjrd zhzx",
    "town": "czjsb gun",
}
_HTTP_COLUMNS = {
    "dqnews": """
        dqnews/ssdq/stly dqnews/xwzx/sznews dqnews/xwzx/msnews dqnews/xwzx/jjnews
        dqnews/xwzx/lookdq
    """,
}

COLUMNS = tuple(
    Column(host=host, folder=folder, scheme=scheme)
    for scheme, table in (("https", _HTTPS_COLUMNS), ("http", _HTTP_COLUMNS))
    for host, folders in table.items()
    for folder in folders.split()
)
"""Columns seen in use. The slugs of five city columns are unknown: navigation leads to them."""

HOMES = (
    "https://www.zjol.com.cn/",
    *(f"https://{host}.{DOMAIN}/" for host in _HTTPS_COLUMNS),
    "http://dqnews.zjol.com.cn/",
    "http://zjrb.zjol.com.cn/paperindex.htm",
)
"""Home pages to begin with: those of hosts with proven columns, and the provincial daily."""

ZJOL = Scope(
    name="zjol",
    domain=DOMAIN,
    hosts=frozenset(
        {DOMAIN, *(f"{name}.{DOMAIN}" for name in f"{MAIN} {CITIES} {COUNTIES} {PAPERS}".split())}
    ),
    resource_hosts=frozenset(RESOURCES),
    app_hosts=frozenset({f"zj.{DOMAIN}"}),
    excluded_hosts={f"{name}.{DOMAIN}": rule for name, rule in EXCLUDED.items()},
    foreign=FOREIGN,
    columns=COLUMNS,
    homes=HOMES,
    topic_folders=frozenset({"zt", "ztjj", "ztddh", "zhuanti", "topic", "topics", "special"}),
)
"""The site."""
