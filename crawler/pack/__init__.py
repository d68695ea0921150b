"""Packing a collection into a WACZ 1.1.1, as a stream: memory does not grow with its size.

=============  ===================================================================
module         owns
=============  ===================================================================
contents       what lies in the collection, as its manifest vouches for it
choice         what of it goes into the package: days, what is withheld
words          search words for readers that split text at blanks only
pages          article lines -> page list
index          index lines -> CDXJ or ZipNum
originals      what the revisits of a slice need from elsewhere
withheld       what was taken down stays out, records included
archive_file   the ZIP file, member by member, hashed while it is written
description    datapackage.json and its digest
several        the multi-WACZ list of packages that belong together
packing        all of it in order
=============  ===================================================================
"""

from crawler.pack.choice import Choice
from crawler.pack.packing import Packed, Wanted, pack

__all__ = ["Choice", "Packed", "Wanted", "pack"]
