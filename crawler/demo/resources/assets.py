"""The addresses of style sheets, scripts, icons and the pictures of the frame."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from importlib import resources as package

from crawler.demo import addresses, manners, pictures
from crawler.demo.answer import Answer
from crawler.demo.edition import Edition
from crawler.demo.resources.articles import Resource

IMG = "http://img.zjol.com.cn"
ENORTH_HOSTS = ("zjnews", "biz", "dqnews")
"""Each of them has the same style sheets: equal bytes under several addresses."""
TEXTS = {
    f"{IMG}/css/channel2016.css": "channel2016.css",
    f"{IMG}/css/base.css": "base.css",
    f"{IMG}/zjolui/article2019.css": "article2019.css",
    f"{IMG}/05zjol/adcode/js/cachejs/top.js": "top.js",
    f"{IMG}/05zjol/js/stat.js": "stat.js",
    f"{IMG}/js/pager.js": "pager.js",
}
PNGS = (
    f"{IMG}/05zjol/images/logo.png",
    f"{IMG}/zjolui/head.png",
    f"{IMG}/zjolui/logo.png",
    f"{IMG}/zjolui/logo2.png",
    f"{IMG}/zjolui/home1.png",
    f"{IMG}/zjolui/home2.png",
    f"{IMG}/css/images/crumb.png",
)


def resources(edition: Edition) -> Iterator[Resource]:
    """Everything that pages need to look right. The icon of the trap ``slow`` is slow."""
    for url, name in TEXTS.items():
        yield url, partial(_text, name)
    for channel in ENORTH_HOSTS:
        folder = f"http://{addresses.host(channel)}/05zjol/sitemap"
        for name in ("indexz.css", "common.css", "print.css"):
            yield f"{folder}/css/{name}", partial(_text, name)
        yield f"{folder}/images/bg.png", partial(_png, "bg")
    yield "http://zjrb.zjol.com.cn/tplimg/paper.css", partial(_text, "paper.css")
    for url in PNGS:
        yield url, partial(_png, url)
    yield f"{IMG}/zjolui/blank.gif", partial(manners.file, pictures.BLANK_GIF, "image/gif")
    yield f"{IMG}/favicon.ico", partial(_icon, edition)


def _text(name: str) -> Answer:
    body = package.files("crawler.demo").joinpath("static", name).read_bytes()
    return manners.file(body, "text/css" if name.endswith(".css") else "application/javascript")


def _png(name: str) -> Answer:
    mosaic = pictures.landscape(name, columns=30, rows=6)
    return manners.file(pictures.png(mosaic, tile=4), "image/png")


def _icon(edition: Edition) -> Answer:
    delay = 0.3 if edition.has("slow") else 0.0
    return Answer(
        body=pictures.icon("zjol"),
        content_type="image/x-icon",
        modified=manners.CHANGED,
        delay=delay,
    )
