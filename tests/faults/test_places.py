"""Where a collection lies: what cannot be written, two at once, clocks set back, long names."""

import os
from datetime import UTC, datetime

import pytest

from crawler.archive.collection.lock import Lock
from fault_campaign import FEW, Campaign
from fault_disk import small_disk


def assert_stopped(ended):
    assert 3 == ended.returncode, ended.stderr[-3000:]
    assert "Traceback" not in ended.stderr
    assert "archive:" in ended.reason


def test_3_a_file_system_that_cannot_be_written(target, tmp_path, mounting):
    if not mounting:
        unwritable(target, tmp_path)
        return
    with small_disk(tmp_path / "disk", 16_000) as disk:
        disk.write_protect()
        ended = Campaign(target, disk.folder).run()
        assert_stopped(ended)
        assert "Read-only file system" in ended.reason


def test_3_a_finished_collection_on_a_file_system_that_cannot_be_written(
    target, tmp_path, mounting
):
    if not mounting:
        unwritable(target, tmp_path)
        return
    with small_disk(tmp_path / "disk", 16_000) as disk:
        campaign = Campaign(target, disk.folder)
        campaign.finish()
        disk.write_protect()
        campaign.check_files()  # the ledger is one plain file: it can be read where it lies
        assert_stopped(campaign.run())


def unwritable(target, tmp_path):
    folder = tmp_path / "archives"
    folder.mkdir(mode=0o555)
    assert_stopped(Campaign(target, folder).run(powerless=True))


def test_3_a_folder_without_permission(target, tmp_path):
    """Root may write everywhere, unless it gives that power up."""
    folder = tmp_path / "archives"
    folder.mkdir(mode=0o555)
    ended = Campaign(target, folder).run(powerless=True)
    assert_stopped(ended)
    assert "Permission denied" in ended.reason


def test_3_a_file_without_permission(target, tmp_path):
    campaign = Campaign(target, tmp_path / "archives")
    campaign.run(FAULT_STEP="warc-synced", FAULT_AT=FEW // 2)
    ledger = campaign.root / "ledger.sqlite"
    ledger.chmod(0o444)
    ended = campaign.run(powerless=True)
    assert_stopped(ended)
    ledger.chmod(0o644)
    campaign.finish()
    campaign.check()


def test_6_two_runs_at_once(target, tmp_path):
    campaign = Campaign(target, tmp_path / "archives")
    campaign.root.mkdir(parents=True)
    lock = Lock(campaign.root / ".lock")
    ended = campaign.run()
    lock.release()
    assert 6 == ended.returncode, ended.stderr
    assert str(os.getpid()) in ended.reason
    assert [".lock"] == [path.name for path in campaign.root.rglob("*") if path.is_file()]
    campaign.finish()
    campaign.check()


def test_the_lock_of_a_killed_run_is_free(target, tmp_path):
    campaign = Campaign(target, tmp_path / "archives")
    campaign.run(FAULT_STEP="warc-written", FAULT_AT=5)
    Lock(campaign.root / ".lock").release()
    campaign.finish()
    campaign.check()


@pytest.mark.parametrize("back", [0, 3600, 400 * 86400])
def test_a_clock_that_is_set_back_collides_with_nothing(target, tmp_path, back):
    """Also with one that stands still: every run begins in the same millisecond."""
    campaign = Campaign(target, tmp_path / "archives", {"ARCHIVE_WARC_BYTES": 100_000})
    now = datetime.now(UTC).timestamp()
    for number in range(2):
        ended = campaign.run(
            FAULT_STEP="warc-synced", FAULT_AT=FEW // 3, FAULT_CLOCK=now - number * back
        )
        assert -9 == ended.returncode, ended.stderr[-2000:]
    ended = campaign.run(FAULT_CLOCK=now - 2 * back)
    assert 0 == ended.returncode, ended.stderr[-2000:]
    campaign.check_files()
    wanted, got = target.undisturbed, campaign.result()
    assert wanted.articles.keys() == got.articles.keys()
    assert wanted.captures == got.captures


def test_parts_of_a_collection_may_lie_on_another_file_system(target, tmp_path, mounting):
    """Nothing is renamed from one folder to another."""
    campaign = Campaign(target, tmp_path / "archives", {"ARCHIVE_WARC_BYTES": 200_000})
    campaign.root.mkdir(parents=True)
    if not mounting:
        (tmp_path / "elsewhere").mkdir()
        (campaign.root / "archive").symlink_to(tmp_path / "elsewhere")
        torn_and_mended(campaign)
        return
    with small_disk(campaign.root / "archive", 16_000):
        torn_and_mended(campaign)


def torn_and_mended(campaign):
    campaign.run(FAULT_STEP="warc-synced", FAULT_AT=FEW)
    (left,) = campaign.root.glob("archive/*.open")
    with left.open("ab") as file:
        file.write(left.read_bytes()[:700])
    campaign.finish()
    campaign.check()
    assert 1 == len(list(campaign.root.glob("torn/*.torn-*")))


def test_2_a_collection_with_a_name_that_no_file_can_have(target, tmp_path):
    campaign = Campaign(target, tmp_path / "archives", {"ARCHIVE_COLLECTION": "n" * 151})
    ended = campaign.run()
    assert 2 == ended.returncode
    assert "too long" in ended.reason


def test_a_collection_with_a_very_long_name(target, tmp_path):
    name = "浙" * 50
    campaign = Campaign(target, tmp_path / "archives", {"ARCHIVE_COLLECTION": name}, name=name)
    campaign.run(FAULT_STEP="warc-synced", FAULT_AT=FEW // 2)
    campaign.finish()
    campaign.check()


def test_very_long_addresses_are_kept_out_or_kept(target, tmp_path):
    """An address of 2,000 characters is fetched and captured like any other."""
    campaign = Campaign(target, tmp_path / "archives")
    url = "http://zjnews.zjol.com.cn/zjnews/" + "a" * 1900 + "/"
    ended = campaign.run("-a", f"urls={url}", seeds=None)
    assert 1 == ended.returncode  # there is no such page
    assert [url] == [one for (one,) in campaign.rows("SELECT url FROM captures") if "aaa" in one]
