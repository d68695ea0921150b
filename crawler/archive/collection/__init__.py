"""A collection: the folder that holds an archive, and the thread that writes it.

===========  =====================================================================
module       owns
===========  =====================================================================
collection   a collection opened for writing: store, commit, read back, close
layout       paths, and replacing a file as a whole
lock         one writer at a time
page_commit  what a page changes, committed as one
archivist    the writer thread and its batches
writing      the commit of a batch; article lines, a file a day; clock and ids
manifest     datapackage.json and the page list
recovery     after a run that died
replacement  other article lines in the place of those that are there
closing      index, page list, order of lines, manifest
run          who crawls, and the report of it
withdrawals  take-downs
===========  =====================================================================
"""

from crawler.archive.collection.collection import Collection
from crawler.archive.collection.writing import Surroundings

__all__ = ["Collection", "Surroundings"]
