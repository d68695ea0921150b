"""WARC 1.1 files: records out of exchanges, a durable writer, a strict reader, repair, CDXJ.

=============  ===================================================================
module         owns
=============  ===================================================================
fields         named fields: how they are written and read; ids, dates, digests
records        Exchange -> the members of its records; our secrets covered
naming         file names, ``.open`` files and their sealing
writer         warcinfo; WarcWriter: append, sync, roll over, seal
source         reading files at positions, the frame of a record
members        gzip members: written, walked strictly, made to fill a gap
repair         cutting a torn tail
reader         Record at an offset, records of a file
exchanges      records -> Exchange, revisits resolved
cdxj           the index: lines equal to cdxj-indexer's
stand_ins      further index lines for what was not modified
=============  ===================================================================
"""
