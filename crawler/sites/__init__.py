"""Which address is what: a site's hosts, columns and address forms as data, and the classification.

Pure and quick: an article page carries a hundred links, most of them known. The site is one
value, :data:`ZJOL`; another site is another :class:`Scope`.
"""

from crawler.sites.classification import Classification, classify, classify_requisite, key
from crawler.sites.model import ARTICLES, LISTINGS, PAGES, Column, Kind, Scope
from crawler.sites.rules import RULES
from crawler.sites.zjol import ZJOL

__all__ = [
    "classify",
    "classify_requisite",
    "key",
    "Classification",
    "Kind",
    "ARTICLES",
    "LISTINGS",
    "PAGES",
    "RULES",
    "Scope",
    "Column",
    "ZJOL",
]
