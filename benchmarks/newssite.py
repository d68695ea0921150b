"""A news site for benchmarks: N article pages of 60 to 100 KB on loopback, in its own process.

It answers as an origin and as a forward proxy, which is how plain Scrapy reaches it under the
real host name.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import random
import sys

HOST = "zjnews.zjol.com.cn"
COLUMN = "/zjnews/hznews/"
PER_LIST = 50
_FIRST_ID = 31_000_000
_WORDS = (
    "村口的老樟树下", "清晨的雾还没散", "茶农挑着竹篓上山", "渡船靠岸的时候",
    "图书馆的灯亮到九点", "新修的步道沿着溪流", "孩子们在操场上", "公交车多开了两班",
    "菜场的摊位重新排过", "老师傅调着琴弦", "水位比去年低了三厘米", "合作社算了一笔账",
    "邻居们商量了半个月", "修表铺换了招牌", "桥面铺上了石板",
)  # fmt: skip


def article_path(number: int) -> str:
    """Address of an article."""
    return f"{COLUMN}202601/t202601{number % 28 + 1:02d}_{_FIRST_ID + number}.shtml"


def article(number: int, articles: int) -> bytes:
    """An article page in the TRS template, always the same for the same numbers."""
    chance = random.Random(number)
    paragraphs = "\n".join(
        f"<p>　　{'，'.join(chance.choices(_WORDS, k=chance.randint(8, 20)))}。</p>"
        for _ in range(chance.randint(25, 45))
    )
    links = "\n".join(
        f'<li class="item"><a href="//{HOST}{article_path(chance.randrange(articles))}" '
        f'title="{chance.choice(_WORDS)}" target="_blank">{chance.choice(_WORDS)}</a>'
        f'<span class="when">2026-01-{chance.randint(1, 28):02d}</span></li>'
        for _ in range(170)
    )
    filler = "\n".join(
        f"<script>var slot_{i} = {{'id': {i}, 'w': 300, 'h': 250}};</script>"
        f"<div class='slot'><span class='s{i}'>&nbsp;</span></div>"
        for i in range(chance.randint(180, 420))
    )
    title = chance.choice(_WORDS) + chance.choice(_WORDS) + str(number)
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{title}_杭州_浙江新闻_浙江在线</title>
<meta name="keywords" content="村庄;溪流"></head><body>
<div class="nav">您当前的位置：
<a href="//www.zjol.com.cn/" class="CurrChnlCls">浙江在线</a>&nbsp;&gt;&nbsp;
<a href="//{HOST}/" class="CurrChnlCls">浙江新闻</a>&nbsp;&gt;&nbsp;
<a href="//{HOST}{COLUMN}" class="CurrChnlCls">杭州</a></div>
<div class="content"><h1 class="artTitle">{title}</h1>
<div class="info"><span>2026-01-{number % 28 + 1:02d} 09:{number % 60:02d}:05</span>
<span>来源：溪口新闻</span>
<span>责任编辑：周小溪</span></div>
<div class="artCon">{paragraphs}</div><div class="cprtip">版权声明</div></div>
<ul class="related">{links}</ul>
{filler}
</body></html>""".encode()


def listing(page: int, articles: int) -> bytes:
    """A list page; page 0 is ``index.shtml``."""
    pages = -(-articles // PER_LIST)
    numbers = range(page * PER_LIST, min((page + 1) * PER_LIST, articles))
    rows = "\n".join(
        f'<li class="listLi"><span class="listSpan">2026年01月{n % 28 + 1:02d}日09时</span>'
        f'<a href="//{HOST}{article_path(n)}">{_WORDS[n % len(_WORDS)]}{n}</a></li>'
        for n in numbers
    )
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>杭州</title></head><body>
<ul class="listUl">{rows}</ul>
<script>createPageHTML({pages}, {page}, "index", "shtml");</script></body></html>""".encode()


class Site:
    """Answers GET requests out of pages made before the clock starts."""

    def __init__(self, articles: int, coding: str) -> None:
        pages = {article_path(n): article(n, articles) for n in range(articles)}
        for page in range(-(-articles // PER_LIST)):
            name = "index.shtml" if page == 0 else f"index_{page}.shtml"
            pages[COLUMN + name] = listing(page, articles)
        pages[COLUMN] = pages[COLUMN + "index.shtml"]
        self._answers = {path: _answer(body, coding) for path, body in pages.items()}
        self._missing = _answer(b"", "identity", "404 Not Found")

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One keep-alive connection."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ", 2)[1].decode("latin-1").removeprefix(f"http://{HOST}")
                writer.write(self._answers.get(path, self._missing))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def _answer(body: bytes, coding: str, status: str = "200 OK") -> bytes:
    extra = ""
    if coding == "gzip":
        body, extra = gzip.compress(body, 6, mtime=0), "Content-Encoding: gzip\r\n"
    head = (
        f"HTTP/1.1 {status}\r\nServer: bench\r\nContent-Type: text/html\r\n{extra}"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def main() -> None:
    """Serve until killed; the first line on stdout is the port."""
    options = argparse.ArgumentParser()
    options.add_argument("--articles", type=int, default=2000)
    options.add_argument("--coding", choices=("identity", "gzip"), default="gzip")
    chosen = options.parse_args()
    site = Site(chosen.articles, chosen.coding)
    server = await asyncio.start_server(site.serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        sys.exit(0)
