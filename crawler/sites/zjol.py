"""Zhejiang Online as data: hosts, columns, resource hosts, exclusions, and its counties by name.

The host table follows the map of sub-domains in the site's own statistics script; it is not
complete, so a host of the domain that is missing here is admitted too (``unknown-host``).
"""

from __future__ import annotations

from collections.abc import Mapping

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

# -- places ------------------------------------------------------------------------------------

_PLACES = """
330100 杭州市 330102 上城区 330103 下城区 330104 江干区 330105 拱墅区 330106 西湖区 330108 滨江区
330109 萧山区 330110 余杭区 330111 富阳区 330183 富阳市 330112 临安区 330185 临安市 330113 临平区
330114 钱塘区 330122 桐庐县 330127 淳安县 330182 建德市
330200 宁波市 330203 海曙区 330204 江东区 330205 江北区 330206 北仑区 330211 镇海区 330212 鄞州区
330213 奉化区 330283 奉化市 330225 象山县 330226 宁海县 330281 余姚市 330282 慈溪市
330300 温州市 330302 鹿城区 330303 龙湾区 330304 瓯海区 330305 洞头区 330322 洞头县 330324 永嘉县
330326 平阳县 330327 苍南县 330328 文成县 330329 泰顺县 330381 瑞安市 330382 乐清市 330383 龙港市
330400 嘉兴市 330402 南湖区 330411 秀洲区 330421 嘉善县 330424 海盐县 330481 海宁市 330482 平湖市
330483 桐乡市
330500 湖州市 330502 吴兴区 330503 南浔区 330521 德清县 330522 长兴县 330523 安吉县
330600 绍兴市 330602 越城区 330603 柯桥区 330621 绍兴县 330604 上虞区 330682 上虞市 330624 新昌县
330681 诸暨市 330683 嵊州市
330700 金华市 330702 婺城区 330703 金东区 330723 武义县 330726 浦江县 330727 磐安县 330781 兰溪市
330782 义乌市 330783 东阳市 330784 永康市
330800 衢州市 330802 柯城区 330803 衢江区 330822 常山县 330824 开化县 330825 龙游县 330881 江山市
330900 舟山市 330902 定海区 330903 普陀区 330921 岱山县 330922 嵊泗县
331000 台州市 331002 椒江区 331003 黄岩区 331004 路桥区 331022 三门县 331023 天台县 331024 仙居县
331081 温岭市 331082 临海市 331021 玉环县 331083 玉环市
331100 丽水市 331102 莲都区 331121 青田县 331122 缙云县 331123 遂昌县 331124 松阳县 331125 云和县
331126 庆元县 331127 景宁畲族自治县 331127 景宁县 331181 龙泉市
"""
"""Code of GB/T 2260 and name by turns; a place that was renamed or raised keeps the old code under
its old name."""

_WORDS = _PLACES.split()
ZHEJIANG: Mapping[str, str] = dict(zip(_WORDS[1::2], _WORDS[::2], strict=True))
"""Counties and cities of Zhejiang: name → six-digit code."""


def in_zhejiang(heading: str) -> str | None:
    """The code of the city or county a heading names, and nothing else; None otherwise.

    Some names (西湖区, 普陀区 …) exist in other provinces too: ask only for pages of Zhejiang.
    """
    return ZHEJIANG.get(heading.strip(" 　:：【】[]"))


def nowhere(heading: str) -> None:
    """For pages from elsewhere: no heading is taken for a place."""
