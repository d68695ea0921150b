"""Which address is what: a site's hosts, columns and address forms as data, and the verdict.

Pure and quick: an article page carries a hundred links, most of them known. The site is one
value, :data:`ZJOL`; another site is another :class:`Scope`.
"""

from crawler.sites.classify import Verdict, judge, judge_requisite, key
from crawler.sites.model import ARTICLES, LISTINGS, PAGES, Column, Kind, Scope
from crawler.sites.rules import RULES
from crawler.sites.zjol import ZJOL

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
