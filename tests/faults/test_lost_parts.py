"""Parts of a collection that are gone: what the WARC files can tell again is told again."""

import shutil

import pytest

from crawler.archive.collection.layout import Layout
from fault_campaign import Campaign


@pytest.fixture(scope="module")
def finished(target, tmp_path_factory):
    campaign = Campaign(target, tmp_path_factory.mktemp("finished") / "archives")
    campaign.finish()
    return campaign


@pytest.fixture
def campaign(finished, tmp_path):
    """A copy of a finished collection that may be damaged."""
    shutil.copytree(finished.folder, tmp_path / "archives")
    return Campaign(finished.target, tmp_path / "archives")


def lines(campaign):
    return {path.name: path.read_bytes() for path in campaign.root.glob("articles/*.jsonl")}


def assert_nothing_was_lost(campaign, before):
    campaign.check_files()
    campaign.check_lines()
    assert before.items() <= lines(campaign).items()
    wanted, got = campaign.target.undisturbed.states, campaign.result().states
    assert {key: state for key, (state, _) in wanted.items()} == {
        key: state for key, (state, _) in got.items()
    }


def test_a_lost_ledger_is_told_again_by_the_warc_files(campaign):
    before = lines(campaign)
    (campaign.root / "ledger.sqlite").unlink()
    ended = campaign.run()
    assert 0 == ended.returncode, ended.stderr[-3000:]
    assert "knows nothing of the archive" in ended.stderr
    assert_nothing_was_lost(campaign, before)


def test_a_ledger_and_lines_that_are_both_lost_come_back(campaign):
    before = lines(campaign)
    (campaign.root / "ledger.sqlite").unlink()
    shutil.rmtree(campaign.root / "articles")
    assert 0 == campaign.run().returncode
    assert_nothing_was_lost(campaign, before)


@pytest.mark.parametrize("how", ["deleted", "emptied", "shortened"])
def test_lost_article_lines_come_back_byte_for_byte(campaign, how):
    before = lines(campaign)
    for path in campaign.root.glob("articles/*.jsonl"):
        if how == "deleted":
            path.unlink()
        else:
            path.write_bytes(path.read_bytes()[: 0 if how == "emptied" else -100])
    ended = campaign.run()
    assert 0 == ended.returncode, ended.stderr[-3000:]
    assert_nothing_was_lost(campaign, before)


@pytest.mark.parametrize("step", ["recovery-sealed", "recovery-indexed", "run-begun"])
def test_killed_while_what_was_lost_is_told_again(campaign, step):
    before = lines(campaign)
    (campaign.root / "ledger.sqlite").unlink()
    shutil.rmtree(campaign.root / "articles")
    campaign.run(FAULT_STEP=step, FAULT_AT=1)
    assert 0 == campaign.run().returncode
    assert_nothing_was_lost(campaign, before)


def test_index_pages_and_manifest_are_made_again_by_the_next_run(campaign):
    for name in ("indexes/index.cdxj", "pages/pages.jsonl", "datapackage.json"):
        (campaign.root / name).unlink()
    assert 0 == campaign.run().returncode
    campaign.check_files()


@pytest.mark.parametrize("how", ["deleted", "shortened"])
def test_3_a_lost_record_stops_everything(campaign, how):
    warc = campaign.warcs()[0]
    if how == "deleted":
        warc.unlink()
    else:
        warc.write_bytes(warc.read_bytes()[:-1])
    before = campaign.rows("SELECT * FROM addresses")
    ended = campaign.run()
    assert 3 == ended.returncode
    assert warc.name in ended.reason
    assert before == campaign.rows("SELECT * FROM addresses")


def test_3_a_damaged_file_that_the_ledger_has_lost_is_not_cut(campaign):
    """It was whole when it was sealed, so this is no torn tail."""
    (campaign.root / "ledger.sqlite").unlink()
    warc = campaign.warcs()[0]
    damaged = bytearray(warc.read_bytes())
    damaged[len(damaged) // 2] ^= 0xFF
    warc.write_bytes(damaged)
    ended = campaign.run()
    assert 3 == ended.returncode
    assert "scrapy audit" in ended.reason
    assert bytes(damaged) == warc.read_bytes()


def test_3_a_ledger_that_is_damaged_is_named(campaign):
    ledger = Layout(campaign.root).ledger
    ledger.write_bytes(b"\0" * 4096 + ledger.read_bytes()[4096:])
    ended = campaign.run()
    assert 3 == ended.returncode
    assert "ledger.sqlite" in ended.reason
    assert "Traceback" not in ended.stderr
