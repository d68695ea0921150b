"""The strict validator: WARC, WACZ and collections, ours and those of other programs.

=============  ===================================================================
module         owns
=============  ===================================================================
codes          the catalogue of defects; findings: defects found, and their tally
packages       what a name stands for; parts: its files, whole or in a ZIP
members        where records begin and end, damage included; content: of a member
records        each record, and the facts it leaves
header         a record header taken apart, and the table of fields it is held against
digests        labelled digests; http: the message in a block
facts          what records and lines say, in a scratch database
events         records against records: capture events, ids, revisits
index          CDXJ; pages: page lists; manifest: datapackage.json; derived: the rest
articles       article lines; provenance: what they come from
ledger         the ledger against all of these; borrowed: records of another archive
scan           ranges of files that processes take
auditing       the audit as a whole; report: how it is shown
=============  ===================================================================
"""

from crawler.audit.auditing import Verdict, audit
from crawler.audit.packages import locate

__all__ = ["Verdict", "audit", "locate"]
