"""``scrapy reextract``: every article read again from the archive, compared, and replaced.

The captures of article addresses are read in the order of the archive by the code that reads
them in a crawl (``reading``, ``crawl.assembling``, ``crawl.assembling``), so the same program makes
the same lines. Several processes read; one process assembles the articles.

================  ==============================================================
module            owns
================  ==============================================================
catalogue         which captures are read, in which order
capture_reader    what the reading of one capture gives (in worker processes)
workers           the processes
chronicle         pages joined, versions chained, run by run
version_log       the lines that the chronicle makes
compare           stored lines against new lines, field by field
reread            one pass over a collection: all of the above
rewrite           new lines put in the place of the stored lines
restore           lost lines made again before a crawl
renumber          after a crawl from an archive: versions in the order of the archive
================  ==============================================================
"""

from __future__ import annotations

from crawler.reextract.compare import CHANGES, Differences
from crawler.reextract.renumber import renumber_versions
from crawler.reextract.reread import Progress, Reextraction, reextract, spider_of
from crawler.reextract.rewrite import rewrite

__all__ = [
    "CHANGES",
    "Differences",
    "Progress",
    "Reextraction",
    "reextract",
    "renumber_versions",
    "rewrite",
    "spider_of",
]
