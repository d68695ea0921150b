"""A ledger, and the view of it that readers have."""

import pytest

from crawler.ledger import Ledger, LedgerReader


@pytest.fixture
def ledger(tmp_path):
    ledger = Ledger(tmp_path / "ledger.sqlite")
    yield ledger
    ledger.close()


@pytest.fixture
def reader(ledger):
    reader = LedgerReader(ledger.path)
    yield reader
    reader.close()
