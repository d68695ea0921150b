"""WARC 1.1 files: records out of exchanges, a durable writer, a strict reader, repair, CDXJ.

=============  ===================================================================
module         owns
=============  ===================================================================
fields         named fields: how they are written and read
digests        labelled digests
redact         secrets of ours, kept out of request records
warcinfo       the first record of every file
records        Exchange -> the members of its records
naming         file names, ``.open`` files and their sealing
writer         WarcWriter: append, sync, roll over, seal
source         reading files at positions, the frame of a record
members        gzip members of a file, one after the other, strictly
repair         cutting a torn tail
reader         Record at an offset, records of a file
exchanges      records -> Exchange, revisits resolved
cdxj           the index: lines equal to cdxj-indexer's
stand_ins      further index lines for what was not modified
filler         a record in the place of what is withheld
=============  ===================================================================
"""
