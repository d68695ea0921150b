"""``scrapy reextract``: every article read again from the archive, compared, and replaced.

The captures of article addresses are read in the order of the archive by the code that reads
them in a crawl (``reading``, ``assembling``, ``publish``), so that the same program makes the
same lines. Reading runs in several processes; putting together what was read runs in one.

==========  ====================================================================
module      owns
==========  ====================================================================
catalogue   which captures are read, in which order
told        what one capture tells (in worker processes)
workers     the processes
chronicle   pages joined, versions chained, run by run
shelf       the lines made, until all are there
compare     stored lines against these, field by field
rewrite     the lines put in the place of the stored ones
straighten  after a crawl from an archive: versions in the order of the archive
==========  ====================================================================
"""

from __future__ import annotations

from crawler.reextract.compare import CHANGES, Differences
from crawler.reextract.renumber import straighten
from crawler.reextract.reread import (
    Again,
    Progress,
    read_again,
    spider_of,
)
from crawler.reextract.rewrite import rewrite

__all__ = [
    "CHANGES",
    "Again",
    "Differences",
    "Progress",
    "read_again",
    "rewrite",
    "spider_of",
    "straighten",
]
