"""A collection: what is kept, in which order, and what is found again after a death."""

import json
import os
import shutil

import pytest
from warcio.archiveiterator import ArchiveIterator

from collection_scene import enter, exchange, settle, store, url
from crawler.archive.collection.page_commit import (
    ArticleDraft,
    ArticleLine,
    PageCommit,
    RefusedLine,
)
from crawler.archive.warc import cdxj
from crawler.archive.warc import reader as warc
from crawler.errors import ArchiveError, CollectionLocked
from crawler.ledger.sqlite_frontier import pending


def close(collection, ending="complete"):
    return collection.close(ending, reason="test", facts={})


def draft(article="zjol:t:1", version_id="sha256:1", record_id="<r>", day="2026-11-23"):
    def render(previous):
        if previous and previous[1] == version_id:
            return None
        number = previous[0] + 1 if previous else 1
        line = json.dumps({"id": article, "versionId": version_id, "version": number})
        return ArticleLine(
            number=number, version_id=version_id, day=day, line=line.encode() + b"\n"
        )

    return ArticleDraft(
        article=article, url=url("a"), headline="题", captured="2026-11-23T02:00:00Z",
        record_id=record_id, render=render,
    )  # fmt: skip


def test_what_was_stored_is_read_back_byte_for_byte(scene):
    collection = scene.open()
    address = enter(collection, "a")["a"]
    one = exchange("a", b"<p>\xc5\xaa</p>")
    capture = store(collection, address, one)
    record = warc.read(next(scene.root.glob("archive/*.open")), capture.offset, capture.length)
    assert one.response == record.block
    assert b"<p>\xc5\xaa</p>" == collection.answer(capture).entity
    close(collection)


def test_a_stored_page_is_captured_and_a_settled_one_done(scene):
    collection = scene.open()
    address = enter(collection, "a")["a"]
    assert {"pending": 1} == collection.reader.states()
    store(collection, address, exchange("a"))
    assert {"captured": 1} == collection.reader.states()
    settle(collection, address)
    assert {"done": 1} == collection.reader.states()
    close(collection)


@pytest.mark.parametrize(
    "facts",
    [
        {"truncated": "disconnect", "error": "data-loss"},
        {"error": "timeout", "response": b""},
        {"status": b"503 Busy"},
    ],
)
def test_what_is_no_answer_leaves_the_address_pending(scene, facts):
    collection = scene.open()
    address = enter(collection, "a")["a"]
    store(collection, address, exchange("a", **facts))
    assert {"pending": 1} == collection.reader.states()
    close(collection)


def test_the_same_payload_again_is_a_revisit_also_within_one_batch(scene):
    collection = scene.open()
    rows = enter(collection, "a", "b")
    first = store(collection, rows["a"], exchange("a"))
    second = store(collection, rows["b"], exchange("b"))
    assert ("response", "revisit") == (first.record_type, second.record_type)
    assert b"<html>x</html>" == collection.answer(second).entity
    close(collection)


def test_a_304_refers_to_the_response_of_its_own_address(scene):
    collection = scene.open()
    rows = enter(collection, "a", "b")
    original = store(collection, rows["a"], exchange("a"))
    store(collection, rows["b"], exchange("b", b"<html>other</html>"))
    again = store(collection, rows["a"], exchange("a", b"", status=b"304 Not Modified"))
    assert ("revisit", original.payload_digest) == (again.record_type, again.payload_digest)
    assert 304 == collection.answer(again).head.status
    close(collection)


def test_beside_the_index_a_304_has_a_line_that_leads_to_what_it_confirmed(scene):
    collection = scene.open()
    row = enter(collection, "a")["a"]
    original = store(collection, row, exchange("a"))
    close(collection)
    assert not collection.layout.not_modified.exists()
    collection = scene.open()
    again = store(collection, row, exchange("a", b"", status=b"304 Not Modified", at=60))
    close(collection)
    (line,) = collection.layout.not_modified.read_text().splitlines()
    entry = cdxj.parse(line)
    assert cdxj.timestamp(again.date) == entry.timestamp
    assert (str(original.offset), original.filename, "200") == (
        entry.fields["offset"], entry.fields["filename"], entry.fields["status"],
    )  # fmt: skip
    assert [line] == sorted([line, *collection.layout.index.read_text().splitlines()])[1:2]
    manifest = json.loads(collection.layout.manifest.read_bytes())
    assert "indexes/not-modified.cdxj" in {one["path"] for one in manifest["resources"]}


def test_a_closed_collection_is_an_unpacked_wacz(scene):
    collection = scene.open()
    address = enter(collection, "a")["a"]
    capture = store(collection, address, exchange("a"))
    settle(collection, address, drafts=(draft(record_id=capture.record_id),))
    assert "complete" == close(collection)
    (file,) = scene.root.glob("archive/*")
    assert "zjol-20261123020000123-00000-host.warc.gz" == file.name
    assert 1 == (scene.root / "indexes/index.cdxj").read_text().count("\n")
    header, row = (scene.root / "pages/pages.jsonl").read_text().splitlines()
    assert "json-pages-1.0" == json.loads(header)["format"]
    assert {"url": url("a"), "title": "题"}.items() <= json.loads(row).items()
    manifest = json.loads((scene.root / "datapackage.json").read_bytes())
    listed = {entry["path"] for entry in manifest["resources"]}
    assert {
        f"archive/{file.name}", "articles/2026-11-23.jsonl", "indexes/index.cdxj",
        "pages/pages.jsonl",
    } <= listed  # fmt: skip
    (run,) = scene.root.glob("runs/*.json")
    assert {"outcome": "complete", "exitCode": 0}.items() <= json.loads(run.read_bytes()).items()
    with file.open("rb") as stream:
        kinds = [record.rec_type for record in ArchiveIterator(stream)]
    assert ["warcinfo", "response", "request", "metadata"] == kinds


def test_an_article_that_says_the_same_gets_no_second_line(scene):
    collection = scene.open()
    address = enter(collection, "a")["a"]
    assert 1 == settle(collection, address, drafts=(draft(),)).versions
    assert 0 == settle(collection, address, drafts=(draft(),)).versions
    assert 1 == settle(collection, address, drafts=(draft(version_id="sha256:2"),)).versions
    close(collection)
    lines = (scene.root / "articles/2026-11-23.jsonl").read_text().splitlines()
    assert [1, 2] == [json.loads(line)["version"] for line in lines]


def test_a_refused_article_goes_to_the_quarantine(scene):
    collection = scene.open()
    address = enter(collection, "a")["a"]
    settle(collection, address, refused=(RefusedLine(day="2026-11-23", line=b"{}\n"),))
    close(collection)
    assert b"{}\n" == (scene.root / "quarantine/2026-11-23.jsonl").read_bytes()


def test_a_second_run_adds_to_the_first(scene):
    for name in ("a", "b"):
        collection = scene.open()
        address = enter(collection, name)[name]
        store(collection, address, exchange(name, name.encode()))
        settle(collection, address)
        close(collection)
    assert 2 == len(list(scene.root.glob("archive/*.warc.gz")))
    index = (scene.root / "indexes/index.cdxj").read_bytes().splitlines()
    assert 2 == len(index)
    assert sorted(index) == index


def test_two_runs_cannot_write_one_collection(scene):
    collection = scene.open()
    with pytest.raises(CollectionLocked):
        scene.open()
    close(collection)


def test_files_roll_over_by_size_and_hold_whole_exchanges(scene):
    collection = scene.open(max_bytes=6000)
    for number in range(8):
        name = f"p{number}"
        address = enter(collection, name)[name]
        store(collection, address, exchange(name, os.urandom(2000)))
    close(collection)
    files = sorted(scene.root.glob("archive/*.warc.gz"))
    assert len(files) > 2
    for file in files:
        kinds = [record.type for record in warc.records(file)]
        assert "warcinfo" == kinds[0]
        assert ["response", "request", "metadata"] * ((len(kinds) - 1) // 3) == kinds[1:]
    assert 8 == (scene.root / "indexes/index.cdxj").read_text().count("\n")


def died(scene, collection):
    """Copy what a kill would leave: no close, no checkpoint; then let go of the original."""
    left = scene.root.with_name("left")
    shutil.rmtree(left, ignore_errors=True)
    shutil.copytree(scene.root, left)
    close(collection)
    shutil.rmtree(scene.root)
    left.rename(scene.root)


def test_after_a_death_what_was_captured_is_read_and_not_fetched(scene):
    collection = scene.open()
    rows = enter(collection, "a", "b")
    store(collection, rows["a"], exchange("a", b"kept"))
    died(scene, collection)
    collection = scene.open()
    ((address, capture, run),) = collection.reader.unread(exclude="r9")
    assert (url("a"), "20261123T020000123Z") == (address.url, run)
    assert b"kept" == collection.answer(capture).entity
    assert [url("b")] == [row.url for row in pending(collection.reader, 9)]
    assert 1 == collection.recovered.sealed
    close(collection)
    assert [] == list(scene.root.glob("archive/*.open"))


def test_whole_records_the_ledger_missed_are_found(scene):
    collection = scene.open()
    rows = enter(collection, "a", "b")
    store(collection, rows["a"], exchange("a", b"kept"))
    ledger = (scene.root / "ledger.sqlite").read_bytes()
    wal = (scene.root / "ledger.sqlite-wal").read_bytes()
    store(collection, rows["b"], exchange("b", b"kept too"))
    died(scene, collection)
    (scene.root / "ledger.sqlite").write_bytes(ledger)
    (scene.root / "ledger.sqlite-wal").write_bytes(wal)
    (scene.root / "ledger.sqlite-shm").unlink()
    collection = scene.open()
    assert {"captured": 2} == collection.reader.states()
    assert 1 == collection.recovered.captures
    close(collection)
    assert 2 == (scene.root / "indexes/index.cdxj").read_text().count("\n")


@pytest.mark.parametrize("cut", [1, 9, 200])
def test_a_torn_record_is_cut_off_and_kept_aside(scene, cut):
    collection = scene.open()
    address = enter(collection, "a")["a"]
    store(collection, address, exchange("a"))
    died(scene, collection)
    (file,) = scene.root.glob("archive/*.open")
    whole = file.stat().st_size
    more = file.read_bytes()[-400:][:-cut]
    with file.open("ab") as out:
        out.write(more)
    collection = scene.open()
    assert len(more) == collection.recovered.torn_bytes
    close(collection)
    (sealed,) = scene.root.glob("archive/*.warc.gz")
    assert whole == sealed.stat().st_size


def test_an_uncommitted_line_is_cut_and_its_page_read_again(scene):
    collection = scene.open()
    address = enter(collection, "a")["a"]
    store(collection, address, exchange("a"))
    died(scene, collection)
    line = scene.root / "articles" / "2026-11-23.jsonl"
    line.write_bytes(b'{"id":"never committed"')
    collection = scene.open()
    assert 23 == collection.recovered.cut_bytes
    assert 1 == len(list(collection.reader.unread(exclude="r9")))
    close(collection)


def test_bytes_that_were_durable_and_are_gone_stop_everything(scene):
    collection = scene.open()
    address = enter(collection, "a")["a"]
    store(collection, address, exchange("a"))
    close(collection)
    (file,) = scene.root.glob("archive/*")
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(ArchiveError, match="were durable"):
        scene.open()


def test_a_commit_takes_its_steps_in_order(scene):
    collection = scene.open()
    address = enter(collection, "a")["a"]
    scene.steps.clear()
    store(collection, address, exchange("a"))
    assert [
        "warc-written", "warc-synced", "lines-written", "lines-synced", "ledger-committed",
    ] == scene.steps  # fmt: skip
    close(collection)


def test_after_a_failed_write_nothing_more_is_written(scene):
    def fail(step):
        if step == "warc-synced":
            raise OSError(28, "No space left on device")

    collection = scene.open()
    rows = enter(collection, "a", "b")
    collection.writing._step = fail
    with pytest.raises(ArchiveError, match="No space left"):
        store(collection, rows["a"], exchange("a"))
    collection.writing._step = lambda step: None
    with pytest.raises(ArchiveError, match="No space left"):
        store(collection, rows["b"], exchange("b"))
    assert "archive" == close(collection)
    collection = scene.open()
    assert {"captured": 1, "pending": 1} == collection.reader.states()
    close(collection)


def test_an_outcome_that_fails_takes_its_found_addresses_back(scene):
    collection = scene.open()
    collection.writing._step = lambda step: (_ for _ in ()).throw(OSError(5, "I/O error"))
    with pytest.raises(ArchiveError):
        collection.commit(PageCommit(found=())).result(5)
    assert "archive" == close(collection)
