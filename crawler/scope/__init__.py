"""Which address is what: the site's hosts, columns and address forms as data, and the verdict.

Pure and quick: an article page carries a hundred links, most of them known. The site is one
value, :data:`ZJOL`; another site is another :class:`Scope`.
"""

from crawler.scope.model import ARTICLES, LISTINGS, PAGES, Column, Kind, Scope, Verdict
from crawler.scope.rules import RULES
from crawler.scope.verdicts import judge, judge_requisite, key
from crawler.scope.zjol import ZJOL

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
