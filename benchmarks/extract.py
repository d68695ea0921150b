"""Pages per second and core of the extractor, on invented pages of the three zjol templates.

Run: ``python benchmarks/extract.py [--pages N] [--kilobytes K]``
"""

from __future__ import annotations

import argparse
import statistics
import time

from crawler import extract_page
from crawler.page.document import parse
from crawler.reading.extract import extract, is_article
from crawler.reading.parts import Extraction

_SENTENCES = (
    "青澜县水务局的值守人员每天清晨沿着堤岸走一遍，把水位、流速和漂浮物一一记在本子上。",
    "镇里把闲置的粮站改成了公共书房，四千多册图书由村民自己编目。",
    "“以前进城看病要转三趟车，现在家门口就能把片子拍了。”陆阿婆说。",
    "按照计划，首批十二个村的污水管网将在入冬前接通，涉及农户一千九百余户。",
    "项目负责人介绍，新泵站采用变频机组，能耗比老泵站下降约三成。",
    "合作社去年种下的三百亩油茶进入盛果期，亩均收入比上年增加近两千元。",
    "为了让老街保留原来的样子，施工队把每一块石板都编了号。",
)
_NOTICE = (
    '凡注有"浙江在线"或电头为"浙江在线"的稿件，均为浙江在线独家版权所有，未经许可不得转载或镜像。'
)


def _paragraph(seed: int) -> str:
    return "".join(_SENTENCES[(seed + step * 3) % len(_SENTENCES)] for step in range(3))


def _body(seed: int, count: int) -> str:
    parts = []
    for number in range(count):
        if number and number % 6 == 0:
            parts.append(f"<p><strong>　　第{number}段里的小标题</strong></p>")
        if number % 9 == 3:
            parts.append(f'<p style="text-align:center"><img src="./W02026{seed}{number}.jpg"></p>')
            parts.append('<p style="text-align:center">图为新泵站外景。金小禾 摄</p>')
        parts.append(f"<p>　　{_paragraph(seed + number)}</p>")
    return "\n".join(parts)


_PAGE = """<!DOCTYPE html><html><head>{head}</head><body>
<div class="nav"><ul>{links}</ul></div>{inner}
<div class="side"><h3>相关阅读</h3><ul>{related}</ul></div><p>{notice}</p>
<div class="foot">Copyright © 1999-2017 Zjol. All Rights Reserved</div>
<script>{script}</script></body></html>"""
_CRUMBS = """<div>您当前的位置 ：<a href="/">浙江在线</a>&nbsp;&gt;&nbsp;
<a href="/hz/">湖州</a> 正文</div>"""
_ENORTH = """{crumbs}<div id="main"><div class="artTitle">{title}</div>
<div class="time"><span id="pubtime_baidu">2016年05月18日 10:09:29</span>
<span id="source_baidu">来源: 湖州日报</span></div>
<div class="contTxt">{body}</div><div>标签: 党建;湖州　责任编辑: 冯小棠</div></div>"""
_TRS_2018 = """{crumbs}<div class="contTit">{title}</div>
<div class="time"><span id="pubtime_baidu">2018-11-20 08:03</span>
<span id="source_baidu">来源：浙江日报</span></div>
<div class="contTxt">{body}</div><div>责任编辑：何其</div>"""
_TRS_2026 = """{crumbs}<div class="content"><h1 class="artTitle">{title}</h1>
<div class="info"><span>2026-02-23 12:01:05</span><span>来源：浙江宣传</span>
<span>责任编辑：周一宁</span></div><div class="artCon">{body}</div></div>"""
_TEMPLATES = (
    (_ENORTH, "gb2312", "http://zjnews.zjol.com.cn/system/2016/05/18/0211543{:02d}.shtml"),
    (_TRS_2018, "utf-8", "http://zjnews.zjol.com.cn/zjnews/201811/t20181120_8791{:02d}.shtml"),
    (_TRS_2026, "utf-8", "https://zjnews.zjol.com.cn/zjnews/202602/t20260223_3153{:02d}.shtml"),
)
_SCRIPT = "var position = {left: 0, top: 0}; document.write(position.left);\n"


def _page(seed: int, size: int) -> tuple[bytes, str]:
    template, label, address = _TEMPLATES[seed % len(_TEMPLATES)]
    title = f"小流域治理的第{seed}本账"
    inner = template.format(crumbs=_CRUMBS, title=title, body=_body(seed, 24))
    parts = {
        "head": f'<meta charset="{label}"><title>{title}_浙江新闻_浙江在线</title>',
        "links": "".join(f'<li><a href="/c{i}/">栏目{i}</a></li>' for i in range(60)),
        "inner": inner,
        "related": "".join(
            f'<li><a href="/202602/t20260223_{i}.shtml">另一篇稿件的标题{i}</a></li>'
            for i in range(30)
        ),
        "notice": _NOTICE,
    }
    missing = max(0, size - len(_PAGE.format(script="", **parts).encode("utf-8")))
    text = _PAGE.format(script=_SCRIPT * (missing // len(_SCRIPT)), **parts)
    return text.encode("gb18030" if label == "gb2312" else label), address.format(seed % 100)


def _extract(body: bytes, url: str) -> Extraction:
    return extract(parse(body, url))


def main() -> None:
    """Time the parsing alone and the whole, in CPU seconds; print rates and percentiles."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pages", type=int, default=120)
    arguments.add_argument("--kilobytes", type=int, default=80)
    options = arguments.parse_args()
    pages = [_page(seed, options.kilobytes * 1000) for seed in range(options.pages)]
    assert all(is_article(_extract(body, url)) for body, url in pages[:6])
    for name, work in (("parse only", parse), ("extract", _extract), ("as values", extract_page)):
        times = []
        for body, url in pages:
            begin = time.process_time()
            work(body, url)
            times.append(time.process_time() - begin)
        times.sort()
        rate = len(times) / sum(times)
        median, late = 1000 * statistics.median(times), 1000 * times[int(0.95 * len(times))]
        print(f"{name:10} {rate:6.0f} pages/s/core  median {median:.2f} ms  p95 {late:.2f} ms")


if __name__ == "__main__":
    main()
