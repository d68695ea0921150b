"""An archive as a source: what a collection or a WACZ answers for an address, and where from.

=========  =====================================================================
module     owns
=========  =====================================================================
instant    ``ARCHIVE_AS_OF``: up to when captures count
lines      a sorted text file, searched by the first bytes of a line
index      CDXJ lines by address; a collection's ledger, asked likewise
packed     a WACZ: where its members lie in the ZIP file
files      WARC files by name, in a folder or a WACZ
runs       what files and reports say of the runs; the archive a collection was crawled from
source     the answer to an address
=========  =====================================================================

Nothing here writes to what it reads.
"""

from __future__ import annotations

from crawler.archive.source.instant import as_of
from crawler.archive.source.runs import RunFacts
from crawler.archive.source.source import (
    ArchivedAnswer,
    Source,
    open_collection,
    open_files,
    open_source,
)

__all__ = [
    "ArchivedAnswer",
    "RunFacts",
    "Source",
    "as_of",
    "open_collection",
    "open_files",
    "open_source",
]
