"""The page templates that are known by name, tried in order; docs/how-to/add-a-template.md."""

from __future__ import annotations

from crawler.page.document import Document
from crawler.sites.template import Selection, Template
from crawler.sites.templates import (
    enorth_2005,
    enorth_2013,
    founder_epaper,
    trs_artcon,
    trs_conttit,
    zj_app,
)

TEMPLATES: tuple[Template, ...] = (
    trs_artcon.TEMPLATE,
    enorth_2013.TEMPLATE,
    trs_conttit.TEMPLATE,
    founder_epaper.TEMPLATE,
    zj_app.TEMPLATE,
    enorth_2005.TEMPLATE,
)
"""The narrower before the wider: each is told by names the later ones do not have."""


def recognise(document: Document) -> tuple[str, Selection]:
    """The first template that knows a page and finds its body, with what it selects.

    :returns: ``general`` and an empty selection for a page no template knows.
    """
    for template in TEMPLATES:
        if template.matches(document):
            selection = template.select(document)
            if selection.body is not None:
                return template.name, selection
    return "general", Selection()
