"""The small parts of a collection and a crawl: lock, lines, writer thread, memory, split pages."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from article_samples import extraction
from crawler.archive.collection.archivist import Archivist
from crawler.archive.collection.closing import put_in_order
from crawler.archive.collection.lock import Lock
from crawler.archive.collection.page_commit import Committed, PageCommit
from crawler.archive.collection.writing import DayFiles, cut
from crawler.article import PageReading
from crawler.crawl.admission import Known
from crawler.crawl.assembling import SplitArticles
from crawler.errors import CollectionLocked
from crawler.models import Capture
from crawler.reading.parts import PagePlace


def test_a_second_process_finds_the_lock_held_and_by_whom(tmp_path):
    lock = Lock(tmp_path / ".lock")
    again = (
        "import pathlib; from crawler.archive.collection.lock import Lock; "
        f"Lock(pathlib.Path({str(tmp_path / '.lock')!r}))"
    )
    other = subprocess.run(
        [sys.executable, "-c", again], capture_output=True, text=True, check=False
    )
    assert f"process {os.getpid()}" in other.stderr
    lock.release()
    assert 0 == subprocess.run([sys.executable, "-c", again], check=False).returncode


def test_the_same_process_cannot_lock_twice(tmp_path):
    lock = Lock(tmp_path / ".lock")
    with pytest.raises(CollectionLocked):
        Lock(tmp_path / ".lock")
    lock.release()


def test_lines_grow_a_file_a_day(tmp_path):
    files = DayFiles(tmp_path / "articles")
    files.append("2026-11-23", b"a\n")
    files.append("2026-11-24", b"bb\n")
    files.append("2026-11-23", b"c\n")
    assert {"2026-11-23": 4, "2026-11-24": 3} == files.sync()
    assert {} == files.sync()
    files.close()
    assert b"a\nc\n" == (tmp_path / "articles" / "2026-11-23.jsonl").read_bytes()


def test_a_torn_line_is_cut_back_to_what_was_committed(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"whole\nto")
    assert 2 == cut(path, 6)
    assert 0 == cut(path, 6)
    assert b"whole\n" == path.read_bytes()


def test_lines_are_put_in_the_order_of_the_archive(tmp_path):
    def line(article, version):
        return f'{{"schemaVersion":"1.0","id":"{article}","versionId":"s","version":{version}}}\n'

    path = tmp_path / "day.jsonl"
    path.write_text(line("b", 1) + line("a", 2) + line("a", 1))
    places = {("a", 1): ("w0", 50), ("a", 2): ("w1", 0), ("b", 1): ("w0", 70)}
    put_in_order(path, places)
    assert line("a", 1) + line("b", 1) + line("a", 2) == path.read_text()


def test_known_keys_are_forgotten_a_generation_at_a_time():
    known = Known(size=2)
    assert [True, False] == [known.first_time("a"), known.first_time("a")]
    known.first_time("b")
    assert not known.first_time("a")
    for key in "cdef":
        known.first_time(key)
    assert known.first_time("b")


BASE = "http://zjnews.zjol.com.cn/zjnews/201605/t20160518_1000001"


def page(number, pages, following=()):
    name = BASE + (f"_{number - 1}" if number > 1 else "") + ".shtml"
    place = PagePlace(pages=pages, complete=pages == 1, page=number, next=tuple(following))
    capture = Capture(
        url=name, urlkey=name, date="2026-11-23T00:00:00.000000Z", record_type="response",
        record_id=f"<{number}>", status=200, mime="text/html", payload_digest="sha1:A",
        filename="a", offset=number, length=1,
    )  # fmt: skip
    return PageReading(extraction=replace(extraction(), pagination=place), capture=capture)


def numbers(joined):
    return [reading.capture.offset for reading in joined.pages], list(joined.keys)


def test_an_article_of_one_page_passes_straight_through():
    assert ([1], ["7"]) == numbers(SplitArticles().add("7", page(1, 1)))


def test_pages_wait_for_the_last_of_them_in_any_order():
    joins = SplitArticles()
    assert joins.add("3", page(3, 1)) is None
    assert joins.add("1", page(1, 3)) is None
    assert ([1, 2, 3], ["1", "2", "3"]) == numbers(joins.add("2", page(2, 1)))
    assert [] == joins.rest()


def test_a_page_that_cannot_be_had_is_not_waited_for():
    joins = SplitArticles()
    assert joins.add("1", page(1, 2)) is None
    assert ([1], ["1"]) == numbers(joins.miss(f"{BASE}_1.shtml"))


def test_what_still_waits_is_given_out_at_the_end():
    joins = SplitArticles()
    joins.add("1", page(1, 2))
    assert [([1], ["1"])] == [numbers(one) for one in joins.rest()]
    assert [] == joins.rest()


def test_the_first_job_of_a_batch_waits_for_others():
    batches = []

    def write(batch):
        batches.append(len(batch.jobs))
        batch.committed = [Committed(pending=0, versions=0) for _ in batch.commits]

    archivist = Archivist(write, linger=60)
    jobs = [archivist.commit(PageCommit()) for _ in range(3)]
    archivist.close()  # does not wait for the minute to end
    assert [3] == batches
    assert all(job.done() for job in jobs)
