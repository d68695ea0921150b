"""Collections crawled from an archive are audited with it: their records lie there."""

import fcntl
import json
import os
import shutil
import sqlite3

import pytest

import audit_fixtures as fx
from crawler.audit import audit


@pytest.fixture
def archives(tmp_path):
    fx.build(tmp_path / "zjol")
    fx.borrow(tmp_path / "zjol", tmp_path / "zjol-replay", source="../zjol")
    return tmp_path


def audited(*paths):
    """Verdicts, and (name, code, file, offset) of every finding."""
    verdicts = audit([(path.name, path) for path in paths])
    return verdicts, [
        (verdict.name, code, one.file, one.offset)
        for verdict in verdicts
        for _, code, _, firsts in verdict.tally.kinds()
        for one in firsts
    ]


def test_its_source_is_audited_with_it(archives):
    verdicts, found = audited(archives / "zjol-replay")
    assert [] == found
    told = [(one.name, one.source_of, one.records) for one in verdicts]
    assert [("zjol-replay", None, 0), ("zjol", "zjol-replay", 26)] == told


def test_a_source_that_is_named_too_is_read_once(archives):
    verdicts, found = audited(archives / "zjol-replay", archives / "zjol")
    assert [] == found
    assert [None, None] == [one.source_of for one in verdicts]


def test_a_source_may_be_a_wacz(archives):
    fx.pack(archives / "zjol", archives / "a.wacz")
    shutil.rmtree(archives / "zjol-replay")
    made = fx.borrow(archives / "zjol", archives / "zjol-replay", source="../a.wacz")
    verdicts, found = audited(made)
    assert [] == found
    assert ["zjol-replay", "a.wacz"] == [one.name for one in verdicts]


def test_damage_to_the_source_is_named_in_the_source(archives):
    path = fx.warc_of(archives / "zjol")
    offset, member = fx.members(path)[4]
    data = bytearray(path.read_bytes())
    data[offset + len(member) // 2] ^= 1
    path.write_bytes(data)
    _, found = audited(archives / "zjol-replay")
    name = f"archive/{path.name}"
    assert ("zjol", "warc.gzip-damaged", name, offset) in found
    assert ("zjol-replay", "ledger.record-missing", name, offset) in found


def test_a_file_that_a_source_has_lost_is_missed(archives):
    path = fx.warc_of(archives / "zjol", 1)
    offsets = [offset for offset, _ in fx.members(path)]
    path.unlink()
    _, found = audited(archives / "zjol-replay")
    missed = {at for name, code, _, at in found if (name, code) == (
        "zjol-replay", "ledger.record-missing")}  # fmt: skip
    assert missed
    assert missed <= set(offsets)


def test_what_a_source_that_is_gone_leaves_unchecked_is_said(archives):
    shutil.rmtree(archives / "zjol")
    (verdict,), found = audited(archives / "zjol-replay")
    assert [("zjol-replay", "collection.source-unread", "ledger.sqlite", None)] == found
    ((_, _, _, (one,)),) = verdict.tally.kinds()
    assert f"{archives / 'zjol'} is not there: 8 captures were not checked" in one.says
    assert 0 == verdict.errors


def test_without_the_source_lines_are_still_held_against_the_ledger(archives):
    shutil.rmtree(archives / "zjol")
    with sqlite3.connect(archives / "zjol-replay" / "ledger.sqlite") as ledger:
        ledger.execute("UPDATE captures SET digest = 'sha1:' || substr(digest, 7) || '7'")
    ledger.close()
    _, found = audited(archives / "zjol-replay")
    codes = [(code, file, at) for _, code, file, at in found]
    day = next(archives.glob("zjol-replay/articles/*.jsonl"))
    assert ("article.capture-differs", f"articles/{day.name}", 0) in codes


def test_runs_that_died_before_they_could_name_their_source(archives):
    shutil.rmtree(archives / "zjol-replay")
    made = fx.borrow(archives / "zjol", archives / "zjol-replay", source=None)
    verdicts, found = audited(made)
    assert ("zjol-replay", "collection.source-unread", "ledger.sqlite", None) in found
    assert [0] == [one.errors for one in verdicts]


def test_a_source_that_is_being_written_is_not_missed(archives):
    path = fx.warc_of(archives / "zjol", 1)
    path.rename(f"{path}.open")
    handle = os.open(archives / "zjol" / ".lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        _, found = audited(archives / "zjol-replay")
    finally:
        os.close(handle)
    assert ("zjol", "collection.being-written", ".lock", None) in found
    assert [("zjol-replay", "collection.source-unread", "ledger.sqlite", None)] == [
        one for one in found if one[0] == "zjol-replay"
    ]


def test_records_of_its_own_that_are_gone_are_missed(archives):
    """Only what never had a record is taken for a crawl from an archive."""
    for path in archives.glob("zjol/archive/*"):
        path.unlink()
    _, found = audited(archives / "zjol")
    codes = {code for _, code, _, _ in found}
    assert {"wacz.archive-missing", "ledger.file-missing", "ledger.record-missing"} <= codes


@pytest.mark.parametrize("named", [7, "", "../zjol\0", "../zjol-replay", "/"])
def test_a_report_that_names_no_archive_costs_nothing(archives, named):
    for path in archives.glob("zjol-replay/runs/*.json"):
        body = json.loads(path.read_bytes())
        body["notes"]["archive-source"] = named
        path.write_text(json.dumps(body))
    verdicts, _ = audited(archives / "zjol-replay")
    assert ["zjol-replay"] == [one.name for one in verdicts]
