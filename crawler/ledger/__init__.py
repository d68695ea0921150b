"""The ledger: every address ever seen, its state, its captures, and the versions read from them.

The WARC files are the truth; captures and versions here can be rebuilt from them. What only the
ledger knows is the frontier: which addresses are still to be fetched.
"""

from crawler.ledger.addresses import (
    Address,
    Found,
    Listed,
)
from crawler.ledger.ledger import Ledger
from crawler.ledger.reader import LedgerReader
from crawler.ledger.rechecks import Recheck

__all__ = ["Address", "Found", "Ledger", "LedgerReader", "Listed", "Recheck"]
