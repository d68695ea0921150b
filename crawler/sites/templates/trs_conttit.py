"""TRS pages of about 2016 to 2019: contTit, time, contTxt; UTF-8."""

from __future__ import annotations

from crawler.page.document import Document
from crawler.sites.template import (
    Selection,
    Template,
    first_class,
    fullest,
)


def matches(document: Document) -> bool:
    """The body's class; Enorth pages with it were told before."""
    return "contTxt" in document.classes


def select(document: Document) -> Selection:
    """Headline in contTit (the first pages of the system: artTitle), body in contTxt."""
    return Selection(
        headline=first_class(document, "contTit", "artTitle"),
        body=fullest(document.classes.get("contTxt", [])),
        rule="css:.contTxt",
    )


TEMPLATE = Template(name="trs-conttit", matches=matches, select=select)
