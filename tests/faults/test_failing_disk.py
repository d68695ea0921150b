"""Full and failing disks: the run stops with exit 3 and one line, and nothing is torn after it."""

import random

import pytest

from crawler.extensions.disk_space import Space
from fault_campaign import FEW, KILLED, Campaign
from fault_disk import small_disk
from fault_tracking import BROKEN

BATCH_STEPS = ["warc-written", "warc-synced", "lines-written", "lines-synced", "ledger-committed"]
CLOSING_STEPS = [
    "warc-sealed", "ledger-durable", "index-written", "lines-in-order", "pages-written",
    "manifest-written",
]  # fmt: skip


def assert_stopped(ended):
    assert 3 == ended.returncode, ended.stderr[-3000:]
    assert "archive:" in ended.reason
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("kibibytes", [60, 150, 400, 900, 1600, 2200])
def test_the_disk_fills_up(target, tmp_path, mounting, kibibytes):
    if not mounting:
        limited(target, tmp_path, limits={"RLIMIT_FSIZE": kibibytes * 300})
        return
    with small_disk(tmp_path / "disk", kibibytes) as disk:
        campaign = Campaign(target, disk.folder / "archives")
        assert_stopped(campaign.run())
        assert_stopped(campaign.run())  # and again, as a scheduler would
        disk.free()
        campaign.finish()
        campaign.check()


def limited(target, tmp_path, **how):
    campaign = Campaign(target, tmp_path / "archives")
    assert_stopped(campaign.run(**how))
    campaign.finish()
    campaign.check()


@pytest.mark.parametrize("size", [0, 20_000, 33_000, 100_000, 300_000, 700_000])
def test_files_cannot_grow_beyond_a_size(target, tmp_path, size):
    limited(target, tmp_path, limits={"RLIMIT_FSIZE": size})


@pytest.mark.parametrize("step", BATCH_STEPS + CLOSING_STEPS)
def test_no_file_can_grow_after_a_step(target, tmp_path, step):
    at = random.Random(step).randint(2, FEW) if step in BATCH_STEPS else 1
    limited(target, tmp_path, FAULT_STEP=step, FAULT_AT=at, FAULT_DOES="limit")


@pytest.mark.parametrize("step", BATCH_STEPS + CLOSING_STEPS)
def test_the_disk_is_full_after_a_step(target, tmp_path, mounting, step):
    at = random.Random(step).randint(2, FEW) if step in BATCH_STEPS else 1
    if not mounting:
        limited(target, tmp_path, FAULT_STEP=step, FAULT_AT=at + 1, FAULT_DOES="limit")
        return
    with small_disk(tmp_path / "disk", 16_000) as disk:
        campaign = Campaign(target, disk.folder)
        ended = campaign.run(FAULT_STEP=step, FAULT_AT=at, FAULT_DOES="fill")
        assert_stopped(ended)
        disk.free()
        campaign.finish()
        campaign.check()


@pytest.mark.parametrize("number", [1, 2, 3, 5, 12, 24])
def test_the_disk_does_not_sync(target, tracked, tmp_path, number):
    campaign = Campaign(target, tmp_path / "archives", nursery=tracked)
    assert_stopped(campaign.run(env={BROKEN: str(number)}))
    campaign.finish()
    campaign.check()


@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize("step", ["lines-written", "ledger-committed"])
def test_no_file_can_grow_while_a_run_reads_what_another_captured(target, tmp_path, step, at):
    campaign = Campaign(target, tmp_path / "archives")
    assert KILLED == campaign.run(FAULT_STEP="ledger-committed", FAULT_AT=FEW).returncode
    assert_stopped(campaign.run(FAULT_STEP=step, FAULT_AT=at, FAULT_DOES="limit"))
    campaign.finish()
    campaign.check()


@pytest.mark.parametrize("step", ["", "warc-written"])
def test_a_log_that_is_refused_before_the_engine_runs_stops_the_crawl(target, tmp_path, step):
    """Whether or not the collection itself would fail later: nothing is asked of the site."""
    campaign = Campaign(target, tmp_path / "archives")
    ended = campaign.run(
        FAULT_LOG="/dev/full", FAULT_STEP=step, FAULT_AT=int(bool(step)), FAULT_DOES="limit",
        LOG_LEVEL="INFO",
    )  # fmt: skip
    assert_stopped(ended)
    assert "the log of the run" in ended.reason
    assert not campaign.final_captures()
    campaign.finish()
    campaign.check()


def test_too_little_room_at_the_start_stops_before_anything_is_made(target, tmp_path):
    campaign = Campaign(target, tmp_path / "archives")
    free = Space(path=tmp_path, least=0).free()
    ended = campaign.run(ARCHIVE_MIN_FREE_BYTES=free * 2)
    assert_stopped(ended)
    assert "nothing was started" in ended.reason
    assert not campaign.root.exists()


def test_room_that_runs_out_pauses_the_crawl_then_stops_it_in_order(target, tmp_path, mounting):
    """The guard stops while there still is room to seal, index and report."""
    campaign = Campaign(target, tmp_path / "archives", guard="fault_guard.HastyDiskSpace")
    ended = campaign.run(ARCHIVE_MIN_FREE_BYTES=1, FAULT_ROOM="0")
    assert_stopped(ended)
    assert "pausing:" in ended.stderr
    assert [] == list(campaign.root.rglob("*.open"))
    assert 3 == campaign.report()["exitCode"]
    campaign.finish()
    campaign.check()


def test_room_that_comes_back_lets_the_crawl_go_on(target, tmp_path):
    campaign = Campaign(target, tmp_path / "archives", guard="fault_guard.HastyDiskSpace")
    ended = campaign.run(ARCHIVE_MIN_FREE_BYTES=1, FAULT_ROOM="0,0,9")
    assert 0 == ended.returncode, ended.stderr[-3000:]
    assert "the crawl continues" in ended.stderr
    campaign.check()
