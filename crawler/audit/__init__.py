"""The strict validator: WARC, WACZ and collections, ours and other people's.

=============  ===================================================================
module         owns
=============  ===================================================================
codes          the catalogue of defects
findings       one defect, and the bounded pile of them; reporting: adding to it
packages       what a name stands for; parts: its files, whole or in a ZIP
members        where records begin and end, damage included; content: of a member
visiting       what such a walk tells of
header         a record header taken apart; fields: held against the standard
digests        labelled digests; http: the message in a block
records        one record after the other; rows: the facts they leave
facts          those facts, in a scratch database
events         capture events, ids; revisits: revisits and their originals
index          CDXJ; pages: page lists; manifest: datapackage.json; wacz: the rest
articles       article lines; provenance: what they come from
ledger         the ledger against all of these
scan           ranges that processes take; pool: the processes
auditing       the audit as a whole; report: how it is shown
=============  ===================================================================
"""

from crawler.audit.auditing import Verdict, audit
from crawler.audit.packages import locate

__all__ = ["Verdict", "audit", "locate"]
