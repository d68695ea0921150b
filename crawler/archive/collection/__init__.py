"""A collection: the folder that holds an archive, and the thread that writes it.

=============  ===================================================================
module         owns
=============  ===================================================================
layout         paths, and replacing a file as a whole
lock           one writer at a time
jobs           what the writer thread is asked to do
archivist      the writer thread
writing        the commit of a batch, step by step
lines          article lines, a file a day
joins          pages of split articles that wait for one another
leases, known  what is being fetched, what has lately been seen
recovery       after a run that died
replacement    other article lines in the place of those that are there
closing        index, page list, manifest; order.py: the order of lines
run            who crawls, and the report of it
=============  ===================================================================
"""

from crawler.archive.collection.collection import Collection
from crawler.archive.collection.surroundings import Surroundings

__all__ = ["Collection", "Surroundings"]
