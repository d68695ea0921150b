"""The style sheets, scripts, icons and pictures of the frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from importlib import resources as package

from crawler.demo import manners, pictures
from crawler.demo.answer import Answer
from crawler.demo.columns import root
from crawler.demo.edition import Edition
from crawler.demo.manners import Resource

IMG = root("img")
_TEXTS = """
css/channel2016.css css/base.css zjolui/article2019.css
05zjol/adcode/js/cachejs/top.js 05zjol/js/stat.js js/pager.js
"""
_PNGS = """
05zjol/images/logo.png zjolui/head.png zjolui/logo.png zjolui/logo2.png
zjolui/home1.png zjolui/home2.png css/images/crumb.png
"""
ENORTH_HOSTS = ("zjnews", "biz", "dqnews")
"""Each of them has the same style sheets: equal bytes under several addresses."""


def resources(edition: Edition) -> Iterator[Resource]:
    """Everything that pages need to look right. The icon of the trap ``slow`` is slow."""
    texts = [IMG + path for path in _TEXTS.split()]
    texts.append(f"{root('zjrb')}tplimg/paper.css")
    for host in ENORTH_HOSTS:
        folder = f"{root(host)}05zjol/sitemap"
        texts += [f"{folder}/css/{name}.css" for name in ("indexz", "common", "print")]
        yield f"{folder}/images/bg.png", partial(_png, "bg")
    for url in texts:
        yield url, partial(_text, url.rpartition("/")[2])
    for path in _PNGS.split():
        yield IMG + path, partial(_png, IMG + path)
    yield f"{IMG}zjolui/blank.gif", partial(manners.file, pictures.BLANK_GIF, "image/gif")
    icon = manners.file(pictures.icon("zjol"), "image/x-icon")
    icon = replace(icon, delay=0.3 if edition.has("slow") else 0.0)
    yield f"{IMG}favicon.ico", lambda: icon


def _text(name: str) -> Answer:
    body = package.files("crawler.demo").joinpath("static", name).read_bytes()
    return manners.file(body, "text/css" if name.endswith(".css") else "application/javascript")


def _png(name: str) -> Answer:
    mosaic = pictures.landscape(name, columns=30, rows=6)
    return manners.file(pictures.png(mosaic, tile=4), "image/png")
