"""Which pending addresses are being fetched: known to this process alone, so a kill forgets
nothing but the lease."""

from __future__ import annotations

from crawler.ledger import Address, LedgerReader


class Leases:
    """Hands out each pending address once a run.

    :param queue: only what this one run wants (``-a urls=``); None for everything pending.
    """

    def __init__(self, reader: LedgerReader, queue: str | None) -> None:
        self._reader = reader
        self._queue = queue
        self._leased: set[int] = set()

    def take(self, limit: int, *, but: frozenset[str] = frozenset()) -> tuple[list[Address], bool]:
        """The next addresses nobody is fetching, most urgent first.

        Those out on lease still are ``pending`` in the ledger, so as many rows more are read.

        :param but: hosts whose addresses are left out.
        :returns: at most ``limit`` addresses, and whether these are all there are.
        """
        wanted = limit + len(self._leased)
        rows = self._reader.pending(wanted, queue=self._queue, but=but)
        fresh = [row for row in rows if row.id not in self._leased][:limit]
        self._leased.update(row.id for row in fresh)
        return fresh, len(rows) < wanted

    def hold(self, address: int) -> None:
        """The address is being read from the archive: it is not to be handed out meanwhile."""
        self._leased.add(address)

    def give_back(self, address: int) -> None:
        """The address has left ``pending``: it cannot come up again by itself."""
        self._leased.discard(address)
