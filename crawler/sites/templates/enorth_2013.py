"""Enorth pages of about 2013 to 2017: artTitle or contTit, pubtime_baidu, contTxt; GBK."""

from __future__ import annotations

import re

from crawler.page.document import Document
from crawler.sites.template import (
    Selection,
    Template,
    first_class,
    fullest,
)

_ADDRESS = re.compile(r"/system/\d{4}/\d{2}/\d{2}/\d{9}(?:_\d{2})?\.s?html?")


def matches(document: Document) -> bool:
    """An Enorth address or comment, and the body's class."""
    if "contTxt" not in document.classes:
        return False
    return (
        _ADDRESS.search(document.url) is not None
        or "enorth cms" in document.text[-4000:]
        or 'cms="enorth' in document.text[-4000:]
    )


def select(document: Document) -> Selection:
    """Headline in artTitle or contTit, body in contTxt."""
    return Selection(
        headline=first_class(document, "artTitle", "contTit"),
        body=fullest(document.classes.get("contTxt", [])),
        rule="css:.contTxt",
    )


TEMPLATE = Template(name="enorth-2013", matches=matches, select=select)
