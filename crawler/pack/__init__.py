"""Packing a collection into a WACZ 1.1.1, as a stream: memory does not grow with its size.

=============  ===================================================================
module         owns
=============  ===================================================================
contents       what lies in the collection by its manifest; which of it is packed
pages          article lines -> page list, with search words
index          index lines -> CDXJ or ZipNum
originals      what the revisits of a slice need from elsewhere
withheld       what was taken down stays out, records included
archive_file   the ZIP file, member by member, hashed while it is written
description    datapackage.json and its digest; the multi-WACZ list
packing        all of it in order
=============  ===================================================================
"""

from crawler.pack.contents import Choice
from crawler.pack.packing import Packed, Wanted, pack

__all__ = ["Choice", "Packed", "Wanted", "pack"]
