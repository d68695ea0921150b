"""Replacing the stored lines: all of them or none, whenever the process dies."""

import json
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from archive_scene import TEXT, ArchiveScene, article, page
from collection_scene import Scene
from crawler.archive.collection import replacement
from crawler.archive.collection.layout import Layout
from crawler.archive.collection.lock import Lock
from crawler.archive.collection.run import Run, run_id
from crawler.errors import ArchiveError, CollectionLocked, ConfigurationError
from crawler.ledger import Ledger
from crawler.reextract import reextract, rewrite
from crawler.reextract.restore import opened

NOW = datetime(2026, 11, 24, 2, 0, 0, tzinfo=UTC)


def run(began):
    return Run(
        id=run_id(began), began=began, spider="zjol", software="test/1", user_agent="",
        operator=None, sender=None, robots="", hostname="host", is_part_of="zjol",
    )  # fmt: skip


@pytest.fixture
def again():
    """Rewrites a collection, each time as another run."""
    minutes = count()

    def rewritten(root):
        now = NOW + timedelta(minutes=next(minutes))
        made = rewrite(
            root, run=run(now), jobs=1, progress=lambda done, total: None, now=lambda: now
        )
        made.version_log.close()
        return made

    return rewritten


@pytest.fixture
def scene(tmp_path):
    return Scene(tmp_path / "zjol")


@pytest.fixture
def root(scene):
    """A collection of two articles that its crawl's extractor could not read."""
    archive = ArchiveScene(scene.root)
    archive.run(*((article(31000000 + n), page(f"第{n}篇", TEXT)) for n in (1, 2)))
    opened(scene.root, scene.open).close("complete", reason="", facts={})  # makes the ledger
    with sqlite3.connect(scene.root / "ledger.sqlite") as ledger:
        ledger.execute("DELETE FROM versions")
        ledger.execute("DELETE FROM files WHERE name LIKE 'articles/%'")
    for path in (scene.root / "articles").glob("*"):
        path.unlink()
    return scene.root


def open_and_close(scene):
    scene.open().close("complete", reason="", facts={})


def state(root):
    """Everything that is told of the articles: lines and ledger rows."""
    layout = Layout(root)
    lines = {path.name: path.read_bytes() for path in layout.articles.glob("*")}
    with sqlite3.connect(layout.ledger) as ledger:
        rows = ledger.execute("SELECT article, version, record_id, day FROM versions").fetchall()
        sizes = ledger.execute(
            "SELECT name, committed FROM files WHERE name LIKE 'articles/%'"
        ).fetchall()
    return lines, sorted(rows), dict(sizes)


def test_lines_ledger_page_list_and_report_are_renewed(root, again):
    made = again(root)
    lines, rows, sizes = state(root)
    assert 2 == made.differences.lines["added"]
    (day,) = lines
    assert {f"articles/{day}": len(lines[day])} == sizes
    assert ["zjol:t:31000001", "zjol:t:31000002"] == [row[0] for row in rows]
    layout = Layout(root)
    assert 3 == len(layout.pages.read_bytes().splitlines())
    report = json.loads((layout.runs / f"{run_id(NOW)}.json").read_bytes())
    assert {"command": "reextract", "articleVersions": 2}.items() <= report.items()
    assert "version" in report["extractor"]
    named = {
        one["path"]: one["bytes"] for one in json.loads(layout.manifest.read_bytes())["resources"]
    }
    assert len(lines[day]) == named[f"articles/{day}"]


def test_nothing_is_touched_when_nothing_is_different(root, again):
    again(root)
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*") if path.is_file()}
    assert not again(root).differences.any
    after = {path: path.stat().st_mtime_ns for path in root.rglob("*") if path.is_file()}
    assert {path for path in after if before.get(path) != after[path]} <= {
        root / ".lock", root / "ledger.sqlite"
    }  # fmt: skip


def test_lines_that_were_deleted_come_back_as_they_were(root, again):
    again(root)
    before = state(root)
    shutil.rmtree(root / "articles")
    again(root)
    assert before == state(root)


def test_a_line_that_was_tampered_with_is_put_right(root, again):
    again(root)
    before = state(root)
    (path,) = (root / "articles").glob("*")
    path.write_bytes(path.read_bytes().replace("第1篇".encode(), "第9篇".encode()))
    assert 1 == again(root).differences.lines["changed"]
    assert before == state(root)


def test_a_day_that_has_no_lines_any_more_is_removed(root, again):
    (root / "articles" / "2020-01-01.jsonl").write_bytes(b"{}\n")
    again(root)
    assert 1 == len(list((root / "articles").glob("*")))


def staged(root):
    """All that is to be put into place, decided on, and not put there yet."""
    layout = Layout(root)
    with reextract(root, jobs=1, progress=lambda done, total: None) as made:
        files = [
            (f"articles/{day}.jsonl", made.version_log.lines(day))
            for day in made.version_log.days()
        ]
        replacement.stage(layout, files, made.version_log.rows())
    return layout


def test_what_was_not_decided_on_is_thrown_away(root, scene):
    before = state(root)
    layout = staged(root)
    (layout.replacing / "ready.json").unlink()
    open_and_close(scene)
    assert before == state(root)
    assert not layout.replacing.exists()


def test_what_was_decided_on_is_finished_by_the_next_run(root, scene):
    layout = staged(root)
    open_and_close(scene)
    assert 2 == len(state(root)[1])
    assert not layout.replacing.exists()


@pytest.mark.parametrize("fatal", ["replacement-entered", "replacement-moved"])
def test_a_kill_between_the_steps_is_made_good(root, scene, fatal):
    layout = staged(root)
    ledger = Ledger(layout.ledger)

    class Killed(BaseException):
        pass

    def step(name):
        if name == fatal:
            raise Killed

    with pytest.raises(Killed):
        replacement.finish(layout, ledger, step=step)
    assert replacement.finish(layout, ledger)
    ledger.close()
    lines, rows, sizes = state(root)
    (day,) = lines
    assert (2, len(lines[day])) == (len(rows), sizes[f"articles/{day}"])
    open_and_close(scene)


def test_a_collection_that_is_being_written_is_left_alone(root, again):
    lock = Lock(root / ".lock")
    with pytest.raises(CollectionLocked):
        again(root)
    lock.release()


def test_after_a_run_that_was_killed_a_crawl_comes_first(root, again):
    with sqlite3.connect(root / "ledger.sqlite") as ledger:
        ledger.execute("UPDATE runs SET ended = NULL")
    with pytest.raises(ArchiveError, match="did not end in order"):
        again(root)


def test_without_a_ledger_nothing_is_replaced(root, again):
    (root / "ledger.sqlite").unlink()
    with pytest.raises(ConfigurationError, match="has no ledger"):
        again(root)
