"""The ledger: every address ever seen, its state, its captures, and the versions read from them.

The WARC files are the truth; captures and versions here can be rebuilt from them: they are the
catalogue. What only the ledger knows is the frontier: which addresses are still to be fetched.
"""

from crawler.ledger.frontier import Address, Due, Found, Frontier, Lease, Recheck
from crawler.ledger.ledger import Ledger, Listed
from crawler.ledger.reader import LedgerReader

__all__ = [
    "Address", "Due", "Found", "Frontier", "Lease", "Ledger", "LedgerReader", "Listed", "Recheck",
]  # fmt: skip
