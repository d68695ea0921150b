"""The ledger: states of addresses, captures, versions, and what a transaction leaves."""

import sqlite3

import pytest

from crawler.errors import ArchiveError, CaptureNotWritten
from crawler.ledger import Due, Found, Ledger, LedgerReader, schema, sqlite_frontier
from crawler.ledger.sqlite_frontier import pending
from crawler.models import Capture


def found(key, **facts):
    defaults = {"key": key, "url": f"http://x/{key}", "kind": "article", "rule": "trs",
                "state": "pending"}  # fmt: skip
    return Found(**{**defaults, **facts})


def capture(offset, **facts):
    defaults = {
        "url": "http://x/a", "urlkey": "x)/a", "date": "2026-11-23T00:00:00.000001Z",
        "record_type": "response", "record_id": f"<urn:uuid:{offset}>", "status": 200,
        "mime": "text/html", "payload_digest": "sha1:A", "filename": "a.warc.gz",
        "offset": offset, "length": 10,
    }  # fmt: skip
    return Capture(**{**defaults, **facts})


def add(ledger, *founds, run="r1"):
    with ledger.transaction():
        return ledger.frontier.add(founds, run=run)


def test_an_address_is_entered_once(ledger, reader):
    assert 1 == add(ledger, found("a"))
    assert 0 == add(ledger, found("a", url="https://x/a"))
    assert ["http://x/a"] == [row.url for row in pending(reader, 9)]


def test_the_most_urgent_address_comes_first_then_the_oldest(ledger, reader):
    add(ledger, found("a"), found("b"), found("c", priority=40))
    assert ["c", "a", "b"] == [row.key for row in pending(reader, 9)]


def test_hosts_can_be_left_out_of_what_comes_next(ledger, reader):
    urls = (
        "http://a.example/1",
        "https://b.example/2",
        "https://a.example",
        "http://a.example.cn/",
    )
    add(ledger, *(found(str(number), url=url) for number, url in enumerate(urls)))
    add(ledger, found("q", url="http://c.example/", queue="r1"))
    exclude = frozenset({"a.example", "c.example"})
    assert [urls[1], urls[3]] == [row.url for row in pending(reader, 9, exclude=exclude)]
    assert [] == pending(reader, 9, queue="r1", exclude=exclude)


def test_an_excluded_address_is_fetched_once_it_is_wanted(ledger, reader):
    add(ledger, found("a", state="excluded", reason="related"))
    assert [] == pending(reader, 9)
    assert 1 == add(ledger, found("a"))
    assert ["a"] == [row.key for row in pending(reader, 9)]


def test_a_wanted_address_is_not_excluded_again(ledger, reader):
    add(ledger, found("a"))
    add(ledger, found("a", state="excluded", reason="related"))
    assert {"pending": 1} == reader.states()


def test_a_list_is_due_again_in_the_next_run_and_only_once(ledger, reader):
    add(ledger, found("list", again=True))
    (row,) = pending(reader, 9)
    with ledger.transaction():
        ledger.frontier.settle(row.key, "done", run="r1")
    assert 0 == add(ledger, found("list", again=True), run="r1")
    assert 1 == add(ledger, found("list", again=True), run="r2")
    with ledger.transaction():
        ledger.frontier.settle(row.key, "done", run="r2")
    assert 0 == add(ledger, found("list", again=True), run="r2")


def test_a_failed_address_is_tried_in_later_runs_but_not_for_ever(ledger, reader):
    add(ledger, found("a"))
    (row,) = pending(reader, 9)
    for number in range(1, 4):
        with ledger.transaction():
            ledger.frontier.settle(row.key, "failed", run=f"r{number}", reason="reset")
            same_run = ledger.frontier.make_due(Due(attempts=3), run=f"r{number}")
            next_run = ledger.frontier.make_due(Due(attempts=3), run=f"r{number + 1}")
        assert (0, number < 3) == (same_run, bool(next_run))


@pytest.mark.parametrize("reason", ["too-large", "content-bomb"])
def test_what_fails_by_a_limit_of_ours_is_not_fetched_night_after_night(ledger, reader, reason):
    add(ledger, found("a"))
    (row,) = pending(reader, 9)
    with ledger.transaction():
        ledger.frontier.settle(row.key, "failed", run="r1", reason=reason)
        assert 0 == ledger.frontier.make_due(Due(attempts=3), run="r2")
    assert {"failed": 1} == reader.states()


def test_a_queue_is_seen_by_its_own_run_and_by_runs_that_take_all(ledger, reader):
    add(ledger, found("a"), found("b", queue="r1"))
    assert ["b"] == [row.key for row in pending(reader, 9, queue="r1")]
    assert ["a", "b"] == [row.key for row in pending(reader, 9)]


def keys(lease):
    return [address.key for address in lease.addresses], lease.whole


def test_a_lease_is_handed_out_once(ledger):
    add(ledger, *map(found, "abc"))
    assert (["a", "b"], False) == keys(ledger.frontier.lease(2))
    assert (["c"], True) == keys(ledger.frontier.lease(2))
    assert ([], True) == keys(ledger.frontier.lease(2))


def test_a_lease_lasts_until_its_address_is_settled_durably(ledger):
    add(ledger, found("a"))
    ledger.frontier.lease(1)
    with ledger.transaction():
        ledger.frontier.settle("a", "done", run="r1")
        assert ([], True) == keys(ledger.frontier.lease(1))
    assert 1 == add(ledger, found("a", again=True), run="r2")
    assert (["a"], False) == keys(ledger.frontier.lease(1))


def test_what_is_settled_while_a_lease_is_read_is_not_leased_again(ledger, monkeypatch):
    add(ledger, found("a"), found("b"))
    ledger.frontier.lease(1)

    def read_then_settled(*arguments, **options):
        rows = pending(*arguments, **options)  # the writer thread commits behind the reader
        with ledger.transaction():
            ledger.frontier.settle("a", "failed", run="r1")
        return rows

    monkeypatch.setattr(sqlite_frontier, "pending", read_then_settled)
    assert ["b"] == keys(ledger.frontier.lease(2))[0]


def test_a_lease_outlasts_a_settlement_that_fails(ledger):
    add(ledger, found("a"))
    ledger.frontier.lease(1)
    with pytest.raises(RuntimeError), ledger.transaction():
        ledger.frontier.settle("a", "done", run="r1")
        raise RuntimeError
    assert ([], True) == keys(ledger.frontier.lease(2))


def test_a_page_that_moved_is_leased_at_its_new_address(ledger):
    add(ledger, found("a"))
    ledger.frontier.lease(1)
    with ledger.transaction():
        ledger.frontier.move("a", "https://x/a", run="r1")
    (again,) = ledger.frontier.lease(1).addresses
    assert ("a", "https://x/a", "R") == (again.key, again.url, again.hops)


def test_what_was_captured_and_not_read_is_known(ledger, reader):
    add(ledger, found("a"))
    (row,) = pending(reader, 9)
    with ledger.transaction():
        ledger.add_capture(row.key, capture(0), run="r1")
        ledger.add_capture(row.key, capture(10), run="r1")
        ledger.frontier.captured(row.key, run="r1")
    ((address, last, run),) = reader.unread(exclude="r2")
    assert ("a", 10, "r1") == (address.key, last.offset, run)
    assert [] == list(reader.unread(exclude="r1"))


def test_a_revisit_refers_to_the_oldest_whole_response(ledger, reader):
    add(ledger, found("a"))
    (row,) = pending(reader, 9)
    with ledger.transaction():
        ledger.add_capture(row.key, capture(0, truncated="disconnect"), run="r1")
        ledger.add_capture(row.key, capture(10, record_type="revisit"), run="r1")
        ledger.add_capture(row.key, capture(20), run="r1")
        ledger.add_capture(row.key, capture(30), run="r1")
    assert 20 == reader.original("sha1:A").offset
    assert reader.original("sha1:B") is None


def test_a_record_is_entered_once(ledger, reader):
    add(ledger, found("a"))
    (row,) = pending(reader, 9)
    with ledger.transaction():
        ledger.add_capture(row.key, capture(0), run="r1")
        ledger.add_capture(row.key, capture(0), run="r2")
        ledger.commit_file("archive/a.warc.gz", 10)
    assert [capture(0)] == [one for one, _ in reader.captures()]


def test_a_transaction_that_fails_leaves_nothing(ledger, reader):
    with pytest.raises(RuntimeError), ledger.transaction():
        ledger.frontier.add([found("a")], run="r1")
        raise RuntimeError
    assert {} == reader.states()


def test_a_commit_that_sqlite_refuses_is_a_capture_not_written(ledger):
    with pytest.raises(CaptureNotWritten, match="commit failed"), ledger.transaction():
        ledger.frontier.add([found("a", state="nonsense")], run="r1")


def test_a_ledger_of_the_first_schema_is_brought_up_to_date(tmp_path):
    path = tmp_path / "ledger.sqlite"
    with sqlite3.connect(path) as db:
        db.executescript(schema.STEPS[0] + "PRAGMA user_version=1;")
    db.close()
    old = Ledger(path)
    add(old, found("a", url="http://a.example/1"), found("b", url="http://b.example/1"))
    old.close()
    reader = LedgerReader(path)
    assert ["a"] == [row.key for row in pending(reader, 9, exclude=frozenset({"b.example"}))]
    reader.close()
    with sqlite3.connect(path) as db:
        assert (schema.VERSION,) == db.execute("PRAGMA user_version").fetchone()
    db.close()


def test_a_newer_ledger_is_refused(tmp_path):
    path = tmp_path / "ledger.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version=99")
    db.close()
    with pytest.raises(ArchiveError, match="schema 99"):
        Ledger(path)


def test_another_file_is_no_ledger(tmp_path):
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(b"x" * 4096)
    with pytest.raises(ArchiveError, match="opening the ledger failed"):
        Ledger(path)
