"""Keys of ``request.meta``, and so of ``response.meta``, that the archive writes and reads."""

from __future__ import annotations

ADDRESS = "address"
"""The ledger's Address that the request was made from; robots.txt has none."""
PREREQUISITE = "prerequisite"
"""True for a request for robots.txt, which no address of the ledger asked for."""
CAPTURE = "archive_capture"
"""The Capture of the final attempt: where the exchange lies in the archive."""
EXCHANGE = "archive_exchange"
"""The Exchange of the final attempt, kept for robots.txt only."""
PAGE = "archive_page"
"""The CapturedPage of the final attempt: what a response is decoded and read from."""
NOT_BEFORE = "not_before"
"""The monotonic second before which the scheduler keeps the request."""
READY = "ready_since"
"""The monotonic second at which the request was ready to go out."""
