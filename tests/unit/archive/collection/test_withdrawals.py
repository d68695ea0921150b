"""Withdrawals: the record, the rules that follow, and that nothing loses them."""

import json
from datetime import UTC, datetime

import pytest

from collection_scene import enter, exchange, store, url
from crawler.archive.collection import withdrawals
from crawler.archive.collection.layout import Layout
from crawler.archive.collection.withdrawals import Entry
from crawler.errors import ArchiveError, LinesLost
from crawler.ledger import LedgerReader

ARTICLE = "zjol:t:1"
AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.fixture
def layout(scene):
    """One article with two addresses, and a page that is none."""
    collection = scene.open()
    rows = enter(collection, "a", "a2", article=ARTICLE) | enter(collection, "b")
    for at, name in enumerate(rows):
        store(collection, rows[name], exchange(name, name.encode(), at=at))
    collection.close("complete", reason="test", facts={})
    return Layout(scene.root)


def act(layout, kind):
    reader = LedgerReader(layout.ledger)
    try:
        entry = withdrawals.withdrawal(ARTICLE, reason="家属请求", now=lambda: AT, reader=reader)
        if kind == "restore":
            entry = Entry(
                act="restore", article=ARTICLE, reason="撤回", date="2026-11-25T00:00:00Z"
            )
        return withdrawals.record(layout, entry, reader)
    finally:
        reader.close()


def blocked(layout):
    lines = layout.rules.read_text().splitlines()
    assert sorted(lines, reverse=True) == lines
    return {json.loads(line.split(" - ")[1])["url"] for line in lines}


def test_the_addresses_of_a_withdrawn_article_are_blocked_and_no_other(layout):
    assert act(layout, "withdraw")
    assert {url("a"), url("a2")} == blocked(layout)
    assert all("### - " in line for line in layout.rules.read_text().splitlines())
    held = withdrawals.in_force(layout)[ARTICLE]
    assert ("家属请求", "2026-11-24T08:00:00Z") == (held.reason, held.date)


def test_an_act_that_changes_nothing_is_not_recorded(layout):
    assert [True, False] == [act(layout, "withdraw") for _ in range(2)]
    assert [True, False] == [act(layout, "restore") for _ in range(2)]
    assert ["withdraw", "restore"] == [one.act for one in withdrawals.entries(layout)]
    assert not layout.rules.exists()


def test_what_is_given_back_can_be_withdrawn_again(layout):
    for kind in ("withdraw", "restore", "withdraw"):
        act(layout, kind)
    assert {url("a"), url("a2")} == blocked(layout)


def test_a_later_run_keeps_it_and_adds_new_addresses(layout, scene):
    act(layout, "withdraw")
    layout.rules.unlink()  # killed between record and rules
    collection = scene.open()
    rows = enter(collection, "a3", article=ARTICLE)
    store(collection, rows["a3"], exchange("a3", b"3", at=70))
    collection.close("complete", reason="test", facts={})
    assert {url("a"), url("a2"), url("a3")} == blocked(layout)


def test_a_lost_ledger_takes_nothing_back(layout, scene):
    act(layout, "withdraw")
    for path in scene.root.glob("ledger.sqlite*"):
        path.unlink()
    with pytest.raises(LinesLost):
        scene.open()
    layout.lines_lost.unlink()  # there are no lines to be told again
    layout.rules.unlink()
    collection = scene.open()
    assert [] == collection.reader.addresses_of(ARTICLE)
    collection.close("complete", reason="test", facts={})
    assert {url("a"), url("a2")} == blocked(layout)


def test_a_record_that_cannot_be_read_is_an_error_and_not_an_empty_one(layout):
    act(layout, "withdraw")
    layout.withdrawals.write_bytes(layout.withdrawals.read_bytes()[:-9])
    with pytest.raises(ArchiveError, match=r"withdrawals\.jsonl line 1"):
        withdrawals.in_force(layout)


def test_no_article_no_act(layout):
    reader = LedgerReader(layout.ledger)
    assert withdrawals.withdrawal("zjol:t:9", reason="x", now=lambda: AT, reader=reader) is None
    reader.close()
