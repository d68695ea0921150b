"""Which address is what: the site's hosts, columns and address forms as data, and the verdict.

Pure and quick: an article page carries a hundred links, most of them known. The site is one
value, :data:`ZJOL`; another site is another :class:`Scope`.
"""

from crawler.sites.model import (
    ARTICLES,
    LISTINGS,
    PAGES,
    Column,
    Kind,
    Scope,
    Verdict,
)
from crawler.sites.rules import RULES
from crawler.sites.verdicts import judge, judge_requisite, key
from crawler.sites.zjol.site import ZJOL

__all__ = [
    "judge",
    "judge_requisite",
    "key",
    "Verdict",
    "Kind",
    "ARTICLES",
    "LISTINGS",
    "PAGES",
    "RULES",
    "Scope",
    "Column",
    "ZJOL",
]
