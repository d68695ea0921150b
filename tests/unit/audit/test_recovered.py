"""What a recovery keeps of a death within a capture event is no damage."""

import sqlite3
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

import pytest

import audit_fixtures as fx
from crawler.archive.collection import Collection, Surroundings
from crawler.archive.collection.run import Run, run_id
from crawler.audit import audit
from crawler.crawl.admission import address_of_capture

BEGAN = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture
def died(tmp_path):
    """A collection whose writer died in its last exchange: which record, how many bytes of it."""

    def make(record, size):
        root = fx.build(tmp_path / "zjol")
        path = fx.warc_of(root, 1)
        starts = [offset for offset, _ in fx.members(path)]
        tail = path.read_bytes()[: starts[record] + size]
        path.with_name(path.name + ".open").write_bytes(tail)
        path.unlink()
        with sqlite3.connect(root / "ledger.sqlite") as ledger:
            name, answer = f"archive/{path.name}", starts[-3]
            ledger.execute(
                "UPDATE files SET committed = ?, sha256 = NULL WHERE name = ?", (answer, name)
            )
            ledger.execute("DELETE FROM captures WHERE offset = ?", (answer,))
            ledger.execute("UPDATE runs SET ended = NULL, outcome = NULL WHERE began LIKE '%:01:%'")
        ledger.close()
        return root, f"archive/{path.name}", answer

    return make


def run_again(root):
    ticks, ids = count(), count(10**6)
    run = Run(
        id=run_id(BEGAN), began=BEGAN, spider="zjol", software="zjol-archive/0 test",
        user_agent="t", operator=None, sender=None, robots="obey", hostname="host",
        is_part_of="zjol",
    )  # fmt: skip
    surroundings = Surroundings(
        now=lambda: BEGAN + timedelta(milliseconds=next(ticks)),
        new_id=lambda: UUID(int=next(ids)), locate=address_of_capture,
    )  # fmt: skip
    collection = Collection(root, run=run, max_bytes=10**9, surroundings=surroundings)
    collection.close("complete", reason="nothing is left to fetch", facts={})


def found(root):
    ((verdict),) = audit([("zjol", root)])
    return [
        (severity, code, one.file, one.offset)
        for severity, code, _, firsts in verdict.tally.kinds()
        for one in firsts
    ]


@pytest.mark.parametrize("size", [0, 20])
@pytest.mark.parametrize("record", [-2, -1])
def test_a_response_that_outlived_its_writer_is_told_as_a_warning(died, record, size):
    root, name, answer = died(record, size)
    run_again(root)
    told = [one for one in found(root) if one[1] != "collection.file-torn"]
    assert [("warning", "warc.event-cut", name, answer)] == told


def test_a_record_cut_off_behind_the_back_of_the_ledger_is_an_error(died):
    root, name, answer = died(-1, 0)
    run_again(root)
    path = root / name
    path.write_bytes(path.read_bytes()[: fx.members(path)[-1][0]])
    codes = {code for severity, code, _, _ in found(root) if severity == "error"}
    assert {"warc.event-incomplete", "warc.request-missing", "ledger.file-size"} <= codes
    assert ("error", "warc.event-incomplete", name, answer) in found(root)


def test_an_exchange_that_lacks_a_record_within_a_file_is_an_error(died):
    root, _, _ = died(-1, 0)
    run_again(root)
    path = fx.warc_of(root, 0)
    kept = fx.take_apart(path)
    del kept[2]
    fx.put_together(path, kept)
    assert "warc.request-missing" in {code for _, code, _, _ in found(root)}
